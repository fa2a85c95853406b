using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>Asks a time-stamp authority over HTTP (RFC 3161, section 3.4), within limits of time and size.</summary>
public sealed class TimeStampClient : IDisposable
{
    private const int LargestAnswer = 262_144;
    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20), MaxResponseContentBufferSize = LargestAnswer };
    private readonly Uri _authority;

    /// <summary>The authority at an address.</summary>
    public TimeStampClient(Uri authority)
    {
        ArgumentNullException.ThrowIfNull(authority);
        _authority = authority.Scheme is "http" or "https" ? authority : throw new InvalidDataException($"{authority} is no address of HTTP");
    }

    /// <summary>
    /// A signed document with its time-stamp. Whether its authority is trusted is for whoever verifies; here it is only seen that the token
    /// is sound and of this signature. Throws <see cref="HttpRequestException"/> where no time-stamp is to be had: the signature stays good,
    /// and the time-stamp can be added later.
    /// </summary>
    public async Task<byte[]> AddAsync(byte[] signed, SignatureProfile profile, CancellationToken cancellation)
    {
        var token = await AskAsync(TimeStamps.Request(XmlSignatures.ToBeTimeStamped(signed, profile)), cancellation);
        using var signer = token.AsSignedCms().SignerInfos[0].Certificate ?? throw new HttpRequestException("the time-stamp lacks its authority's certificate");
        return XmlSignatures.AddTimeStamp(signed, profile, token.AsSignedCms().Encode(), TrustedSigners.Pin(signer));
    }

    /// <summary>A time-stamp of these bytes; whether its authority is trusted is for whoever takes it.</summary>
    public async Task<byte[]> TokenAsync(byte[] bytes, CancellationToken cancellation) => (await AskAsync(TimeStamps.Request(bytes), cancellation)).AsSignedCms().Encode();

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<System.Security.Cryptography.Pkcs.Rfc3161TimestampToken> AskAsync(System.Security.Cryptography.Pkcs.Rfc3161TimestampRequest request, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(request.Encode());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/timestamp-query");
        try
        {
            using var response = await _client.PostAsync(_authority, content, cancellation);
            response.EnsureSuccessStatusCode();
            return request.ProcessResponse(await response.Content.ReadAsByteArrayAsync(cancellation), out _);
        }
        catch (CryptographicException broken)
        {
            throw new HttpRequestException($"the time-stamp authority refused, or answered something else: {broken.Message}", broken);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new HttpRequestException("the time-stamp authority did not answer in time");
        }
    }
}
