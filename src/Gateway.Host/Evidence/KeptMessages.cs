using System.Security.Cryptography;
using Gateway.Adapters;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Messages;
using Gateway.Signatures;

namespace Gateway.Host.Evidence;

/// <summary>What of a message's bytes may leave, or why nothing does.</summary>
/// <param name="Bytes">The bytes, blanked where they hold a credential or a personal number; <c>null</c> where they are withheld.</param>
/// <param name="Redacted">Stretches that were blanked.</param>
/// <param name="Withheld">Why they are withheld.</param>
public sealed record ReleasedBytes(byte[]? Bytes, IReadOnlyList<long[]> Redacted, string Withheld);

/// <summary>
/// Gives out the bytes of kept messages. Which places are confidential is data of the adapter; what it does not tell - a message nobody
/// recognised, an encrypted one without a place to blank - is withheld rather than guessed. Which message it is says a table that is not sealed, so
/// the bytes are asked as well.
/// </summary>
public sealed class KeptMessages(Queries queries, Catalogue catalogue, SealRing ring)
{
    /// <summary>The bytes of an envelope; those with its time-stamp where they are asked for.</summary>
    public async Task<ReleasedBytes> ReleaseAsync(Guid envelope, bool stamped, CancellationToken cancellation)
    {
        var kept = await queries.FirstAsync(
            """
            select coalesce(s.bytes, e.bytes), coalesce(s.sealed, e.sealed), e.truncated, e.content_type, e.channel,
                   coalesce(e.message, (select r.message from exchange.recognition r where r.envelope = e.id order by r.round desc limit 1), ''),
                   case when s.envelope is null then e.seal_key else s.seal_key end, e.recorded_at
            from exchange.envelope e left join exchange.stamped s on $2 and s.envelope = e.id where e.id = $1
            """,
            row => new Kept(row.GetFieldValue<byte[]>(0), row.GetBoolean(1), row.GetBoolean(2), row.GetString(3), row.GetString(4), row.GetString(5), row.IsDBNull(6) ? null : row.GetString(6), row.GetFieldValue<DateTimeOffset>(7)),
            cancellation, envelope, stamped).ConfigureAwait(false);
        if (kept is null)
        {
            return Withheld("it is gone");
        }

        if (kept.Bytes.Length == 0 && await RetentionStore.PurgedAsync(queries, envelope, stamped, cancellation).ConfigureAwait(false) is { Length: > 0 } purged)
        {
            return Withheld(purged);
        }

        var guide = catalogue.Messages.FirstOrDefault(known => known.Id == kept.Message);
        return Hindrance(kept, guide) is { } hindrance ? Withheld(hindrance) : Open(kept, envelope) is not { } bytes ? Withheld("it cannot be decrypted") : Blank(bytes, kept, guide);
    }

    private string? Hindrance(Kept kept, MessageGuide? guide) => kept switch
    {
        { Sealed: true } when ring.Find(kept.Key) is null => "it is kept encrypted, and the key is not here",
        { Sealed: true, Truncated: true } => "only an encrypted beginning of it was kept",
        { Message.Length: > 0 } when guide is null => "its adapter is not here, so nobody knows what it holds",
        { Message.Length: 0 } when kept.Sealed || kept.Channel != "rest" => "it was not recognised, so nobody knows what it holds",
        { Sealed: true } when guide is { Confidential: null } => "it is kept encrypted, and its adapter does not say which places are confidential",
        _ => null,
    };

    private ReleasedBytes Blank(byte[] bytes, Kept kept, MessageGuide? guide)
    {
        var kinds = Kinds(bytes, kept);
        if (guide is not null && kinds.All(kind => kind.Id != guide.Id))
        {
            return Withheld($"it does not read as {guide.Id}, which it is kept as");
        }

        var places = kinds.SelectMany(kind => kind.Confidential ?? []).Distinct().ToList();
        return places.Count == 0 ? new ReleasedBytes(bytes, [], "")
            : Redaction.Of(bytes, kept.ContentType, places) is { } blanked ? new ReleasedBytes(blanked.Bytes, blanked.Stretches, "")
            : Withheld("its confidential places could not all be found");
    }

    // Whatever it could be of all that is known here: a day later, as partners have a day of their own.
    private IReadOnlyList<MessageGuide> Kinds(byte[] bytes, Kept kept)
    {
        var limits = ReadLimits.Default with { MaxBytes = Math.Max(ReadLimits.Default.MaxBytes, bytes.Length) };
        return SignedMail.Content(bytes, kept.ContentType) is { } content
            ? catalogue.Recognise(content, catalogue.Messages.Select(message => message.Id), DateOnly.FromDateTime(kept.RecordedAt.UtcDateTime.AddDays(1)), limits).Kinds
            : [];
    }

    private byte[]? Open(Kept kept, Guid envelope)
    {
        try
        {
            return kept.Sealed ? ring.Of(kept.Key).Reopen(kept.Bytes, envelope) : kept.Bytes;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static ReleasedBytes Withheld(string why) => new(null, [], why);

    private sealed record Kept(byte[] Bytes, bool Sealed, bool Truncated, string ContentType, string Channel, string Message, string? Key, DateTimeOffset RecordedAt);
}
