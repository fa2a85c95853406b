using System.Globalization;
using System.Net;
using Gateway.Host.Journeys;

namespace Gateway.Host.Tests.Signatures;

/// <summary>What a peer on loopback says to a body that was posted.</summary>
internal delegate Task<(int Status, string Type, byte[] Body)> LoopbackAnswer(byte[] body);

/// <summary>A peer on loopback. It is away until it is opened, and again when it is closed; its address stays.</summary>
internal sealed class LoopbackServer(LoopbackAnswer answer) : IAsyncDisposable
{
    private HttpListener? _listener;
    private Task _serving = Task.CompletedTask;

    public string Address { get; } = $"http://127.0.0.1:{Stage.FreePort().ToString(CultureInfo.InvariantCulture)}/";

    public LoopbackServer Open()
    {
        if (_listener is not null)
        {
            return this;
        }

        _listener = new HttpListener { Prefixes = { Address } };
        _listener.Start();
        _serving = ServeAsync(_listener);
        return this;
    }

    public async Task CloseAsync()
    {
        _listener?.Close();
        _listener = null;
        await _serving;
    }

    public async ValueTask DisposeAsync() => await CloseAsync();

    private async Task ServeAsync(HttpListener listener)
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            var (status, type, bytes) = await answer(body.ToArray());
            (context.Response.StatusCode, context.Response.ContentType) = (status, type);
            await context.Response.OutputStream.WriteAsync(bytes);
            context.Response.Close();
        }
    }
}
