using System.Net;
using System.Net.Http.Headers;
using Gateway.Signatures.Revocations;
using Polly;

namespace Gateway.Host.Signatures;

/// <summary>
/// Gets lists and asks responders over HTTP, within limits of time and size. Where it asks stands in certificates of trusted authorities or in
/// the partner's own data; it goes nowhere else, whatever the answer says: redirections are not followed.
/// </summary>
public sealed class RevocationClient : IDisposable
{
    private readonly ResiliencePipeline _pipeline;
    private readonly HttpClient _client = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        MaxConnectionsPerServer = 4,
        AutomaticDecompression = DecompressionMethods.None,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>A client whose requests end as the pipeline says.</summary>
    public RevocationClient(ResiliencePipeline pipeline) => _pipeline = pipeline;

    /// <summary>The answer's bytes; throws <see cref="HttpRequestException"/> with the reason where there are none.</summary>
    public async Task<byte[]> GetAsync(RevocationPlace place, byte[] request, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(place);
        try
        {
            return await _pipeline.ExecuteAsync(async token => await AskAsync(place, request, token).ConfigureAwait(false), cancellation).ConfigureAwait(false);
        }
        catch (Exception late) when (late is Polly.Timeout.TimeoutRejectedException || (late is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new HttpRequestException("no answer in time", late);
        }
        catch (IOException broken)
        {
            throw new HttpRequestException("the answer broke off", broken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    private async Task<byte[]> AskAsync(RevocationPlace place, byte[] request, CancellationToken cancellation)
    {
        using var message = new HttpRequestMessage(place.Form == RevocationForm.Ocsp ? HttpMethod.Post : HttpMethod.Get, new Uri(place.Address));
        if (place.Form == RevocationForm.Ocsp)
        {
            message.Content = new ByteArrayContent(request);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/ocsp-request");
        }

        using var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            throw new HttpRequestException($"HTTP {(int)response.StatusCode}");
        }

        await response.Content.LoadIntoBufferAsync(place.Form == RevocationForm.Ocsp ? OcspReading.MostBytes : CrlReading.MostBytes, cancellation).ConfigureAwait(false);
        return await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
    }
}
