using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Messages;

namespace Gateway.Host.Cases;

/// <summary>One box of a message and where it came from.</summary>
/// <param name="Path">Element path or item code in the message.</param>
/// <param name="Pointer">Noun of the canonical document; empty for a constant or what stands beside the document.</param>
/// <param name="Wco">WCO class path and element id of the noun.</param>
/// <param name="Value">The noun's value today, where the box shows one.</param>
/// <param name="Source">Element of the enterprise's document, party record, constant, code list or partner's message that gave it.</param>
public sealed record BoxView(string Path, string Pointer, string Wco, string? Value, string Source);

/// <summary>Where every box of a message came from, and what went nowhere.</summary>
/// <param name="Id">Envelope.</param>
/// <param name="Direction">in or out.</param>
/// <param name="Message">Adapter message id; <c>null</c> for what the enterprise posted.</param>
/// <param name="Boxes">Every element.</param>
/// <param name="Lost">Every element of the input that went nowhere, with the reason.</param>
/// <param name="Findings">What was found when it was read or written, and what its sender was forgiven.</param>
public sealed record ProvenanceView(
    Guid Id, string Direction, string? Message, IReadOnlyList<BoxView> Boxes, IReadOnlyList<LostElement> Lost, IReadOnlyList<FindingView> Findings);

/// <summary>
/// Reads one message of a declaration: our own by the trace kept with it, a received one by reading its kept bytes again; what was found is
/// what was kept with it.
/// </summary>
public sealed class MessagePages(Queries queries, EnvelopeStore envelopes, DeclarationStore declarations, CaseReading reading)
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    /// <summary>The view, or <c>null</c> when the message is none of this declaration's (or that is another enterprise's).</summary>
    public async Task<ProvenanceView?> ViewAsync(Guid declaration, Guid message, string? enterprise, CancellationToken cancellation)
    {
        var row = await declarations.FindAsync(declaration, cancellation).ConfigureAwait(false);
        if (row is null || (enterprise is not null && row.Enterprise != enterprise) || !await BelongsAsync(declaration, message, cancellation).ConfigureAwait(false))
        {
            return null;
        }

        var envelope = (await envelopes.FindAsync(message, cancellation).ConfigureAwait(false))!;
        return envelope.Direction == "out" || envelope.Partner == row.Enterprise
            ? await KeptAsync(row, envelope, cancellation).ConfigureAwait(false)
            : await ReadAsync(envelope, cancellation).ConfigureAwait(false);
    }

    private async Task<ProvenanceView> KeptAsync(DeclarationRow row, Envelope envelope, CancellationToken cancellation)
    {
        var ours = envelope.Direction == "out";
        var trace = ours
            ? await envelopes.TraceAsync(envelope.Id, cancellation).ConfigureAwait(false)
            : await declarations.OriginAsync(row.Id, envelope.Id, cancellation).ConfigureAwait(false);
        var document = await declarations.DocumentAsync(row.Id, "declaration", cancellation).ConfigureAwait(false);
        var values = document is null ? Nothing : Origins.Values(document);
        return new ProvenanceView(
            envelope.Id, envelope.Direction, envelope.Message,
            [.. (trace?.Boxes ?? []).Select(box => Box(ours ? box.Path : box.Source, box.Pointer, values.GetValueOrDefault(box.Pointer), box.Source))],
            trace?.Lost ?? [],
            [.. await FindingsAsync(envelope.Id, cancellation).ConfigureAwait(false), .. await PurgedAsync(envelope, cancellation).ConfigureAwait(false)]);
    }

    private async Task<ProvenanceView> ReadAsync(Envelope envelope, CancellationToken cancellation)
    {
        if (await PurgedAsync(envelope, cancellation).ConfigureAwait(false) is [.., _] purged)
        {
            return new ProvenanceView(envelope.Id, envelope.Direction, envelope.Message, [], [], [.. await FindingsAsync(envelope.Id, cancellation).ConfigureAwait(false), .. purged]);
        }

        using var held = reading.Hold();
        var accepted = await queries.FirstAsync(
            "select exists (select 1 from exchange.verdict where envelope = $1 and round = exchange.round_of($1) and valid)", row => row.GetBoolean(0), cancellation, envelope.Id).ConfigureAwait(false);
        var (interpretation, _) = accepted
            ? await reading.ReadJudgedAsync(envelope, cancellation).ConfigureAwait(false)
            : await reading.ReadAsync(envelope, cancellation).ConfigureAwait(false);
        var values = interpretation.Document is { } document ? Origins.Values(document) : Nothing;
        var boxes = interpretation.Document is null ? [] : Origins.Of(interpretation.Document);
        return new ProvenanceView(
            envelope.Id, envelope.Direction, interpretation.Guide?.Id,
            [.. boxes.Select(box => Box(box.Source, box.Pointer, values.GetValueOrDefault(box.Pointer), interpretation.Guide?.Id ?? ""))],
            Trace.Of([], interpretation.Ignored).Lost,
            await FindingsAsync(envelope.Id, cancellation).ConfigureAwait(false));
    }

    private async Task<IReadOnlyList<FindingView>> PurgedAsync(Envelope envelope, CancellationToken cancellation) =>
        envelope.Bytes.Length == 0 && await RetentionStore.PurgedAsync(queries, envelope.Id, stamped: false, cancellation).ConfigureAwait(false) is { Length: > 0 } purged
            ? [Problems.Finding(new Finding(EvidenceCodes.Purged, Severity.Note, "", "", purged))]
            : [];

    private async Task<IReadOnlyList<FindingView>> FindingsAsync(Guid message, CancellationToken cancellation) => await queries.QueryAsync(
        """
        select code, severity, pointer, path, message, line from declarations.finding f
        where envelope = $1 and round = exchange.round_of($1) order by ordinal
        """,
        row => Problems.Finding(new Finding(row.GetString(0), Enum.Parse<Severity>(row.GetString(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5))),
        cancellation, message).ConfigureAwait(false);

    private static BoxView Box(string path, string pointer, string? value, string source) => new(path, pointer, pointer.Length == 0 ? "" : Problems.WcoOf(pointer), value, source);

    private async Task<bool> BelongsAsync(Guid declaration, Guid message, CancellationToken cancellation) => await queries.FirstAsync(
        """
        select exists (
            select 1 from exchange.envelope where id = $2 and declaration = $1
            union all select 1 from clearance.event where declaration = $1 and envelope = $2
            union all select 1 from declarations.declaration where id = $1 and envelope = $2)
        """,
        row => row.GetBoolean(0), cancellation, declaration, message).ConfigureAwait(false);
}
