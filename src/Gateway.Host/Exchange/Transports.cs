using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Xml;
using Gateway.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Signatures;
using Polly;
using Outcome = Gateway.Exchange.Outcome;

namespace Gateway.Host.Exchange;

/// <summary>How one attempt to send ended.</summary>
/// <param name="Outcome">Accepted, refused, retry (certainly not handled) or unknown (perhaps handled).</param>
/// <param name="Detail">For people; no secrets.</param>
/// <param name="Reply">The partner's immediate answer, where it has one.</param>
/// <param name="ReplyType">Media type of the reply.</param>
public sealed record Transmission(Outcome Outcome, string Detail, byte[]? Reply = null, string ReplyType = "");

/// <summary>Carries exact bytes to a partner. Says what is known about the outcome and nothing more.</summary>
public sealed class Transports(HttpClient client, ResiliencePipeline pipeline, KeyRoles roles)
{
    private const int ReplyLimit = 10_485_760;

    /// <summary>Sends once.</summary>
    public async Task<Transmission> SendAsync(Envelope envelope, Partner partner, SoapCall? call, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(partner);
        var address = partner.AddressOf(envelope.Message ?? "");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri))
        {
            return new Transmission(Outcome.Retry, $"no address is configured for {envelope.Message} at {partner.Id}");
        }

        try
        {
            return await pipeline.ExecuteAsync(
                async token => call is not null
                    ? await CallAsync(envelope, call, uri, token).ConfigureAwait(false)
                    : await PostAsync(envelope, uri, token).ConfigureAwait(false),
                cancellation).ConfigureAwait(false);
        }
        catch (HttpRequestException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.HostUnreachable })
        {
            return new Transmission(Outcome.Retry, "not reached: " + error.InnerException.Message);
        }
        catch (OperationCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            // The connect time-out of the handler comes as a cancellation nobody asked for; then surely nothing was sent.
            return new Transmission(error.InnerException is TimeoutException ? Outcome.Retry : Outcome.Unknown, "no connection in time");
        }
        catch (Exception error) when (error is HttpRequestException or IOException or Polly.Timeout.TimeoutRejectedException or XmlException)
        {
            return new Transmission(Outcome.Unknown, error.GetType().Name + ": " + error.Message);
        }
    }

    private async Task<Transmission> PostAsync(Envelope envelope, Uri uri, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(envelope.Bytes);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(envelope.ContentType);
        var (status, body, type) = await ExchangeAsync(uri, content, envelope, null, cancellation).ConfigureAwait(false);
        return Failed(status, body) ?? new Transmission(Outcome.Accepted, $"{(int)status}", body, type);
    }

    private async Task<Transmission> CallAsync(Envelope envelope, SoapCall call, Uri uri, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(SoapText.Request(call, Encoding.UTF8.GetString(envelope.Bytes), Certificate(envelope)));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse("text/xml; charset=utf-8");
        var (status, body, _) = await ExchangeAsync(uri, content, envelope, call.Action, cancellation).ConfigureAwait(false);
        if (Failed(status, body) is { } failed)
        {
            return failed;
        }

        // Well-formed XML without the operation's result is somebody else's page: whether the partner has the message is not known.
        return SoapText.Result(body, call.Operation) is { } reply
            ? new Transmission(Outcome.Accepted, $"{(int)status}", Encoding.UTF8.GetBytes(reply), "application/xml; charset=UTF-8")
            : new Transmission(Outcome.Unknown, $"{(int)status} without a result of {call.Operation}");
    }

    // The one the envelope was signed with: its bytes do not change when the key does.
    private string Certificate(Envelope envelope) => Convert.ToBase64String(roles.Certificate(roles.RoleFor(envelope.Partner), envelope.RecordedAt).RawData);

    private async Task<(HttpStatusCode Status, byte[] Body, string Type)> ExchangeAsync(Uri uri, HttpContent content, Envelope envelope, string? action, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, uri) { Content = content };
        request.Headers.TryAddWithoutValidation("X-Correlation-Id", envelope.Correlation);
        if (action is not null)
        {
            request.Headers.TryAddWithoutValidation("SOAPAction", $"\"{action}\"");
        }

        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation).ConfigureAwait(false);
        await response.Content.LoadIntoBufferAsync(ReplyLimit, cancellation).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return (response.StatusCode, body, response.Content.Headers.ContentType?.ToString() ?? "");
    }

    private static Transmission? Failed(HttpStatusCode status, byte[] body) => (int)status switch
    {
        >= 200 and < 300 => null,
        (>= 300 and < 400) or 401 or 403 or 404 or 407 or 408 or 425 or 429 or 503 => new Transmission(Outcome.Retry, $"HTTP {(int)status}"),
        >= 500 => new Transmission(Outcome.Unknown, $"HTTP {(int)status}"),
        _ => new Transmission(Outcome.Refused, $"HTTP {(int)status}, {body.Length} bytes"),
    };
}
