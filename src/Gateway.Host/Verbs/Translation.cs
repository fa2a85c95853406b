using Gateway.Adapters;
using Gateway.Host.Workbooks;
using Gateway.Messages;

namespace Gateway.Host.Verbs;

/// <summary>One end of a translation: a message, or the canonical document of a kind.</summary>
/// <param name="Guide">The message; <c>null</c> for the canonical document.</param>
/// <param name="Kind">The kind of document.</param>
internal sealed record TranslationEnd(MessageGuide? Guide, string Kind)
{
    /// <summary>The part of a file name that says what is in it.</summary>
    public string FileSuffix => Guide is null ? $"{Kind}.json" : $"{Guide.Entry.Name}.{Extension(Guide.Entry.Carrier)}";

    public Reading Read(ReadOnlyMemory<byte> bytes, Tree? partner) =>
        Guide is null ? CanonicalJson.Read(bytes, Kind, ReadLimits.Default)
        : Guide.Guideline.Sheets.Count > 0 && WorkbookReader.LooksLikeOne(bytes.Span) ? WorkbookReader.Read(bytes, Guide.Guideline, ReadLimits.Default)
        : Guide.Guideline.Read(bytes, ReadLimits.Default, partner);

    private static string Extension(string carrier) => carrier switch { "xml" => "xml", "delimited" => "csv", "json" => "json", "edifact" => "edi", _ => "txt" };
}

/// <summary>What came of translating one file.</summary>
/// <param name="Bytes">The output, <c>null</c> when it was refused.</param>
/// <param name="Findings">Of reading and of writing.</param>
/// <param name="Provenance">Every leaf of the output and where it came from.</param>
/// <param name="Lost">Every element of the input, and every noun, that is not in the output.</param>
internal sealed record Translated(byte[]? Bytes, IReadOnlyList<Finding> Findings, IReadOnlyList<Provenance> Provenance, IReadOnlyList<Finding> Lost);

/// <summary>Bytes of one end to bytes of the other, by way of the canonical document.</summary>
/// <param name="From">What comes in.</param>
/// <param name="To">What goes out.</param>
/// <param name="Context">Context beside the document, where one was given; the partner of the adapter's samples where it names none.</param>
/// <param name="Day">The day whose rules hold.</param>
internal sealed record Translation(TranslationEnd From, TranslationEnd To, (Tree Envelope, Tree? Partner)? Context, DateOnly Day)
{
    /// <summary>The output, or findings; what went where, and what went nowhere.</summary>
    public Translated Run(ReadOnlyMemory<byte> bytes)
    {
        var reading = From.Read(bytes, Context?.Partner);
        if (!reading.Ok)
        {
            return new Translated(null, reading.Findings, [], reading.Ignored);
        }

        if (To.Guide is not { } guide)
        {
            return new Translated(CanonicalJson.Write(reading.Document!, To.Kind), reading.Findings, Origins.Of(reading.Document!), reading.Ignored);
        }

        var (envelope, partner) = Context ?? (guide.Manifest.Envelope, null);
        var writing = guide.Guideline.Write(reading.Document!, envelope, partner ?? guide.Manifest.Partner);
        var rules = guide.Rules.Check(reading.Document!, Day);
        var written = rules.Any(finding => finding.Severity == Severity.Error) ? null : writing.Bytes;
        return new Translated(written, [.. reading.Findings, .. rules, .. writing.Findings], writing.Provenance, [.. reading.Ignored, .. writing.NotCarried]);
    }
}
