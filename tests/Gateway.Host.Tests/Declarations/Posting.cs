using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Gateway.Host.Tests.Declarations;

/// <summary>What the interface answered.</summary>
public sealed record Reply(HttpStatusCode Status, string Type, string Text, HttpResponseHeaders Headers)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string Code => (string?)Json["code"] ?? "";

    public IReadOnlyList<JsonNode> Findings => [.. Json["findings"]!.AsArray().Select(finding => finding!)];

    public IReadOnlyList<string> Codes => [.. Findings.Select(finding => (string)finding["code"]!)];

    public Guid Id => (Guid)Json["id"]!;

    /// <summary>RFC 9457: media type, a type that is a URI, title and status; and our stable code.</summary>
    public Reply IsProblem(int status, string code)
    {
        Assert.Equal((status, code), ((int)Status, Type == "application/problem+json" ? Code : $"{Type}: {Text}"));
        Assert.Equal(status, (int)Json["status"]!);
        Assert.True(Uri.IsWellFormedUriString((string?)Json["type"], UriKind.Absolute), $"type {Json["type"]}");
        Assert.NotEmpty((string)Json["title"]!);
        return this;
    }
}

/// <summary>An enterprise at the interface.</summary>
public sealed class Posting(SharedGateway gateway) : IDisposable
{
    private readonly HttpClient _client = new() { BaseAddress = new Uri(gateway.Rig.Gateway), Timeout = TimeSpan.FromSeconds(60) };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A complete declaration of the sample under a reference of its own. <c>SILENT</c> keeps customs from telling more than the number.</summary>
    public static JsonObject Declaration(string word) => Sample("joined.json", $"{word}-SILENT");

    public static JsonObject Facts(string word) => Sample("facts.json", $"{word}-SILENT");

    public static byte[] Invoice() => File.ReadAllBytes(Path.Combine(Folder, "1-INVOICE.xml"));

    public static ByteArrayContent Content(byte[] bytes, string? type = "application/json")
    {
        var content = new ByteArrayContent(bytes);
        if (type is not null)
        {
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        }

        return content;
    }

    public static MultipartFormDataContent Form(byte[] invoice, byte[] facts, string boundary) => new(boundary)
    {
        { Content(invoice, "application/xml"), "invoice", "invoice.xml" },
        { Content(facts), "facts", "facts.json" },
    };

    public Task<Reply> PostAsync(JsonObject declaration, string? key = null) => PostAsync(Bytes(declaration), key);

    public Task<Reply> PostAsync(byte[] bytes, string? key = null, string? type = "application/json") => SendAsync(Content(bytes, type), key ?? SharedGateway.Word());

    public Task<Reply> SendAsync(HttpContent content, string? key, string? token = null) => AskAsync(HttpMethod.Post, "/api/declarations", token, content, key);

    public Task<Reply> GetAsync(string path, string? token = null) => AskAsync(HttpMethod.Get, path, token);

    public async Task<Reply> AskAsync(HttpMethod method, string path, string? token = null, HttpContent? content = null, string? key = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (token != "")
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + (token ?? gateway.Rig.Tokens["enterprise"]));
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        using var response = await _client.SendAsync(request, Cancellation);
        return new Reply(response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsStringAsync(Cancellation), response.Headers);
    }

    public static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());

    public void Dispose() => _client.Dispose();

    private static string Folder => Path.Combine(GatewayRig.Root, "adapters", "enterprise", "ubl", "invoice", "2.1", "samples", "import-green");

    private static JsonObject Sample(string name, string reference)
    {
        var sample = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, name)))!.AsObject();
        sample["reference"] = reference;
        return sample;
    }
}
