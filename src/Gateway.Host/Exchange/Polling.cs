using System.Globalization;
using System.Text.Json;
using Gateway.Host.Database;
using Gateway.Host.Partners;

namespace Gateway.Host.Exchange;

/// <summary>
/// Asks partners that keep a list for the messages that did not reach us (own profile: a JSON array of sequence, content type and
/// message). Each is kept with its place in the list in one commit; one that came by post before is recognised as a repeat.
/// </summary>
public sealed partial class Polling(PollingParts parts, Keys keys, ILogger<Polling> logger)
{
    private const int MostPages = 20;
    private const int LongestPage = 64 * 1024 * 1024;

    /// <summary>Asks every partner that can be asked; returns how many messages were kept.</summary>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var kept = 0;
        foreach (var partner in parts.Partners.All.Where(partner => partner.Poll.Length > 0))
        {
            try
            {
                kept += await PartnerAsync(partner, cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (error is not OutOfMemoryException && !cancellation.IsCancellationRequested)
            {
                LogFailed(logger, partner.Id, error.Message);
            }
        }

        return kept;
    }

    private async Task<int> PartnerAsync(Partner partner, CancellationToken cancellation)
    {
        var after = await parts.Queries.FirstAsync(
            "select coalesce(max(sequence), 0) from exchange.position where partner = $1", row => row.GetInt64(0), cancellation, partner.Id).ConfigureAwait(false);
        var kept = 0;
        for (var page = 0; page < MostPages; page++)
        {
            var messages = await PageAsync(partner, after, cancellation).ConfigureAwait(false);
            foreach (var message in messages)
            {
                await KeepAsync(partner, message, cancellation).ConfigureAwait(false);
                after = Math.Max(after, message.Sequence);
                kept++;
            }

            if (messages.Count == 0)
            {
                break;
            }
        }

        return kept;
    }

    private async Task<IReadOnlyList<ListedMessage>> PageAsync(Partner partner, long after, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        using var response = await parts.Client.GetAsync(new Uri($"{partner.Poll}?after={after.ToString(CultureInfo.InvariantCulture)}"), HttpCompletionOption.ResponseHeadersRead, timeout.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        await response.Content.LoadIntoBufferAsync(LongestPage, timeout.Token).ConfigureAwait(false);
        await using var body = await response.Content.ReadAsStreamAsync(timeout.Token).ConfigureAwait(false);
        return await JsonSerializer.DeserializeAsync<List<ListedMessage>>(body, JsonSerializerOptions.Web, timeout.Token).ConfigureAwait(false) ?? [];
    }

    private async Task KeepAsync(Partner partner, ListedMessage message, CancellationToken cancellation)
    {
        var (bytes, readable) = Bytes(message);
        var id = keys.Next();
        var whole = Envelope.Whole(id, "in", partner.Id, "poll", message.ContentType ?? "application/octet-stream", bytes, keys.Time.GetUtcNow(), $"in-{id:N}");
        var envelope = bytes.Length <= partner.MaxBytes ? whole : whole with { Bytes = bytes[..Math.Min(bytes.Length, EnvelopeStore.KeptOfTooLong)], Truncated = true };
        await parts.Commit.RunAsync(
            $"polled:{partner.Id}:{message.Sequence.ToString(CultureInfo.InvariantCulture)}",
            async work =>
            {
                await parts.Envelopes.InsertAsync(work, envelope).ConfigureAwait(false);
                await work.ExecuteAsync("insert into exchange.position (partner, sequence, envelope) values ($1,$2,$3)", partner.Id, message.Sequence, id).ConfigureAwait(false);
                await (readable
                    ? EnvelopeStore.QueueAsync(work, "inbox", id, partner.Id, envelope.RecordedAt)
                    : EnvelopeStore.DeadLetterAsync(work, id, "POLL-MALFORMED", "the entry is no base64", envelope.RecordedAt)).ConfigureAwait(false);
                return "kept";
            },
            cancellation).ConfigureAwait(false);
        parts.Bells.Inbox.Ring();
    }

    // An entry that cannot be read is kept as it stands; the list goes on behind it.
    private static (byte[] Bytes, bool Readable) Bytes(ListedMessage message)
    {
        var text = message.Message ?? "";
        var buffer = new byte[text.Length];
        return Convert.TryFromBase64String(text, buffer, out var length) ? (buffer[..length], true) : (System.Text.Encoding.UTF8.GetBytes(text), false);
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Warning, Message = "{Partner} could not be polled: {Reason}")]
    private static partial void LogFailed(ILogger logger, string partner, string reason);
}

/// <summary>A message in a partner's list.</summary>
/// <param name="Sequence">Its place.</param>
/// <param name="ContentType">Media type.</param>
/// <param name="Message">The bytes, base64.</param>
public sealed record ListedMessage(long Sequence, string? ContentType, string? Message);

/// <summary>What polling needs from the rest of the host.</summary>
public sealed record PollingParts(DurableCommit Commit, EnvelopeStore Envelopes, PartnerBook Partners, Queries Queries, Bells Bells, HttpClient Client);
