using System.Security.Cryptography;
using Gateway.Host.Database;
using Gateway.Host.Partners;
using Microsoft.AspNetCore.Http.Features;

namespace Gateway.Host.Exchange;

/// <summary>Keeps what arrives before anybody looks at it.</summary>
public sealed class Reception(DurableCommit commit, EnvelopeStore envelopes, Keys keys)
{
    /// <summary>What is read of a body at the most: one that never ends is not read to its end.</summary>
    private const long MostRead = 64L * 1024 * 1024;

    /// <summary>
    /// Reads a body up to the partner's limit and commits it. Over the limit the hash, the length and the first
    /// 64 KiB are kept and the envelope says so. What came inside of another message has the correlation of that one.
    /// </summary>
    public async Task<Envelope> ReceiveAsync(Partner partner, string channel, string contentType, Stream body, bool queue, CancellationToken cancellation, string? correlation = null)
    {
        ArgumentNullException.ThrowIfNull(partner);
        ArgumentNullException.ThrowIfNull(body);
        var (bytes, length, sha256) = await ReadAsync(body, partner.MaxBytes, cancellation).ConfigureAwait(false);
        var id = keys.Next();
        var envelope = Envelope.Whole(id, "in", partner.Id, channel, contentType, bytes, keys.Time.GetUtcNow(), correlation ?? $"in-{id:N}") with
        {
            Length = length,
            Sha256 = sha256,
            Truncated = length > bytes.LongLength,
        };
        await KeepAsync(envelope, queue, cancellation).ConfigureAwait(false);
        return envelope;
    }

    /// <summary>Lets an admitted caller send what no channel takes: the server's own limit would refuse it before anything of it is kept.</summary>
    public static void Open(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    /// <summary>Why an envelope of which only a beginning was kept is not read.</summary>
    public static Finding TooLong(Envelope envelope, Partner partner)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(partner);
        var length = envelope.Length < MostRead ? $"{envelope.Length} bytes" : $"{MostRead} bytes or more";
        return Finding.Error("SIZE-LIMIT", "", "", $"{length} are over the limit of {partner.MaxBytes}; hash, length and the first 64 KiB are kept");
    }

    private Task KeepAsync(Envelope envelope, bool queue, CancellationToken cancellation) => commit.RunAsync(
        $"received:{envelope.Id:N}",
        async work =>
        {
            await envelopes.InsertAsync(work, envelope).ConfigureAwait(false);
            if (queue)
            {
                await EnvelopeStore.QueueAsync(work, "inbox", envelope.Id, envelope.Partner, envelope.RecordedAt).ConfigureAwait(false);
            }

            return "kept";
        },
        cancellation);

    private static async Task<(byte[] Kept, long Length, byte[] Sha256)> ReadAsync(Stream body, int limit, CancellationToken cancellation)
    {
        using var kept = new MemoryStream();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[16_384];
        long length = 0;
        int read;
        while (length < MostRead && (read = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, MostRead - length)), cancellation).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            length += read;
            if (kept.Length <= limit)
            {
                kept.Write(buffer, 0, (int)Math.Min(read, limit + 1L - kept.Length));
            }
        }

        var bytes = kept.ToArray();
        return (length > limit ? bytes[..Math.Min(bytes.Length, EnvelopeStore.KeptOfTooLong)] : bytes, length, hash.GetHashAndReset());
    }
}
