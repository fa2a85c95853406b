using System.Text.Json;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;

namespace Gateway.Host.Cases;

/// <summary>Takes an enterprise's declaration: kept first, then read, checked, written, signed and queued in one transaction.</summary>
public sealed partial class Intake(DurableCommit commit, IntakeParts parts, Bells bells, ILogger<Intake> logger)
{
    /// <summary>The answer; the first one again for a repeat of the key with the same content, 409 for other content.</summary>
    public async Task<SubmissionAnswer> TakeAsync(Partner enterprise, string key, Envelope envelope, Submission submission, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(enterprise);
        ArgumentNullException.ThrowIfNull(envelope);
        using var activity = Telemetry.Source.StartActivity("declaration.intake");
        using var held = parts.Adapters.Hold();
        var (document, findings, lost) = parts.Reader.Read(enterprise, submission, enterprise.DayOf(envelope.RecordedAt));
        var row = document is null ? null : Row(enterprise, document, envelope);
        if (document is not null)
        {
            findings = [.. findings, .. row is null ? NoProcedure(enterprise, document, envelope) : parts.FirstMessage(row, new DocumentReading(document, findings, lost))];
        }

        var fingerprint = submission.Fingerprint();
        var committed = await commit.RunAsync(
            $"declare:{enterprise.Id}:{key}",
            async work =>
            {
                await EnvelopeStore.ClaimAsync(work, enterprise.Id, "idempotency-key", key, envelope.Id, fingerprint).ConfigureAwait(false);
                var written = await WriteAsync(work, envelope, row, new DocumentReading(document, findings, lost)).ConfigureAwait(false);
                return $"{Convert.ToHexString(fingerprint)} {written.ToText()}";
            },
            cancellation).ConfigureAwait(false);
        bells.RingAll();
        var answer = Answer(committed.Answer, fingerprint, envelope);
        Telemetry.Declarations.Add(1, new KeyValuePair<string, object?>("status", answer.Status));
        activity?.SetTag("gateway.correlation", row?.Correlation ?? envelope.Correlation).SetTag("gateway.status", answer.Status);
        LogTaken(logger, row?.Correlation ?? envelope.Correlation, enterprise.Id, answer.Status);
        return answer;
    }

    /// <summary>Refuses a body that is no submission; the reason stands with what was kept of it.</summary>
    public async Task<SubmissionAnswer> RefuseAsync(Envelope envelope, int status, Finding reason, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(reason);
        var committed = await commit.RunAsync(
            $"refused:{envelope.Id:N}",
            async work =>
            {
                await EnvelopeStore.FindingsAsync(work, envelope.Id, null, [reason]).ConfigureAwait(false);
                return SubmissionAnswer.Problem(status, reason.Code, reason.Message, envelope.Correlation, [reason]).ToText();
            },
            cancellation).ConfigureAwait(false);
        return SubmissionAnswer.Parse(committed.Answer);
    }

    private static SubmissionAnswer Answer(string kept, byte[] fingerprint, Envelope envelope) => kept.StartsWith(Convert.ToHexString(fingerprint) + " ", StringComparison.Ordinal)
        ? SubmissionAnswer.Parse(kept[((fingerprint.Length * 2) + 1)..])
        : SubmissionAnswer.Problem(409, "IDEMPOTENCY-KEY-REUSED", "The idempotency key was used before with another body", envelope.Correlation, []);

