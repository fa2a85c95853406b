namespace Gateway.Taxes;

/// <summary>A debt of duty or tax: one line of a tax notice. Statement and tax item are its identity.</summary>
/// <param name="Id">UUIDv7.</param>
/// <param name="Declaration">The declaration it belongs to.</param>
/// <param name="Number">That declaration's number.</param>
/// <param name="Statement">Number of the notice.</param>
/// <param name="TaxItem">Budget sub-item.</param>
/// <param name="Amount">Payable when it was opened, more than zero.</param>
/// <param name="Payer">Tax code of who owes it.</param>
/// <param name="Treasury">Treasury account it is paid to.</param>
/// <param name="Name">The tax in the notice's words.</param>
public sealed record Obligation(
    Guid Id, Guid Declaration, DeclarationNumber Number, string Statement, string TaxItem, Money Amount, string Payer, string Treasury, string Name);
