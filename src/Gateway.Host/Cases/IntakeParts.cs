using Gateway.Adapters;
using Gateway.Host.Clearance;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Messages;

namespace Gateway.Host.Cases;

/// <summary>What taking a declaration needs from the rest of the host.</summary>
public sealed record IntakeParts(DocumentReader Reader, CaseFile File, Composer Composer, AdapterShelf Adapters, Branches Branches)
{
    /// <summary>The next key.</summary>
    public Guid NewKey() => Composer.NewKey();

    /// <summary>
    /// The rules of the first messages of the procedure, and what those would complain about, so that the enterprise hears everything
    /// at once: at the place in its own document, and nothing twice of a noun that was found wrong already.
    /// </summary>
    public IReadOnlyList<Finding> FirstMessage(DeclarationRow row, DocumentReading reading)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(reading);
        var sources = Origins.Of(reading.Declaration!).GroupBy(origin => origin.Pointer).ToDictionary(same => same.Key, same => same.First().Source);
        var (rules, complaints) = Complaints(row, reading.Declaration!);
        var wrong = reading.Findings.Concat(rules).Where(finding => finding.Severity == Severity.Error && finding.Pointer.Length > 0).Select(finding => finding.Pointer).ToHashSet();
        return [.. rules, .. complaints.Where(finding => !wrong.Contains(finding.Pointer)).Select(finding => InTheirWords(finding, sources))];
    }

    // A column of the message says nothing to the sender; it stands behind what is wrong.
    private static Finding InTheirWords(Finding finding, Dictionary<string, string> sources) => finding.Pointer.Length == 0
        ? finding
        : finding with { Path = sources.GetValueOrDefault(finding.Pointer, ""), Message = finding.Path.Length == 0 ? finding.Message : $"{finding.Message} ({finding.Path})", Line = 0 };

    // The rules look at the whole. Each part is a message of its own; what is wrong with the head is wrong in all and said once.
    private (List<Finding> Rules, List<Finding> Message) Complaints(DeclarationRow row, Tree document)
    {
        var postings = Adapters.Procedure(row.Procedure).Steps
            .Where(step => step.On == EventType.Checked && step.Send.Length > 0)
            .Select(step => new Posting(step.Send, row.Correlation, row.Id))
            .ToList();
        var (cap, parts) = Branches.Divide(row, document);
        var complaints = Division.TooLong(document, cap) is { } tooLong ? [tooLong] : parts.SelectMany(part => Complaints(postings, part)).Distinct();
        return ([.. postings.SelectMany(posting => Composer.Rules(posting, document)).Distinct()], [.. complaints]);
    }

    private IEnumerable<Finding> Complaints(List<Posting> postings, Part part) => postings
        .SelectMany(posting => Composer.Complaints(posting, part.Document))
        .Select(finding => finding with { Pointer = part.InWhole(finding.Pointer) });
}
