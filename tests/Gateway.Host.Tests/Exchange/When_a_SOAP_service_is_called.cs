using System.Text;
using System.Xml.Linq;

namespace Gateway.Host.Tests.Exchange;

/// <summary>The running services are held to the committed contracts.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_a_SOAP_service_is_called(SharedGateway gateway) : IDisposable
{
    private const string PaymentWsdl = "schemas/vn/bank/3.0/payment.wsdl";
    private const string ReconciliationWsdl = "schemas/vn/bank/3.0/reconciliation.wsdl";
    private const string WindowWsdl = "schemas/asean/window/own-1/window.wsdl";
    private static readonly XNamespace Wsdl = "http://schemas.xmlsoap.org/wsdl/";
    private static readonly XNamespace Schema = "http://www.w3.org/2001/XMLSchema";
    private readonly SoapCaller _bank = new(gateway);
    private readonly SoapCaller _member = new(gateway, "member");
    private readonly Records _evidence = new(gateway);

    public static TheoryData<string, string, string> Services => new()
    {
        { "/soap/payment", PaymentWsdl, "bank" }, { "/soap/reconciliation", ReconciliationWsdl, "bank" }, { "/soap/window", WindowWsdl, "member" },
    };

    public void Dispose()
    {
        _bank.Dispose();
        _member.Dispose();
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task The_contract_is_served_as_it_is_committed_with_the_address_it_was_asked_at(string path, string file, string partner)
    {
        using var client = new HttpClient();
        foreach (var query in new[] { "?wsdl", "?WSDL", "?singleWsdl" })
        {
            var served = await client.GetStringAsync(new Uri(gateway.Rig.Gateway + path + query), TestContext.Current.CancellationToken);
            var committed = await File.ReadAllTextAsync(Path.Combine(GatewayRig.Root, file), TestContext.Current.CancellationToken);
            Assert.True(committed == served.Replace(gateway.Rig.Gateway + path, "http://localhost" + path, StringComparison.Ordinal), $"{partner}: {path}{query} is not {file}");
            Assert.Equal(2, XDocument.Parse(served).Descendants().Count(element => (string?)element.Attribute("location") == gateway.Rig.Gateway + path));
        }
    }

    [Theory]
    [MemberData(nameof(Services))]
    public async Task Every_operation_of_the_contract_answers_in_both_versions(string path, string file, string partner)
    {
        var contract = XDocument.Load(Path.Combine(GatewayRig.Root, file));
        Assert.Equal(SoapCaller.Namespace, (string?)contract.Root!.Attribute("targetNamespace"));
        var operations = Operations(contract);
        Assert.NotEmpty(operations);
        foreach (var (operation, action, soap) in operations)
        {
            var arguments = Arguments(contract, operation).Select(name => (name, "hello")).ToArray();
            var caller = partner == "bank" ? _bank : _member;
            var reply = await caller.PostAsync(path, SoapCaller.Envelope(operation, soap, arguments), soap, action);
            Assert.NotEmpty(reply.Result(operation));
            Assert.Equal(soap == SoapCaller.Soap11 ? "text/xml" : "application/soap+xml", reply.Type);
            Assert.Equal(soap, XDocument.Parse(reply.Text).Root!.Name.NamespaceName);
        }
    }

    [Fact]
    public async Task A_call_without_an_action_is_known_by_its_body()
    {
        var body = SoapCaller.Envelope("WSProcess", SoapCaller.Soap11, ("publicKey", ""), ("msg", "hello"));
        Assert.NotEmpty((await _bank.PostAsync("/soap/payment", body, action: "")).Result("WSProcess"));
    }

    [Fact]
    public async Task The_key_is_the_certificate_the_answers_are_signed_with()
    {
        var key = (await _bank.CallAsync("/soap/payment", "GetPublicKey")).Result("GetPublicKey");
        Assert.Equal(gateway.Certificates.Certificate("gateway").RawData, Convert.FromBase64String(key));
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("<a/>")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><Other xmlns=\"http://tempuri.org/\"/></soap:Body></soap:Envelope>")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"/>")]
    [InlineData("<soap:Envelope xmlns:soap=\"urn:nobody\"><soap:Body/></soap:Envelope>")]
    [InlineData("<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><WSProcess xmlns=\"http://tempuri.org/\"/><WSProcess xmlns=\"http://tempuri.org/\"/></soap:Body></soap:Envelope>")]
    [InlineData("<!DOCTYPE a [<!ENTITY b \"ha\"><!ENTITY c \"&b;&b;&b;&b;\">]><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><WSProcess xmlns=\"http://tempuri.org/\"><msg>&c;</msg></WSProcess></soap:Body></soap:Envelope>")]
    [InlineData("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body><WSProcess xmlns=\"http://tempuri.org/\"/></soap:Body></soap:Envelope>")]
    public async Task A_body_that_is_no_call_is_kept_and_refused_as_the_callers_mistake(string body)
    {
        var bytes = Encoding.UTF8.GetBytes(body + $"<!-- {SharedGateway.Word()} -->");
        await RefusedAsync(bytes, SoapCaller.Soap11, "Client");
        var other = Encoding.UTF8.GetBytes(body.Replace(SoapCaller.Soap11, SoapCaller.Soap12, StringComparison.Ordinal) + $"<!-- {SharedGateway.Word()} -->");
        await RefusedAsync(other, SoapCaller.Soap12, "Sender");
    }

    [Fact]
    public async Task An_envelope_of_ten_thousand_levels_is_kept_and_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("<a>", 10_000)) + SharedGateway.Word() + string.Concat(Enumerable.Repeat("</a>", 10_000));
        var inside = $"<soap:Envelope xmlns:soap=\"{SoapCaller.Soap11}\"><soap:Body>{deep}</soap:Body></soap:Envelope>";
        await RefusedAsync(Encoding.UTF8.GetBytes(inside), SoapCaller.Soap11, "Client");
        var message = $"<soap:Envelope xmlns:soap=\"{SoapCaller.Soap11}\"><soap:Body><WSProcess xmlns=\"{SoapCaller.Namespace}\"><msg>{deep}</msg></WSProcess></soap:Body></soap:Envelope>";
        await RefusedAsync(Encoding.UTF8.GetBytes(message), SoapCaller.Soap11, "Client");
    }

    [Fact]
    public async Task An_envelope_in_another_encoding_than_it_says_is_kept_and_refused()
    {
        var text = Encoding.UTF8.GetString(SoapCaller.Envelope("WSProcess", SoapCaller.Soap11, ("publicKey", ""), ("msg", SharedGateway.Word())));
        await RefusedAsync(Encoding.Unicode.GetBytes(text), SoapCaller.Soap11, "Client");
        await RefusedAsync(Encoding.Latin1.GetBytes(text.Replace("<msg>", "<msg>é", StringComparison.Ordinal)), SoapCaller.Soap11, "Client");
    }

    [Fact]
    public async Task A_call_over_the_limit_leaves_its_hash_its_length_and_its_first_64_KiB()
    {
        var bytes = SoapCaller.Envelope("WSProcess", SoapCaller.Soap11, ("publicKey", ""), ("msg", SharedGateway.Word() + new string('x', 4_200_000)));
        var reply = await _bank.PostAsync("/soap/payment", bytes);

        Assert.Equal(413, (int)reply.Status);
        Assert.Contains("SIZE-LIMIT", reply.Text, StringComparison.Ordinal);
        var kept = await _evidence.OfAsync(bytes);
        Assert.Equal((true, "SIZE-LIMIT"), (kept.Truncated, kept.Aside));
    }

    [Fact]
    public async Task A_message_over_the_limit_inside_a_call_is_refused_with_a_signed_answer()
    {
        var message = SharedGateway.Word() + new string('x', 4_000_000);
        var answer = new BankPaper(gateway).Read(await _bank.ProcessAsync(message));

        Assert.Equal(("299", "SIZE-LIMIT"), (answer.Type, answer.Message));
        var kept = await _evidence.OfAsync(Encoding.UTF8.GetBytes(message));
        Assert.Equal((true, "SIZE-LIMIT"), (kept.Truncated, kept.Aside));
    }

    [Theory]
    [InlineData("enterprise", "/soap/payment", "WSProcess", "msg")]
    [InlineData("member", "/soap/payment", "WSProcess", "msg")]
    [InlineData("customs", "/soap/reconciliation", "ReconcileProcess", "msg")]
    [InlineData("bank", "/soap/window", "Receive", "XMLData")]
    public async Task A_port_is_open_to_those_who_speak_its_messages_only(string partner, string path, string operation, string argument)
    {
        using var caller = new SoapCaller(gateway, partner);
        var reply = await caller.CallAsync(path, operation, SoapCaller.Soap11, (argument, "hello"));
        Assert.Equal(403, (int)reply.Status);
        Assert.Contains("PORT-OF-ANOTHER", reply.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_response_to_a_document_nobody_sent_is_set_aside()
    {
        var text = File.ReadAllText(Path.Combine(GatewayRig.Root, "adapters/asean/asw/acdd-response/own-1/samples/export-asean/4-RESPONSE.xml"));
        var signed = Encoding.UTF8.GetString(Gateway.Signatures.XmlSignatures.Sign(
            Encoding.UTF8.GetBytes(text), Signatures.Profiles.Of("enveloped-exclusive-sha256"), Gateway.Signatures.SigningKey.Of(gateway.Certificates.Key("member"))));
        var before = await _evidence.BusinessAsync();
        var reply = await _member.PostAsync("/soap/window", SoapCaller.Envelope("Receive", SoapCaller.Soap11, ("XMLData", signed)), action: SoapCaller.Namespace + "IMTService/Receive");

        Assert.Equal("ERROR EXC-NO-DECLARATION", reply.Result("Receive"));
        Assert.Equal("EXC-NO-DECLARATION", (await _evidence.OfAsync(Encoding.UTF8.GetBytes(signed))).Aside);
        Assert.Equal(before, await _evidence.BusinessAsync());
    }

    private async Task RefusedAsync(byte[] body, string version, string blamed)
    {
        var before = await _evidence.BusinessAsync();
        var reply = await _bank.PostAsync("/soap/payment", body, version);

        Assert.True((int)reply.Status >= 400, reply.Text);
        Assert.True(reply.IsFault, reply.Text);
        Assert.Contains(":" + blamed + "<", reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", reply.Text, StringComparison.Ordinal);
        Assert.Equal("SOAP-MALFORMED", (await _evidence.OfAsync(body)).Aside);
        Assert.Equal(before, await _evidence.BusinessAsync());
    }

    private static List<(string Operation, string Action, string Version)> Operations(XDocument contract) =>
        [.. from binding in contract.Root!.Elements(Wsdl + "binding")
            from operation in binding.Elements(Wsdl + "operation")
            let soap = operation.Elements().Single(element => element.Name.LocalName == "operation" && element.Name.NamespaceName.Contains("soap", StringComparison.Ordinal))
            select ((string)operation.Attribute("name")!, (string)soap.Attribute("soapAction")!, soap.Name.NamespaceName.Contains("soap12", StringComparison.Ordinal) ? SoapCaller.Soap12 : SoapCaller.Soap11)];

    private static IEnumerable<string> Arguments(XDocument contract, string operation) =>
        contract.Descendants(Schema + "element").First(element => (string?)element.Attribute("name") == operation).Descendants(Schema + "element").Select(element => (string)element.Attribute("name")!);
}
