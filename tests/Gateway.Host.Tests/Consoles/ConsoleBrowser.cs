using Microsoft.Playwright;

namespace Gateway.Host.Tests.Consoles;

/// <summary>A real browser.</summary>
public sealed class ConsoleBrowser : IAsyncDisposable
{
    private const string Chromium = "/usr/bin/chromium";

    private static readonly string[] Flags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];

    private readonly IPlaywright _playwright;
    private readonly IBrowser _browser;

    private ConsoleBrowser(IPlaywright playwright, IBrowser browser) => (_playwright, _browser) = (playwright, browser);

    /// <summary>Whether there is one on this machine.</summary>
    public static bool IsHere => File.Exists(Chromium);

    /// <summary>Skips the test where there is none.</summary>
    public static void Need() => Assert.SkipUnless(IsHere, $"{Chromium} is missing: apt install chromium");

    public static async Task<ConsoleBrowser> StartAsync()
    {
        var playwright = await Playwright.CreateAsync();
        return new ConsoleBrowser(playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = Flags }));
    }

    /// <summary>A window of its own; what the page asks of the network is written down.</summary>
    public async Task<Window> OpenAsync(string address, int width = 1280, string? browserLanguage = null)
    {
        var context = await _browser.NewContextAsync(new() { ViewportSize = new() { Width = width, Height = 900 }, Locale = browserLanguage });
        var page = await context.NewPageAsync();
        var window = new Window(context, page);
        page.Request += (_, request) => window.Requests.Add(request.Url);
        page.Console += (_, message) => window.Complaints.Add(message.Text);
        page.PageError += (_, error) => window.Complaints.Add(error);
        window.Status = (await page.GotoAsync(address))!.Status;
        return window;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>A page a person has open.</summary>
public sealed class Window(IBrowserContext context, IPage page) : IAsyncDisposable
{
    public IPage Page => page;

    public int Status { get; set; }

    public List<string> Requests { get; } = [];

    /// <summary>What the browser's console says: errors, refused content.</summary>
    public List<string> Complaints { get; } = [];

    public Task<string> TextAsync(string selector = "body") => page.InnerTextAsync(selector);

    public ValueTask DisposeAsync() => context.DisposeAsync();

    /// <summary>Leaves a picture for people to look at, where <c>GATEWAY_SCREENSHOTS</c> names a folder.</summary>
    public async Task KeepAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new() { Path = System.IO.Path.Combine(folder, name + ".png"), FullPage = true });
        }
    }
}
