using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Gateway.Host.Journeys;
using Xunit;

namespace Gateway.Host.Tests.Simulator;

/// <summary>One request the simulator made.</summary>
internal sealed record Arrived(string Path, string ContentType, string Authorization, byte[] Body)
{
    public string Text => Encoding.UTF8.GetString(Body);
}

/// <summary>A tiny listener in the gateway's place. What it answers is up to the test.</summary>
internal sealed class StandInGateway : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<Arrived> _arrived = new();

    public StandInGateway()
    {
        Address = $"http://127.0.0.1:{Stage.FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _ = ServeAsync();
    }

    public string Address { get; }

    public IReadOnlyList<Arrived> Arrived => [.. _arrived];

    /// <summary>Status and body of the answer; set before anything is expected.</summary>
    public Func<Arrived, (int Status, string Body)> Answer { get; set; } = _ => (202, "");

    public async Task<Arrived> WaitForAsync(Func<Arrived, bool> which, int number = 1)
    {
        for (var i = 0; i < 600; i++)
        {
            var found = Arrived.Where(which).ToList();
            if (found.Count >= number)
            {
                return found[number - 1];
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException("the simulator sent no such message; it sent: " + string.Join(", ", Arrived.Select(a => a.Path)));
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            var arrived = new Arrived(context.Request.RawUrl ?? "", context.Request.ContentType ?? "", context.Request.Headers["Authorization"] ?? "", body.ToArray());
            var (status, text) = Answer(arrived);
            _arrived.Enqueue(arrived);
            context.Response.StatusCode = status;
            context.Response.ContentType = "text/xml; charset=utf-8";
            context.Response.Close(Encoding.UTF8.GetBytes(text), willBlock: true);
        }
    }
}
