using Gateway.Adapters;
using Gateway.Declarations;
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

/// <summary>What came of translating one document into one message.</summary>
/// <param name="Bytes">The output, <c>null</c> when it was refused.</param>
/// <param name="Findings">Of reading and of writing.</param>
/// <param name="Provenance">Every leaf of the output and where it came from.</param>
/// <param name="Lost">Every element of the input, and every noun, that is not in the output.</param>
internal sealed record Translated(byte[]? Bytes, IReadOnlyList<Finding> Findings, IReadOnlyList<Provenance> Provenance, IReadOnlyList<Finding> Lost)
{
    /// <summary>Which part of the document it is; <c>null</c> when it is all of it.</summary>
    public Part? Part { get; init; }
}

/// <summary>Bytes of one end to bytes of the other, by way of the canonical document.</summary>
/// <param name="From">What comes in.</param>
/// <param name="To">What goes out.</param>
/// <param name="Context">Context beside the document, where one was given; the partner of the adapter's samples where it names none.</param>
/// <param name="Day">The day whose rules hold.</param>
/// <param name="FirstNumber">The number that the first of several messages was given, where it is known.</param>
internal sealed record Translation(TranslationEnd From, TranslationEnd To, (Tree Envelope, Tree? Partner)? Context, DateOnly Day, string? FirstNumber = null)
{
    /// <summary>What an invoice lacks, laid over each document that is read; <c>null</c> for none.</summary>
    public Tree? Facts { get; init; }

    /// <summary>What the bytes say, with the facts where some were given.</summary>
    public Reading Read(ReadOnlyMemory<byte> bytes)
    {
        var reading = From.Read(bytes, Context?.Partner);
        if (Facts is not { } facts || reading.Document is not { } invoice)
        {
            return reading;
        }

        var (declaration, found) = Gateway.Declarations.Facts.Join(invoice, facts);
        return reading with { Document = declaration, Findings = [.. reading.Findings, .. found] };
    }

    /// <summary>Whether a document says of itself that it is one of several parts.</summary>
    public bool IsPart(Tree document) => Division.IsPart(document, From.Guide?.Entry.Cap);

    /// <summary>The outputs - several where the document has more lines than a message holds - or one refusal with all findings.</summary>
    public IReadOnlyList<Translated> Write(Reading reading)
    {
        var document = reading.Document!;
        if (To.Guide is not { } guide)
        {
            return [new Translated(CanonicalJson.Write(document, To.Kind), reading.Findings, Origins.Of(document), reading.Ignored)];
        }

        if (Division.TooLong(document, guide.Entry.Cap) is { } tooLong)
        {
            return [new Translated(null, [.. reading.Findings, tooLong], [], reading.Ignored)];
        }

        // A part was held to the rules with the whole it is of.
        var rules = Division.IsPart(document, guide.Entry.Cap) ? [] : Demands(guide, document, Day);
        reading = reading with { Findings = [.. reading.Findings, .. rules] };
        var parts = Division.Divide(document, guide.Entry.Cap, FirstNumber ?? Own(document));
        var written = parts.Select(part => Write(part, guide, reading)).ToList();
        return written.TrueForAll(each => each.Bytes is not null) && reading.Ok
            ? written
            : [new Translated(null, [.. written.SelectMany(each => each.Findings).Distinct()], [], reading.Ignored)];
    }

    /// <summary>
    /// What is asked of a document before it becomes a message: its rules, and of a declaration under rules what holds everywhere. What has to
    /// be there the message itself says: one read from a message that has no place for a noun can be written as that message again.
    /// </summary>
    public static IReadOnlyList<Finding> Demands(MessageGuide guide, Tree document, DateOnly day) =>
        guide.Entry.Rules.Count > 0 && guide.Entry.Kind == "declaration"
            ? [.. DeclarationCheck.Check(document, day).Where(finding => finding.Code != "DEC-REQUIRED"), .. guide.Rules.Check(document, day)]
            : guide.Rules.Check(document, day);

    private Translated Write(Part part, MessageGuide guide, Reading reading)
    {
        var (envelope, partner) = Context ?? (guide.Manifest.Envelope, null);
        var writing = guide.Guideline.Write(part.Document, envelope, partner ?? guide.Manifest.Partner);
        if (part.Branches == 1)
        {
            return new Translated(writing.Bytes, [.. reading.Findings, .. writing.Findings], writing.Provenance, [.. reading.Ignored, .. writing.NotCarried]);
        }

        Finding InWhole(Finding finding) => finding with { Pointer = part.InWhole(finding.Pointer) };
        return new Translated(
            writing.Bytes,
            [.. reading.Findings, .. writing.Findings.Select(InWhole), .. Unsendable(part, guide.Entry.Cap!.Split!)],
            [.. writing.Provenance.Select(origin => origin with { Pointer = part.InWhole(origin.Pointer) })],
            [.. reading.Ignored, .. writing.NotCarried.Select(InWhole)])
        {
            Part = part,
        };
    }

    // A document that was registered before carries the number its first message was given.
    private static string? Own(Tree document) =>
        DeclarationNumber.TryParse(document.Value("number") + document.Value("revision"), out var number) ? number.ToString() : null;

    private static IEnumerable<Finding> Unsendable(Part part, SplitRule rule) => part.Document.Child(rule.First) is null
        ? [new Finding("SPLIT-FIRST-UNKNOWN", Severity.Warning, rule.First, "", $"the first of the {part.Branches} messages has no number yet: this one is not to be sent (--first-number)")]
        : [];
}
