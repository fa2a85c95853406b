using System.Security;
using System.Text;
using System.Xml.Linq;
using Gateway.Signatures;

namespace Gateway.Benchmarks;

/// <summary>The bank: signs the sample's confirmation for a debt and says it over SOAP 1.1.</summary>
public sealed class Bank : IDisposable
{
    private const string Space = "http://tempuri.org/";
    private const string Soap = "http://schemas.xmlsoap.org/soap/envelope/";
    private const string SampleNumber = "10900000001";
    private const string SampleReference = "RF71900000000010";
    private const string SampleTransaction = "01a20634-e6e0-7000-8000-000000000301";
    private readonly string _sample;
    private readonly Ground _ground;
    private readonly HttpClient[] _clients;

    /// <summary>One client a lane.</summary>
    public Bank(Ground ground)
    {
        ArgumentNullException.ThrowIfNull(ground);
        _ground = ground;
        _sample = File.ReadAllText(Path.Combine(ground.Root, "adapters/vn/bank/payment/3.0/samples/import-green/1-301.xml"));
        _clients = [.. Enumerable.Range(0, Sizes.Concurrency).Select(_ => ground.Client("bank"))];
    }

    /// <summary>The whole call that confirms a debt's payment.</summary>
    public byte[] Confirmation(Debt debt)
    {
        ArgumentNullException.ThrowIfNull(debt);
        var transaction = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("D");
        var text = _sample
            .Replace(SampleNumber, debt.Number, StringComparison.Ordinal)
            .Replace(SampleReference, debt.Reference, StringComparison.Ordinal)
            .Replace(SampleTransaction, transaction, StringComparison.Ordinal);
        var profile = Gateway.Host.Verbs.CatalogueFolder.Read(_ground.Root).Catalogue.FindSignature("enveloped-c14n-comments-sha1") ?? throw new InvalidOperationException("the profile is gone");
        var signed = Encoding.UTF8.GetString(XmlSignatures.Sign(Encoding.UTF8.GetBytes(text), profile, SigningKey.Of(_ground.Certificates.Key("bank"))));
        return Encoding.UTF8.GetBytes(
            $"<soap:Envelope xmlns:soap=\"{Soap}\"><soap:Body><WSProcess xmlns=\"{Space}\"><publicKey></publicKey><msg>{SecurityElement.Escape(signed)}</msg></WSProcess></soap:Body></soap:Envelope>");
    }

    /// <summary>Says it; anything but an acceptance ends the benchmark.</summary>
    public async Task ConfirmAsync(int lane, byte[] call, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(call);
        content.Headers.TryAddWithoutValidation("Content-Type", "text/xml; charset=utf-8");
        content.Headers.TryAddWithoutValidation("SOAPAction", $"\"{Space}WSProcess\"");
        using var response = await _clients[lane].PostAsync(new Uri("/soap/payment", UriKind.Relative), content, cancellation);
        var text = await response.Content.ReadAsStringAsync(cancellation);
        if (!response.IsSuccessStatusCode || !Accepted(text))
        {
            throw new InvalidOperationException($"a confirmation was not accepted: {(int)response.StatusCode} {text}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Array.ForEach(_clients, client => client.Dispose());

    private static bool Accepted(string envelope)
    {
        var answer = XDocument.Parse(envelope).Descendants(XName.Get("WSProcessResult", Space)).Single().Value;
        return XDocument.Parse(answer).Root!.Element("Error")?.Element("ErrorNumber")?.Value == "0";
    }
}
