using System.Net;
using System.Net.Http.Headers;
using System.Security;
using System.Text;
using System.Xml.Linq;

namespace Gateway.Host.Tests.Exchange;

/// <summary>What a SOAP call came back with.</summary>
public sealed record SoapReply(HttpStatusCode Status, string Type, string Text, HttpResponseHeaders Headers)
{
    private XElement Body => XDocument.Parse(Text).Root!.Elements().Single(element => element.Name.LocalName == "Body");

    public bool IsFault => Body.Elements().Single().Name.LocalName == "Fault";

    /// <summary>The string the operation returned; the test fails on anything else.</summary>
    public string Result(string operation)
    {
        Assert.True(Status == HttpStatusCode.OK, $"{(int)Status} {Text}");
        var response = Body.Elements().Single();
        Assert.Equal(XName.Get(operation + "Response", SoapCaller.Namespace), response.Name);
        var result = response.Elements().Single();
        Assert.Equal(XName.Get(operation + "Result", SoapCaller.Namespace), result.Name);
        return result.Value;
    }
}

/// <summary>A caller of the gateway's SOAP services that writes its envelopes itself.</summary>
public sealed class SoapCaller(SharedGateway gateway, string partner = "bank") : IDisposable
{
    public const string Namespace = "http://tempuri.org/";
    public const string Soap11 = "http://schemas.xmlsoap.org/soap/envelope/";
    public const string Soap12 = "http://www.w3.org/2003/05/soap-envelope";
    private readonly HttpClient _client = new() { BaseAddress = new Uri(gateway.Rig.Gateway), Timeout = TimeSpan.FromSeconds(60) };

    public static byte[] Envelope(string operation, string version = Soap11, params (string Name, string Value)[] arguments)
    {
        var inner = string.Concat(arguments.Select(argument => $"<{argument.Name}>{SecurityElement.Escape(argument.Value)}</{argument.Name}>"));
        return Encoding.UTF8.GetBytes($"<soap:Envelope xmlns:soap=\"{version}\"><soap:Body><{operation} xmlns=\"{Namespace}\">{inner}</{operation}></soap:Body></soap:Envelope>");
    }

    /// <summary>The signed answer to a bank's message.</summary>
    public async Task<string> ProcessAsync(string message) =>
        (await CallAsync("/soap/payment", "WSProcess", Soap11, ("publicKey", ""), ("msg", message))).Result("WSProcess");

    public async Task<string> ReconcileAsync(string message) =>
        (await CallAsync("/soap/reconciliation", "ReconcileProcess", Soap11, ("publicKey", ""), ("msg", message))).Result("ReconcileProcess");

    public Task<SoapReply> CallAsync(string path, string operation, string version = Soap11, params (string Name, string Value)[] arguments) =>
        PostAsync(path, Envelope(operation, version, arguments), version, Namespace + operation);

    public Task<SoapReply> PostAsync(string path, byte[] body, string version = Soap11, string action = Namespace + "WSProcess", string charset = "utf-8")
    {
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", version == Soap11 ? $"text/xml; charset={charset}" : $"application/soap+xml; charset={charset}; action=\"{action}\"");
        if (version == Soap11)
        {
            content.Headers.TryAddWithoutValidation("SOAPAction", $"\"{action}\"");
        }

        return SendAsync(HttpMethod.Post, path, content);
    }

    public async Task<SoapReply> SendAsync(HttpMethod method, string path, HttpContent? content = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Authorization = new("Bearer", gateway.Rig.Tokens[partner]);
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return new SoapReply(
            response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.Headers);
    }

    public void Dispose() => _client.Dispose();
}
