namespace Gateway.Host.Exchange;

/// <summary>A SOAP operation that takes strings and returns one string; its names are data of the adapter.</summary>
/// <param name="Namespace">Operation namespace.</param>
/// <param name="Operation">Operation name.</param>
/// <param name="Argument">Name of the argument that carries the message.</param>
/// <param name="Action">SOAPAction; may be empty.</param>
/// <param name="Key">Name of an argument carrying our certificate, where the contract has one.</param>
/// <param name="Qualified">Whether the arguments are in the operation's namespace.</param>
public sealed record SoapCall(string Namespace, string Operation, string Argument, string Action, string Key, bool Qualified)
{
    /// <summary>The operation an adapter's contract names; throws <see cref="InvalidDataException"/> when it names none.</summary>
    public static SoapCall Of(IReadOnlyDictionary<string, string> contract)
    {
        ArgumentNullException.ThrowIfNull(contract);
        string Word(string name) => contract.GetValueOrDefault(name) ?? "";
        return Word("operation").Length > 0 && Word("argument").Length > 0
            ? new SoapCall(Word("namespace"), Word("operation"), Word("argument"), Word("soapAction"), Word("key"), Word("qualified") != "false")
            : throw new InvalidDataException("the adapter's contract names no operation and argument");
    }
}
