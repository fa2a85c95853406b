using Gateway.Adapters;
using Gateway.Host.Partners;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>The time-stamp authority of this deployment and the certificates its time-stamps must carry. There is none unless it is configured.</summary>
public sealed class TimeAuthority : IDisposable
{
    private readonly TimeStampClient? _client;
    private readonly TrustFolder? _trust;

    private TimeAuthority(TimeStampClient? client, TrustFolder? trust) => (_client, _trust) = (client, trust);

    /// <summary>No authority.</summary>
    public static TimeAuthority None { get; } = new(null, null);

    /// <summary>Whether one is configured.</summary>
    public bool IsThere => _client is not null;

    /// <summary>Whose time-stamps it gives; <c>null</c> where there is none.</summary>
    public TrustedSigners? Signers => _trust?.Signers;

    /// <summary>The authority at an address, trusted by the certificates of a file or folder; none where both are empty. Throws where one of the two is missing or wrong.</summary>
    public static TimeAuthority Load(string address, string trust)
    {
        if (address.Length == 0 && trust.Length == 0)
        {
            return None;
        }

        if (address.Length == 0 || trust.Length == 0)
        {
            throw new InvalidDataException("TIME-AUTHORITY an authority for time-stamps is an address and its certificates: GATEWAY_TIME_STAMP (URL) and GATEWAY_TIME_TRUST (file or folder)");
        }

        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            throw new InvalidDataException($"TIME-AUTHORITY {address} is no address");
        }

        return new TimeAuthority(new TimeStampClient(uri), TrustFolder.Load(trust));
    }

    /// <summary>Throws where a partner is sent messages with a time-stamp and nobody is there to give one.</summary>
    public void Require(Catalogue catalogue, PartnerBook partners)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(partners);
        var unserved = IsThere ? [] : catalogue.Messages
            .Where(message => message is { Entry.Direction: "out" or "both", Signature.Stamping: not StampTime.Unsaid } && partners.All.Any(partner => partner.Speaks(message.Manifest.Id)))
            .Select(message => message.Id).ToList();
        if (unserved.Count > 0)
        {
            throw new InvalidDataException($"TIME-AUTHORITY {string.Join(", ", unserved)}: sent with a time-stamp, and no authority is configured: GATEWAY_TIME_STAMP and GATEWAY_TIME_TRUST");
        }
    }

    /// <summary>
    /// A signed document with its time-stamp, and the moment it says. Throws <see cref="HttpRequestException"/> where none is to be had now,
    /// <see cref="SigningException"/> where the one that came is not of a trusted authority.
    /// </summary>
    public async Task<(byte[] Bytes, DateTimeOffset At)> AddAsync(byte[] signed, SignatureProfile profile, CancellationToken cancellation)
    {
        var (token, at) = await TokenAsync(XmlSignatures.ToBeTimeStamped(signed, profile), cancellation).ConfigureAwait(false);
        return (XmlSignatures.AddTimeStamp(signed, profile, token, _trust!.Signers), at);
    }

    /// <summary>A time-stamp of these bytes; throws likewise.</summary>
    public async Task<(byte[] Token, DateTimeOffset At)> TokenAsync(byte[] bytes, CancellationToken cancellation)
    {
        if (_client is null)
        {
            throw new HttpRequestException("no time-stamp authority is configured");
        }

        var token = await _client.TokenAsync(bytes, cancellation).ConfigureAwait(false);
        return TimeStamps.Verify(token, bytes, _trust!.Signers, out var code) is { } at ? (token, at) : throw new SigningException(code);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client?.Dispose();
        _trust?.Dispose();
    }
}
