using Gateway.Host.Database;
using Gateway.Signatures;
using Npgsql;

namespace Gateway.Host.Exchange;

/// <summary>Keeps envelopes, identities, answers and verdicts.</summary>
public sealed class EnvelopeStore(Queries queries, Sealing sealing)
{
    /// <summary>How much of a message over its limit is kept.</summary>
    public const int KeptOfTooLong = 65_536;

    private const string Columns =
        "id, direction, partner, channel, message, declaration, correlation, reference, in_reply_to, content_type, bytes, sealed, truncated, length, sha256, recorded_at, seal_key";

    /// <summary>Writes an envelope.</summary>
    public async Task InsertAsync(Work work, Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(envelope);
        var kept = await sealing.CloseAsync(work, envelope.Partner, envelope.Bytes, envelope.Id).ConfigureAwait(false);
        await work.ExecuteAsync(
            $"insert into exchange.envelope ({Columns}, provenance) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13,$14,$15,$16,$17,$18)",
            envelope.Id, envelope.Direction, envelope.Partner, envelope.Channel, envelope.Message, envelope.Declaration, envelope.Correlation,
            envelope.Reference, envelope.InReplyTo, envelope.ContentType, kept.Bytes, kept.Sealed,
            envelope.Truncated, envelope.Length, envelope.Sha256, envelope.RecordedAt, kept.Key, envelope.Trace?.ToJson()).ConfigureAwait(false);
    }

    /// <summary>Puts a written envelope at the end of its lane in the inbox or outbox.</summary>
    public static Task QueueAsync(Work work, string queue, Guid envelope, string lane, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.ExecuteAsync($"insert into exchange.{queue} (envelope, lane, due) values ($1,$2,$3) on conflict do nothing", envelope, lane, due);
    }

    /// <summary>Puts a written envelope into the outbox, and where its signature is to be time-stamped, among those that wait for that.</summary>
    public static async Task QueueSendingAsync(Work work, Envelope envelope, SignatureProfile? profile, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        await QueueStampAsync(work, envelope, profile, due).ConfigureAwait(false);
        await QueueAsync(work, "outbox", envelope.Id, envelope.Lane, due).ConfigureAwait(false);
    }

