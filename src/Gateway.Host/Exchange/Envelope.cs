using System.Security.Cryptography;

namespace Gateway.Host.Exchange;

/// <summary>A message as received or as it will be sent: identity and exact bytes. Never changed once written.</summary>
public sealed record Envelope
{
    /// <summary>UUIDv7.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>in</c> or <c>out</c>.</summary>
    public required string Direction { get; init; }

    /// <summary>Partner id.</summary>
    public required string Partner { get; init; }

    /// <summary>Channel: rest, soap, smime-http, reply.</summary>
    public required string Channel { get; init; }

    /// <summary>Adapter message id where it was known when written.</summary>
    public string? Message { get; init; }

    /// <summary>Declaration it belongs to where known.</summary>
    public Guid? Declaration { get; init; }

    /// <summary>Correlation id of the case.</summary>
    public required string Correlation { get; init; }

    /// <summary>The message's own identity: ours going out, the partner's coming in where the channel shows it.</summary>
    public string? Reference { get; init; }

    /// <summary>The envelope this one answers, where known.</summary>
    public Guid? InReplyTo { get; init; }

    /// <summary>Media type with parameters.</summary>
    public required string ContentType { get; init; }

    /// <summary>Exact bytes (the first 64 KiB where <see cref="Truncated"/>).</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>Only a beginning was kept because the message was over its channel's limit.</summary>
    public bool Truncated { get; init; }

    /// <summary>Length of the whole message in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>SHA-256 of the whole message.</summary>
    public required byte[] Sha256 { get; init; }

    /// <summary>When the gateway wrote it.</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>Where each element of a message of ours came from, and what of the document it has no place for; written, not read back.</summary>
    public Trace? Trace { get; init; }

    /// <summary>Which time it is handled; not a property of the message, but of the work done with it.</summary>
    public int Round { get; init; } = Exchange.Round.First;

    /// <summary>The lane it waits in: messages about one declaration with one partner, else all that come from the partner.</summary>
    public string Lane => LaneOf(Direction, Channel, Partner, Declaration);

    /// <summary>The lane of an envelope with these marks.</summary>
    public static string LaneOf(string direction, string channel, string partner, Guid? declaration) =>
        direction == "out" || channel == "reply" ? $"{partner}/{declaration:N}" : partner;

    /// <summary>The commit key of something done with it in this round.</summary>
    public string Key(string what) => Exchange.Round.Key(what, Id, Round);

    /// <summary>The same message in other bytes.</summary>
    public Envelope In(byte[] bytes) => this with { Bytes = bytes, Length = bytes.LongLength, Sha256 = SHA256.HashData(bytes) };

    /// <summary>An envelope over whole bytes.</summary>
    public static Envelope Whole(Guid id, string direction, string partner, string channel, string contentType, byte[] bytes, DateTimeOffset at, string correlation) => new()
    {
        Id = id,
        Direction = direction,
        Partner = partner,
        Channel = channel,
        ContentType = contentType,
        Bytes = bytes,
        Length = bytes.LongLength,
        Sha256 = SHA256.HashData(bytes),
        RecordedAt = at,
        Correlation = correlation,
    };
}