    private async Task<SubmissionAnswer> WriteAsync(Work work, Envelope envelope, DeclarationRow? row, DocumentReading reading)
    {
        var (document, findings, _) = reading;
        if (row is null || document is null || findings.Any(finding => finding.Severity == Severity.Error))
        {
            await EnvelopeStore.FindingsAsync(work, envelope.Id, null, findings).ConfigureAwait(false);
            return SubmissionAnswer.Problem(422, "DECLARATION-REFUSED", "The declaration has findings", envelope.Correlation, findings);
        }

        var branches = parts.Branches.Of(row, document);
        if (!await DeclarationStore.InsertAsync(work, branches[0].Row, envelope.Id).ConfigureAwait(false))
        {
            var used = Finding.Error("DEC-REFERENCE-USED", "reference", "", $"reference {row.Reference} was used before by this enterprise");
            await EnvelopeStore.FindingsAsync(work, envelope.Id, null, [used]).ConfigureAwait(false);
            return SubmissionAnswer.Problem(409, "DEC-REFERENCE-USED", "The reference was used before", envelope.Correlation, [used]);
        }

        await EnvelopeStore.FindingsAsync(work, envelope.Id, row.Id, findings).ConfigureAwait(false);
        foreach (var branch in branches)
        {
            await OpenAsync(work, envelope, branch, reading).ConfigureAwait(false);
        }

        return new SubmissionAnswer(201, JsonSerializer.Serialize(DeclarationSummary.Of(branches[0].Row, findings), Problems.Json));
    }

    // Of several, the first goes on at once; the others wait for its number.
    private async Task OpenAsync(Work work, Envelope envelope, Branch branch, DocumentReading reading)
    {
        var row = branch.Row;
        var @case = new Case(work, row.Id, row.Correlation, row.Enterprise, row.Procedure, envelope.Id, row.CreatedAt);
        if (row.Part is { Branch: > 1 } && !await DeclarationStore.InsertAsync(work, row, envelope.Id).ConfigureAwait(false))
        {
            throw new InvalidOperationException($"branch {row.Part.Branch} of reference {row.Reference} stands without its first");
        }

        await DeclarationStore.PlaceAsync(work, row, branch.Noun).ConfigureAwait(false);
        await DeclarationStore.KeepAsync(@case, branch.Document, reading.Lost).ConfigureAwait(false);
        await CaseVersions.KeepAsync(@case, parts.Adapters.Procedure(row.Procedure), parts.Composer).ConfigureAwait(false);
        await parts.File.RecordAsync(@case, [parts.File.Happened(@case, EventType.Received, source: row.Enterprise)]).ConfigureAwait(false);
        if (row.Part is null or { Branch: 1 })
        {
            var count = reading.Findings.Count.ToString(System.Globalization.CultureInfo.InvariantCulture);
            await parts.File.RecordAsync(@case, [parts.File.Happened(@case, EventType.Checked, attributes: ("findings", count))]).ConfigureAwait(false);
        }
    }

    private DeclarationRow? Row(Partner enterprise, Tree document, Envelope envelope)
    {
        var direction = document.Value("direction");
        var reference = document.Value("reference");
        var day = enterprise.DayOf(envelope.RecordedAt);
        var procedure = enterprise.Procedures
            .Select(known => parts.Adapters.Catalogue.Procedure(known, day))
            .FirstOrDefault(found => found is not null && (found.Direction == direction || (found.Direction.Length == 0 && direction is "IM" or "EX")));
        if (direction is null || reference is null || procedure is null)
        {
            return null;
        }

        var id = parts.NewKey();
        return new DeclarationRow(id, enterprise.Id, reference, direction, procedure.Id, $"dec-{id:N}", envelope.RecordedAt, null);
    }

    // What is missing has its finding already. Whose rules would hold nobody knows then: only those of every country were asked.
    private static IEnumerable<Finding> NoProcedure(Partner enterprise, Tree document, Envelope envelope) => document.Value("direction") is not null && document.Value("reference") is not null
        ? [Finding.Error("DEC-NO-PROCEDURE", "direction", "", $"no procedure of this enterprise takes direction {document.Value("direction")} on {enterprise.DayOf(envelope.RecordedAt):yyyy-MM-dd}")]
        : [];

    [LoggerMessage(EventId = 1001, Level = LogLevel.Information, Message = "{Correlation} declaration of {Enterprise} answered {Status}")]
    private static partial void LogTaken(ILogger logger, string correlation, string enterprise, int status);
}