    /// <summary>Puts an envelope among those that wait for a time-stamp, where its profile has one.</summary>
    public static Task QueueStampAsync(Work work, Envelope envelope, SignatureProfile? profile, DateTimeOffset due)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(envelope);
        return profile is null or { Stamping: StampTime.Unsaid } ? Task.CompletedTask : work.ExecuteAsync(
            "insert into exchange.stamping (envelope, lane, due, holds) values ($1,$2,$3,$4) on conflict do nothing",
            envelope.Id, $"{envelope.Id:N}", due, profile.Stamping == StampTime.BeforeSending);
    }

    /// <summary>Keeps a message with its time-stamp, and takes it from those that wait; the first time-stamp stays.</summary>
    public async Task StampedAsync(Work work, Envelope stamped, DateTimeOffset moment, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(stamped);
        var kept = await sealing.CloseAsync(work, stamped.Partner, stamped.Bytes, stamped.Id).ConfigureAwait(false);
        await work.ExecuteAsync(
            """
            insert into exchange.stamped (envelope, bytes, sealed, length, sha256, sent, stamped_at, at, seal_key)
            select s.envelope, $2, $3, $4, $5, s.holds, $6, $7, $8 from exchange.stamping s where s.envelope = $1 on conflict do nothing
            """,
            stamped.Id, kept.Bytes, kept.Sealed, stamped.Length, stamped.Sha256, moment, at, kept.Key).ConfigureAwait(false);
        await work.ExecuteAsync("delete from exchange.stamping where envelope = $1", stamped.Id).ConfigureAwait(false);
    }

    /// <summary>Keeps which message an envelope turned out to be and the verdict on its signature, as far as either is known.</summary>
    public static async Task InterpretedAsync(Work work, Envelope received, Interpretation interpretation, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(received);
        ArgumentNullException.ThrowIfNull(interpretation);
        var envelope = received.Id;
        if (interpretation.Guide is { } guide)
        {
            await work.ExecuteAsync(
                "insert into exchange.recognition (envelope, round, message, at) values ($1,exchange.round_of($1),$2,$3) on conflict do nothing", envelope, guide.Id, at).ConfigureAwait(false);
        }

        if (interpretation.Verdict is { } verdict)
        {
            await work.ExecuteAsync(
                "insert into exchange.verdict (envelope, round, profile, valid, code, subject, serial, at) values ($1,exchange.round_of($1),$2,$3,$4,$5,$6,$7) on conflict do nothing",
                envelope, interpretation.Profile, verdict.Valid, verdict.Code, verdict.Subject, verdict.Serial, at).ConfigureAwait(false);
            await BasisStore.KeepAsync(work, envelope, interpretation, received.RecordedAt, at).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps findings on an envelope, each once in a round.</summary>
    public static async Task FindingsAsync(Work work, Guid envelope, Guid? declaration, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(findings);
        for (var i = 0; i < findings.Count; i++)
        {
            var finding = findings[i];
            await work.ExecuteAsync(
                "insert into declarations.finding (envelope, round, ordinal, declaration, code, severity, pointer, path, line, message) values ($1,exchange.round_of($1),$2,$3,$4,$5,$6,$7,$8,$9) on conflict do nothing",
                envelope, i, declaration, finding.Code, finding.Severity.ToString(), finding.Pointer, finding.Path, finding.Line, finding.Message).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps what was changed so that a message of ours could be written; what else was found stands with what caused it.</summary>
    public static Task ToleratedAsync(Work work, Envelope envelope, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return FindingsAsync(work, envelope.Id, envelope.Declaration, [.. findings.Where(Gateway.Messages.Tolerance.IsNote)]);
    }

    /// <summary>Sets an envelope (or a step's failure) aside for a person, once in a round; with the declaration it concerns where that is known.</summary>
    public static Task DeadLetterAsync(Work work, Guid envelope, string code, string detail, DateTimeOffset at, Guid? declaration = null)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.ExecuteAsync(
            "insert into exchange.dead_letter (envelope, round, code, detail, at, declaration) values ($1,exchange.round_of($1),$2,$3,$4,$5) on conflict do nothing", envelope, code, detail, at, declaration);
    }

    /// <summary>Claims a partner's identity for a message; <c>null</c> when it is new or this very envelope's, else the SHA-256 kept for it.</summary>
    public static async Task<byte[]?> ClaimAsync(Work work, string partner, string kind, string reference, Guid envelope, byte[] sha256)
    {
        ArgumentNullException.ThrowIfNull(work);
        var fresh = await work.ExecuteAsync(
            "insert into exchange.identity (partner, kind, reference, envelope, sha256) values ($1,$2,$3,$4,$5) on conflict do nothing",
            partner, kind, reference, envelope, sha256).ConfigureAwait(false);
        return fresh == 1
            ? null
            : await work.ScalarAsync<byte[]>("select sha256 from exchange.identity where partner = $1 and kind = $2 and reference = $3 and envelope <> $4", partner, kind, reference, envelope).ConfigureAwait(false);
    }

    /// <summary>Keeps what is answered at once, for those who ask again; it stays when the bytes of its envelope are purged.</summary>
    public async Task AnswerAsync(Work work, Envelope answer)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(answer);
        var kept = await sealing.CloseAsync(work, answer.Partner, answer.Bytes, answer.Id).ConfigureAwait(false);
        await work.ExecuteAsync(
            "insert into exchange.answer (envelope, bytes, sealed, seal_key) values ($1,$2,$3,$4) on conflict do nothing", answer.Id, kept.Bytes, kept.Sealed, kept.Key).ConfigureAwait(false);
    }

    /// <summary>What was answered, by the envelope of the answer.</summary>
    public async Task<byte[]> AnsweredAsync(Guid answer, CancellationToken cancellation) =>
        await queries.FirstAsync("select bytes, sealed, seal_key from exchange.answer where envelope = $1", row => Open(row, 0, 1, 2, answer), cancellation, answer).ConfigureAwait(false)
        ?? throw new InvalidDataException($"answer {answer} is gone");

    /// <summary>The envelope of an id, or <c>null</c>.</summary>
    public Task<Envelope?> FindAsync(Guid id, CancellationToken cancellation) =>
        queries.FirstAsync($"select {Columns} from exchange.envelope where id = $1", Map, cancellation, id);

    /// <summary>The bytes that are sent in place of those first signed, because they carry the time-stamp; <c>null</c> where there are none.</summary>
    public Task<byte[]?> HeldBackAsync(Guid id, CancellationToken cancellation) => queries.FirstAsync(
        "select bytes, sealed, seal_key from exchange.stamped where envelope = $1 and sent", row => Open(row, 0, 1, 2, id), cancellation, id);

    /// <summary>The trace kept with a message of ours, or <c>null</c>.</summary>
    public async Task<Trace?> TraceAsync(Guid id, CancellationToken cancellation) => Trace.Parse(await queries.FirstAsync(
        "select provenance::text from exchange.envelope where id = $1", row => Text(row, 0), cancellation, id).ConfigureAwait(false));

    /// <summary>Our message to a partner by the identity it carried, or <c>null</c>.</summary>
    public Task<Envelope?> SentAsync(string partner, string reference, CancellationToken cancellation) =>
        queries.FirstAsync(
            $"select {Columns} from exchange.envelope where direction = 'out' and partner = $1 and reference = $2 order by id limit 1", Map, cancellation, partner, reference);

    /// <summary>How often a message had been sent when a round of it was ended by putting it back, and when that was.</summary>
    public async Task<(int Attempts, DateTimeOffset At)> PutBackAsync(Guid id, int round, CancellationToken cancellation) =>
        await queries.FirstAsync(
            "select attempts, at from exchange.resolution where envelope = $1 and round = $2",
            row => ((int, DateTimeOffset)?)(row.GetInt32(0), row.GetFieldValue<DateTimeOffset>(1)), cancellation, id, round).ConfigureAwait(false)
        ?? throw new InvalidDataException($"round {round} of {id} was not ended");

    private Envelope Map(NpgsqlDataReader row)
    {
        var id = row.GetGuid(0);
        return new Envelope
        {
            Id = id,
            Direction = row.GetString(1),
            Partner = row.GetString(2),
            Channel = row.GetString(3),
            Message = Text(row, 4),
            Declaration = row.IsDBNull(5) ? null : row.GetGuid(5),
            Correlation = row.GetString(6),
            Reference = Text(row, 7),
            InReplyTo = row.IsDBNull(8) ? null : row.GetGuid(8),
            ContentType = row.GetString(9),
            Bytes = Open(row, 10, 11, 16, id),
            Truncated = row.GetBoolean(12),
            Length = row.GetInt64(13),
            Sha256 = row.GetFieldValue<byte[]>(14),
            RecordedAt = row.GetFieldValue<DateTimeOffset>(15),
        };
    }

    private byte[] Open(NpgsqlDataReader row, int bytes, int isSealed, int key, Guid id) =>
        sealing.Open(new SealedBytes(row.GetFieldValue<byte[]>(bytes), row.GetBoolean(isSealed), Text(row, key)), id);

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
