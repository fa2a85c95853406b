using Gateway.Adapters;
using Gateway.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Workbooks;
using Gateway.Messages;

namespace Gateway.Host.Declarations;

/// <summary>Steps 1 and 2 of the journey: the enterprise's document becomes a declaration, joined, enriched and checked.</summary>
public sealed class DocumentReader(AdapterShelf adapters)
{
    /// <summary>The declaration, where one could be made, all findings, and what of the enterprise's document went nowhere.</summary>
    public DocumentReading Read(Partner enterprise, Submission submission, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(enterprise);
        ArgumentNullException.ThrowIfNull(submission);
        var limits = ReadLimits.Default with { MaxBytes = enterprise.MaxBytes };
        var read = submission.Parts.TryGetValue("invoice", out var invoice)
            ? FromInvoice(enterprise, submission, invoice.Bytes, day, limits)
            : FromDocument(enterprise, submission.Parts["declaration"], day, limits);
        if (read.Declaration is not { } document)
        {
            return read;
        }

        var enriched = Enriched(enterprise, document);
        return read with { Declaration = enriched, Findings = [.. read.Findings, .. DeclarationCheck.Check(enriched, day)] };
    }

    private DocumentReading FromInvoice(Partner enterprise, Submission submission, ReadOnlyMemory<byte> invoice, DateOnly day, ReadLimits limits)
    {
        var read = Recognised(enterprise, invoice, day, limits);
        if (!submission.Parts.TryGetValue("facts", out var facts))
        {
            return new DocumentReading(null, [.. read.Findings, Finding.Error("SUB-NO-FACTS", "", "facts", "an invoice needs a facts part with what it lacks")], read.Lost);
        }

        var reading = CanonicalJson.Read(facts.Bytes, "declaration", limits);
        IReadOnlyList<Finding> findings = [.. read.Findings, .. reading.Findings.Select(finding => finding with { Path = "facts:" + finding.Path })];
        if (read.Declaration is null || reading.Document is null)
        {
            return new DocumentReading(null, findings, read.Lost);
        }

        var (joined, found) = Facts.Join(read.Declaration, reading.Document);
        return new DocumentReading(joined, [.. findings, .. found], read.Lost);
    }

    private DocumentReading FromDocument(Partner enterprise, (ReadOnlyMemory<byte> Bytes, string ContentType) part, DateOnly day, ReadLimits limits)
    {
        if (!part.ContentType.Contains("json", StringComparison.OrdinalIgnoreCase))
        {
            return Recognised(enterprise, part.Bytes, day, limits);
        }

        var reading = CanonicalJson.Read(part.Bytes, "declaration", limits);
        return new DocumentReading(reading.Document, reading.Findings, []);
    }

    private DocumentReading Recognised(Partner enterprise, ReadOnlyMemory<byte> bytes, DateOnly day, ReadLimits limits)
    {
        if (WorkbookReader.LooksLikeOne(bytes.Span))
        {
            return Workbook(enterprise, bytes, day, limits);
        }

        var (guide, findings) = adapters.Catalogue.Recognise(bytes, enterprise.Families, day, limits);
        if (guide is null)
        {
            return new DocumentReading(null, findings, []);
        }

        var reading = guide.Guideline.Read(bytes, limits);
        return new DocumentReading(reading.Document, reading.Findings, reading.Ignored);
    }

    /// <summary>A workbook is not recognised by what stands in it but by being one: the enterprise speaks one family that has sheets.</summary>
    private DocumentReading Workbook(Partner enterprise, ReadOnlyMemory<byte> bytes, DateOnly day, ReadLimits limits)
    {
        var guides = adapters.Catalogue.Messages.Where(guide => enterprise.Speaks(guide.Manifest.Id) && guide.Entry.HoldsOn(day) && guide.Guideline.Sheets.Count > 0).ToList();
        if (guides.Count != 1)
        {
            return new DocumentReading(null, [Finding.Error("MESSAGE-UNKNOWN", "", "", "no family of this enterprise is filled in as a workbook, or several are")], []);
        }

        var reading = WorkbookReader.Read(bytes, guides[0].Guideline.On(day), limits);
        return new DocumentReading(reading.Document, reading.Findings, reading.Ignored);
    }

    private static Tree Enriched(Partner enterprise, Tree document)
    {
        if (document.Value("direction") is not { } direction || !enterprise.Party.TryGetValue(direction, out var party))
        {
            return document;
        }

        var reading = CanonicalJson.Read(System.Text.Encoding.UTF8.GetBytes(party.GetRawText()), "declaration", ReadLimits.Default);
        return reading.Document is { } record ? Enrichment.Apply(document, record) : document;
    }
}

/// <summary>What came of an enterprise's document.</summary>
/// <param name="Declaration">The declaration, <c>null</c> when none could be made.</param>
/// <param name="Findings">Everything found.</param>
/// <param name="Lost">Elements of the document that the declaration has no place for, with the reason.</param>
public sealed record DocumentReading(Tree? Declaration, IReadOnlyList<Finding> Findings, IReadOnlyList<Finding> Lost);
