namespace Gateway.Host.Declarations;

/// <summary>A declaration in a list or an answer.</summary>
/// <param name="Id">Declaration id.</param>
/// <param name="Enterprise">Whose it is.</param>
/// <param name="Reference">The enterprise's reference.</param>
/// <param name="Direction">IM or EX.</param>
/// <param name="Number">First 11 digits of its number once known.</param>
/// <param name="Correlation">Correlation id.</param>
/// <param name="CreatedAt">When it was taken in.</param>
/// <param name="Findings">Findings that did not stop it.</param>
/// <param name="Part">Its place among the declarations that a posted one with too many lines for a message became; absent where that fitted.</param>
public sealed record DeclarationSummary(
    Guid Id, string Enterprise, string Reference, string Direction, string? Number, string Correlation, DateTimeOffset CreatedAt, IReadOnlyList<FindingView> Findings, BranchPlace? Part)
{
    /// <summary>The summary of a row.</summary>
    public static DeclarationSummary Of(DeclarationRow row, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new DeclarationSummary(row.Id, row.Enterprise, row.Reference, row.Direction, row.Number, row.Correlation, row.CreatedAt, findings.Select(Problems.Finding).ToList(), row.Part);
    }
}
