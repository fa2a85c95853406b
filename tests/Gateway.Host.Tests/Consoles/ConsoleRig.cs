using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Gateway.Host.Tests.Journeys;

namespace Gateway.Host.Tests.Consoles;

/// <summary>
/// A gateway whose three journeys were played, a declaration with a hostile reference, one whose debit order cannot be written, a message nobody can
/// read, and a real browser to look at them.
/// </summary>
public sealed class ConsoleRig : IAsyncLifetime
{
    public const string HostileReference = "<script>x=1</script>";
    public const string LackingReference = "LACKING-1";
    private const string LackingToken = "lacking-enterprise-token";
    private ConsoleBrowser? _browser;
    private GatewayRig? _gateway;

    public string Address => _gateway!.Gateway;

    public string Import { get; private set; } = "";

    public string Export { get; private set; } = "";

    public string Hostile { get; private set; } = "";

    /// <summary>The declaration of an enterprise whose standing data are missing.</summary>
    public string Lacking { get; private set; } = "";

    /// <summary>The list's text in each language before anything was declared.</summary>
    public Dictionary<string, string> Empty { get; } = [];

    public async ValueTask InitializeAsync()
    {
        if (!ConsoleBrowser.IsHere)
        {
            return;
        }

        var cancellation = CancellationToken.None;
        _browser = await ConsoleBrowser.StartAsync();
        _gateway = await GatewayRig.StartAsync(cancellation, AddLacking);
        foreach (var language in new[] { "vi", "en" })
        {
            await using var window = await OpenAsync($"/console?lang={language}");
            Empty[language] = await window.Page.InnerTextAsync("main");
        }

        var end = await JourneyEnd.PlayAsync(_gateway, "CONSOLE", cancellation);
        Assert.Empty(end.Differences);
        Import = $"/console/declarations/{end.Views[1].Declaration.Id}";
        Export = $"/console/declarations/{end.Views[2].Declaration.Id}";
        Hostile = $"/console/declarations/{await PostAsync(_gateway, HostileReference, _gateway.Tokens["enterprise"])}";
        var lacking = await PostAsync(_gateway, LackingReference, LackingToken);
        Lacking = $"/console/declarations/{lacking}";
        await SetAsideAsync(_gateway, lacking);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    /// <summary>Skips the test where there is no browser; the rig does not start then.</summary>
    public static void NeedsChromium() => ConsoleBrowser.Need();

    /// <summary>A window of its own on a page of the console.</summary>
    public Task<Window> OpenAsync(string path, int width = 1280, string? browserLanguage = null)
    {
        NeedsChromium();
        return _browser!.OpenAsync(Address + path, width, browserLanguage);
    }

    private static void AddLacking(JsonArray partners) => partners.Add(new JsonObject
    {
        ["id"] = "lacking", ["transport"] = "rest", ["token"] = LackingToken, ["name"] = "CÔNG TY THIẾU DỮ LIỆU",
        ["families"] = new JsonArray("enterprise/ubl/invoice/2.1"), ["procedures"] = new JsonArray("vn/import/1"),
    });

    /// <summary>Waits for the failed step, and sends what nobody can read.</summary>
    private static async Task SetAsideAsync(GatewayRig gateway, string lacking)
    {
        using var customs = gateway.Client("customs");
        using var unreadable = await customs.PostAsync(new Uri("/inbox/customs", UriKind.Relative), new StringContent("<b onmouseover=x=1>"));
        Assert.True(unreadable.IsSuccessStatusCode);
        using var client = new HttpClient { BaseAddress = new Uri(gateway.Gateway) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", LackingToken);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var view = JsonNode.Parse(await client.GetStringAsync(new Uri($"/api/declarations/{lacking}", UriKind.Relative)))!;
            if (view["failedSteps"]!.AsArray().Count > 0)
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100));
        }

        Assert.Fail("the step did not fail");
    }

    private static async Task<string> PostAsync(GatewayRig gateway, string reference, string token)
    {
        var sample = Path.Combine(GatewayRig.Root, "adapters", "enterprise", "ubl", "invoice", "2.1", "samples", "import-green", "joined.json");
        var declaration = JsonNode.Parse(await File.ReadAllTextAsync(sample))!;
        declaration["reference"] = reference;
        declaration["marks"] = "<b onmouseover=x=1>";
        using var client = gateway.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/declarations");
        post.Headers.Add("Idempotency-Key", "console");
        post.Content = new StringContent(declaration.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.SendAsync(post);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
    }
}
