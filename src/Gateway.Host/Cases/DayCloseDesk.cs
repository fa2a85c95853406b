using System.Security.Cryptography;
using System.Text.Json;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Host.Payments;
using Gateway.Host.Reconciliation;
using Gateway.Messages;
using Gateway.Reconciliation;

namespace Gateway.Host.Cases;

/// <summary>Answers a bank's reconciliation of a day: every transaction echoed with its result, kept, signed.</summary>
public sealed partial class DayCloseDesk(DurableCommit commit, PortAnswers answers, ILogger<DayCloseDesk> logger)
{
    /// <summary>The signed answer; a repeat of the request gets the first one's bytes, another list under the same id is refused.</summary>
    public async Task<string> TakeAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        var id = interpretation.Context.Value("id") ?? envelope.Id.ToString("D");
        var content = Convert.ToHexString(SHA256.HashData(CanonicalJson.Write(interpretation.Document!, "statement"))) + " ";
        var committed = await commit.RunAsync(
            $"day-close:{envelope.Partner}:{id}",
            async work => content + await WriteAsync(work, envelope, interpretation).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);
        return committed.Answer.StartsWith(content, StringComparison.Ordinal)
            ? await answers.TextAsync(committed.Answer[content.Length..], cancellation).ConfigureAwait(false)
            : await ConflictAsync(envelope, interpretation, id, cancellation).ConfigureAwait(false);
    }

    private async Task<string> ConflictAsync(Envelope envelope, Interpretation interpretation, string id, CancellationToken cancellation)
    {
        var conflict = interpretation with { Findings = [Finding.Error("CONFLICT", "", "", $"the list {id} came before with another content")] };
        return await answers.RefusingAsync(envelope, conflict, conflict.Trouble, cancellation).ConfigureAwait(false);
    }

    private async Task<string> WriteAsync(Work work, Envelope envelope, Interpretation interpretation)
    {
        var request = interpretation.Document!;
        await EnvelopeStore.InterpretedAsync(work, envelope, interpretation, envelope.RecordedAt).ConfigureAwait(false);
        var day = DayClose.DayOf(request);
        var ours = day is { } known ? await PaymentStore.OfDayAsync(work, envelope.Partner, known).ConfigureAwait(false) : [];
        var result = DayClose.Compare(request, ours.Select(kept => new DayPayment(kept.Payment, kept.Acceptance)).ToList());
        await EnvelopeStore.FindingsAsync(work, envelope.Id, null, [.. interpretation.Findings, .. result.Findings]).ConfigureAwait(false);
        if (day is { } closed)
        {
            await work.ExecuteAsync(
                "insert into reconciliation.day_close (bank, day, envelope, agrees, result, at) values ($1,$2,$3,$4,$5,$6) on conflict do nothing",
                envelope.Partner, closed, envelope.Id, result.Agrees, new Jsonb(JsonSerializer.Serialize(new { result.Totals, result.Counts })), envelope.RecordedAt).ConfigureAwait(false);
        }

        LogClosed(logger, envelope.Partner, request.Value("day") ?? "", result.Agrees);
        return await answers.KeepAsync(work, envelope, answers.Compose(envelope, interpretation, 0, result.Answer)).ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "{Bank} {Day} reconciled, agrees: {Agrees}")]
    private static partial void LogClosed(ILogger logger, string bank, string day, bool agrees);
}
