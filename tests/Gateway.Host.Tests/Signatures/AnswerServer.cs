using System.Collections.Concurrent;
using System.Net;
using Gateway.Host.Journeys;

namespace Gateway.Host.Tests.Signatures;

/// <summary>A web server on loopback that gives out lists and responses, or fails as it is told.</summary>
internal sealed class AnswerServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, (int Status, byte[] Body)> _pages = new();
    private readonly Task _serving;

    public AnswerServer()
    {
        Address = $"http://127.0.0.1:{Stage.FreePort()}";
        _listener.Prefixes.Add(Address + "/");
        _listener.Start();
        _serving = ServeAsync();
    }

    public string Address { get; }

    /// <summary>Paths that were asked for, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Nothing is answered, and nobody is refused either.</summary>
    public bool IsHanging { get; set; }

    public string this[string path] => Address + path;

    public void Answer(string path, byte[] body, int status = 200) => _pages[path] = (status, body);

    public void Forget(string path) => _pages.TryRemove(path, out _);

    public int Times(string path) => Asked.Count(asked => asked == path);

    public void Dispose()
    {
        _listener.Close();
        _serving.ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromSeconds(5));
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception closed) when (closed is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var path = context.Request.Url!.AbsolutePath;
            Asked.Enqueue(path);
            if (IsHanging)
            {
                continue;
            }

            var (status, body) = _pages.TryGetValue(path, out var page) ? page : (404, []);
            context.Response.StatusCode = status;
            if (status is >= 300 and < 400)
            {
                context.Response.RedirectLocation = Address + "/elsewhere";
            }

            context.Response.Close(body, willBlock: false);
        }
    }
}
