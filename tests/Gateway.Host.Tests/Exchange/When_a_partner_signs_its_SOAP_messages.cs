using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Host.Evidence;
using Gateway.Host.Serving;
using Gateway.Host.Tests.Declarations;
using Gateway.Host.Tests.Serving;
using Gateway.Host.Tests.Signatures;
using Gateway.Signatures;
using Npgsql;

namespace Gateway.Host.Tests.Exchange;

/// <summary>A gateway whose bank signs body and time-stamp of every call, as its record says.</summary>
public sealed class SecuredGateway : IAsyncLifetime
{
    public SharedGateway Gateway { get; } = new();

    public async ValueTask InitializeAsync() => await Gateway.StartAsync(Add);

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    private static void Add(JsonArray partners) =>
        partners.Single(partner => (string?)partner!["id"] == "bank")!["soapSecurity"] = "generic/soap-body";
}

/// <summary>Calls over real HTTP: from zeep, which shares nothing with us, and from whoever would like to be the bank.</summary>
public sealed class When_a_partner_signs_its_SOAP_messages : IClassFixture<SecuredGateway>, IDisposable
{
    private const string Python = "/usr/bin/python3";
    private const string Security = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd";
    private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";
    private readonly SharedGateway _gateway;
    private readonly SoapCaller _bank;
    private readonly Records _evidence;
    private readonly BankPaper _paper;

    public When_a_partner_signs_its_SOAP_messages(SecuredGateway secured)
    {
        _gateway = secured.Gateway;
        (_bank, _evidence, _paper) = (new SoapCaller(_gateway), new Records(_gateway), new BankPaper(_gateway));
    }

    private static SignatureProfile Profile => Signatures.Profiles.Of("generic/soap-body") with { Fresh = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Attacks => new()
    {
        { "unsigned", SignatureCodes.None },
        { "not well-formed", SignatureCodes.Malformed },
        { "no time-stamp", SignatureCodes.Untimed },
        { "time-stamp not signed", SignatureCodes.Reference },
        { "signed an hour ago", SignatureCodes.Stale },
        { "signed an hour ahead", SignatureCodes.Stale },
        { "body changed", SignatureCodes.Digest },
        { "body wrapped in the header", SignatureCodes.Reference },
        { "body wrapped, the new one without an id", SignatureCodes.Coverage },
        { "body behind the body", SignatureCodes.Coverage },
        { "second security header", SignatureCodes.Many },
        { "second signature", SignatureCodes.Many },
        { "certificate of another partner", SignatureCodes.Untrusted },
        { "certificate of nobody", SignatureCodes.Untrusted },
        { "document type", SignatureCodes.Dtd },
    };

    public void Dispose() => _bank.Dispose();

    [Fact]
    public async Task Zeep_signs_in_two_ways_over_both_versions_and_verifies_our_replies()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not there");
        var (missing, _) = await Tool.RunAsync(Python, "-c", "import zeep, xmlsec");
        Assert.SkipWhen(missing != 0, "python3-zeep or python3-xmlsec is not installed");
        using var folder = new TestFolder();
        var transactions = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            await File.WriteAllTextAsync(folder.In($"in-{i}.xml"), _paper.Sign(BankPaper.Payment(out var transaction, "16666666666")), new UTF8Encoding(false), Ct);
            transactions.Add(transaction);
        }

        var script = Path.Combine(GatewayRig.Root, "tests", "Gateway.Host.Tests", "Exchange", "call_signed_port.py");
        var (exit, output) = await Tool.RunAsync(
            Python, [script, _gateway.Rig.Gateway, _gateway.Rig.Tokens["bank"], Pem("bank.key.pem"), Pem("bank.crt.pem"), Pem("gateway.crt.pem"), folder.Path, .. Enumerable.Range(0, 4).Select(i => folder.In($"in-{i}.xml"))]);
        Assert.True(exit == 0, output);
        for (var i = 0; i < 4; i++)
        {
            var answer = _paper.Read(await File.ReadAllTextAsync(folder.In($"{i}.xml"), Ct));
            Assert.Equal(("200", transactions[i], "0"), (answer.Type, answer.RequestId, answer.Error));
        }
    }

    [Fact]
    public async Task Wss4j_signs_over_both_versions_and_verifies_our_replies()
    {
        string[] jars = [.. new[] { "wss4j", "xmlsec", "commons-logging", "commons-codec", "slf4j-api", "slf4j-nop", "woodstox-core", "stax2-api" }.Select(jar => $"/usr/share/java/{jar}.jar")];
        Assert.SkipUnless(jars.All(File.Exists), "libwss4j-java is not installed");
        using var folder = new TestFolder();
        var transactions = new List<string>();
        for (var i = 0; i < 2; i++)
        {
            await File.WriteAllTextAsync(folder.In($"in-{i}.xml"), _paper.Sign(BankPaper.Payment(out var transaction, "16666666666")), new UTF8Encoding(false), Ct);
            transactions.Add(transaction);
        }

        var source = Path.Combine(GatewayRig.Root, "tests", "Gateway.Host.Tests", "Exchange", "Wss4jCaller.java");
        var (exit, output) = await Tool.RunAsync(
            "java", "-cp", string.Join(':', jars), source, _gateway.Rig.Gateway, _gateway.Rig.Tokens["bank"], Pem("bank.key.pem"), Pem("bank.crt.pem"), Pem("gateway.crt.pem"), folder.Path, folder.In("in-0.xml"), folder.In("in-1.xml"));
        Assert.True(exit == 0, output);
        for (var i = 0; i < 2; i++)
        {
            var answer = _paper.Read(await File.ReadAllTextAsync(folder.In($"{i}.xml"), Ct));
            Assert.Equal(("200", transactions[i], "0"), (answer.Type, answer.RequestId, answer.Error));
        }
    }

    [Theory]
    [InlineData(SoapCaller.Soap11)]
    [InlineData(SoapCaller.Soap12)]
    public async Task A_signed_call_is_kept_with_its_verdict_and_answered_signed(string version)
    {
        var call = Signed(version, out var transaction);
        var reply = await _bank.PostAsync("/soap/payment", call, version);

        var answer = _paper.Read(reply.Result("WSProcess"));
        Assert.Equal(("200", transaction, "0"), (answer.Type, answer.RequestId, answer.Error));
        var signed = XmlSignatures.Verify(Encoding.UTF8.GetBytes(reply.Text), Profile, _gateway.Certificates.Trust("gateway"), TimeProvider.System.GetUtcNow());
        Assert.Equal(SignatureCodes.Valid, signed.Code);
        var kept = await _evidence.OfAsync(call);
        Assert.Equal((SignatureCodes.Valid, (string?)null), (kept.Verdict, kept.Aside));

        // The call and the message inside of it are two messages of one correlation.
        Assert.Equal(1, await _evidence.CountAsync(
            """
            select count(*) from payments.payment p join exchange.envelope inside on inside.id = p.envelope
            join exchange.envelope around on around.id = substr(inside.correlation, 4)::uuid and around.correlation = inside.correlation and around.id <> inside.id
            where p.transaction_id = $1 and around.sha256 = $2
            """,
            transaction, SHA256.HashData(call)));
    }

    // The bank pays for a declaration in a signed call: the evidence of the declaration has the call as well as the message inside. That the message is
    // of the declaration is planted here; what follows from it is not.
    [Fact]
    public async Task The_signed_call_leaves_with_the_evidence_of_the_declaration_its_message_is_about()
    {
        using var posting = new Posting(_gateway);
        var declaration = (await posting.PostAsync(Posting.Declaration("SOAP-CALL"))).Id;
        var call = Signed(SoapCaller.Soap12, out var transaction);
        await _bank.PostAsync("/soap/payment", call, SoapCaller.Soap12);
        var around = (await _evidence.OfAsync(call)).Id;
        async Task<string> LeavesAsync(int exit)
        {
            using var folder = new TestFolder();
            var exported = await CommandLine.RunAsync(
                ["evidence", "export", "--declaration", declaration.ToString(), "--out", folder.In("e.zip"), "--data", _gateway.Rig.Folder], new() { ["GATEWAY_CERTIFICATES"] = _gateway.Rig.Certificates });
            Assert.True(exported.Exit == exit, exported.Output);
            return Encoding.UTF8.GetString(BundleFile.Read(folder.In("e.zip"))["things.jsonl"].Span);
        }

        await _evidence.SealedAsync("envelope", around.ToString());
        Assert.DoesNotContain(around.ToString(), await LeavesAsync(0), StringComparison.Ordinal);
        // What was planted is not what was sealed, and the export says so.
        await PlantAsync(declaration, transaction);
        Assert.Contains(around.ToString(), await LeavesAsync(1), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Attacks))]
    public async Task What_is_not_the_banks_own_is_refused_in_the_same_words_and_kept(string attack, string code)
    {
        foreach (var version in (string[])[SoapCaller.Soap11, SoapCaller.Soap12])
        {
            var before = await _evidence.BusinessAsync();
            var call = Forged(attack, version);
            await RefusedAsync(call, version, code);
            Assert.Equal(before, await _evidence.BusinessAsync());
        }
    }

    [Fact]
    public async Task A_call_that_came_before_is_refused_whatever_is_changed_around_it()
    {
        var call = Signed(SoapCaller.Soap11, out _);
        Assert.Equal(200, (int)(await _bank.PostAsync("/soap/payment", call)).Status);
        var before = await _evidence.BusinessAsync();
        await RefusedAsync([.. call, (byte)'\n'], SoapCaller.Soap11, "EXC-REPLAYED");
        await RefusedAsync(Encoding.UTF8.GetBytes("<?xml version=\"1.0\"?>" + Encoding.UTF8.GetString(call)), SoapCaller.Soap11, "EXC-REPLAYED");
        Assert.Equal(before, await _evidence.BusinessAsync());
    }

    [Fact]
    public async Task One_of_many_copies_sent_at_once_is_taken()
    {
        var call = Signed(SoapCaller.Soap11, out _);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _bank.PostAsync("/soap/payment", call)));
        Assert.Single(replies, reply => (int)reply.Status == 200);
    }

    [Fact]
    public async Task A_partner_whose_record_asks_for_nothing_is_not_asked()
    {
        using var member = new SoapCaller(_gateway, "member");
        Assert.Equal("OK", (await member.CallAsync("/soap/window", "CheckAvailable")).Result("CheckAvailable"));
    }

    private async Task RefusedAsync(byte[] call, string version, string code)
    {
        var reply = await _bank.PostAsync("/soap/payment", call, version);
        Assert.True(reply.IsFault, reply.Text);
        Assert.Equal(version == SoapCaller.Soap11 ? 500 : 400, (int)reply.Status);
        Assert.Equal(Fault(version), reply.Text);
        var kept = await _evidence.OfAsync(call);
        Assert.Equal((code, code), (kept.Aside, kept.Verdict));
    }

    // Nobody but the server's owner can.
    private async Task PlantAsync(Guid declaration, string transaction)
    {
        await using var embedded = await GatewayServer.EmbeddedAsync(_gateway.Rig.Folder, Ct);
        var owner = new NpgsqlConnectionStringBuilder(embedded.SuperuserConnectionString) { Database = new NpgsqlConnectionStringBuilder(embedded.ConnectionString).Database };
        await using var source = NpgsqlDataSource.Create(owner.ConnectionString);
        await using var connection = await source.OpenConnectionAsync(Ct);
        await using var free = new NpgsqlCommand("set session_replication_role = replica", connection);
        await free.ExecuteNonQueryAsync(Ct);
        await using var planted = new NpgsqlCommand("update exchange.envelope set declaration = $1 where id = (select envelope from payments.payment where transaction_id = $2)", connection)
        {
            Parameters = { new() { Value = declaration }, new() { Value = transaction } },
        };
        Assert.Equal(1, await planted.ExecuteNonQueryAsync(Ct));
    }

    private string Pem(string name) => Path.Combine(_gateway.Rig.Certificates, name);

    private static string Fault(string version) => version == SoapCaller.Soap11
        ? $"<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"{version}\"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>{SignatureCodes.Fault}</faultstring></s:Fault></s:Body></s:Envelope>"
        : $"<?xml version=\"1.0\" encoding=\"utf-8\"?><s:Envelope xmlns:s=\"{version}\"><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text xml:lang=\"en\">{SignatureCodes.Fault}</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>";

    private byte[] Plain(string version, out string transaction) =>
        SoapCaller.Envelope("WSProcess", version, ("publicKey", ""), ("msg", _paper.Sign(BankPaper.Payment(out transaction, "16666666666"))));

    private byte[] Signed(string version, out string transaction) => Sign(Plain(version, out transaction), Profile, _gateway.Certificates.Key("bank"), TimeSpan.Zero);

    private static byte[] Sign(byte[] call, SignatureProfile profile, X509Certificate2 key, TimeSpan late) =>
        XmlSignatures.Sign(call, profile, SigningKey.Of(key), TimeProvider.System.GetUtcNow() + late);

    private byte[] Forged(string attack, string version)
    {
        var plain = Plain(version, out _);
        var bank = _gateway.Certificates.Key("bank");
        string Good(SignatureProfile profile) => Encoding.UTF8.GetString(Sign(plain, profile, bank, TimeSpan.Zero));
        return attack switch
        {
            "unsigned" => plain,
            "not well-formed" => plain[..^1],
            "no time-stamp" => Encoding.UTF8.GetBytes(Good(Profile with { Fresh = false })),
            "signed an hour ago" => Sign(plain, Profile, bank, TimeSpan.FromHours(-1)),
            "signed an hour ahead" => Sign(plain, Profile, bank, TimeSpan.FromHours(1)),
            "certificate of another partner" => Sign(plain, Profile, _gateway.Certificates.Key("customs"), TimeSpan.Zero),
            "certificate of nobody" => Sign(plain, Profile, Nobody(), TimeSpan.Zero),
            "time-stamp not signed" => Encoding.UTF8.GetBytes(Replaced(Good(Profile with { Fresh = false }), "<wsse:BinarySecurityToken", Slice(Good(Profile), "<wsu:Timestamp", "</wsu:Timestamp>") + "<wsse:BinarySecurityToken")),
            _ => Encoding.UTF8.GetBytes(Bent(attack, Good(Profile))),
        };
    }

    // What is changed after it was soundly signed.
    private static string Bent(string attack, string good)
    {
        var (body, header) = (Slice(good, "<soap:Body", "</soap:Body>"), "<wsse:Security");
        var evil = body.Replace("16666666666", "19999999999", StringComparison.Ordinal);
        return attack switch
        {
            "body changed" => Replaced(good, body, evil),
            "body wrapped in the header" => Replaced(Replaced(good, body, Replaced(evil, "wsu:Id=\"body\"", "wsu:Id=\"evil\"")), header, $"<W xmlns=\"urn:w\">{body}</W>{header}"),
            "body wrapped, the new one without an id" => Replaced(Replaced(good, body, Replaced(evil, " wsu:Id=\"body\"", "")), header, $"<W xmlns=\"urn:w\">{body}</W>{header}"),
            "body behind the body" => Replaced(good, body, body + Replaced(evil, "wsu:Id=\"body\"", "wsu:Id=\"evil\"")),
            "second security header" => Replaced(good, header, $"<wsse:Security xmlns:wsse=\"{Security}\"><wsu:Timestamp xmlns:wsu=\"{Utility}\"/></wsse:Security>{header}"),
            "second signature" => Replaced(good, "</wsse:Security>", Replaced(Slice(good, "<Signature", "</Signature>"), "#body", "#evil") + "</wsse:Security>"),
            "document type" => "<!DOCTYPE a [<!ENTITY b \"c\">]>" + good,
            _ => throw new ArgumentOutOfRangeException(nameof(attack), attack, "no such attack"),
        };
    }

    private static X509Certificate2 Nobody()
    {
        using var key = System.Security.Cryptography.RSA.Create(2048);
        return new CertificateRequest("CN=bank DEV ONLY", key, System.Security.Cryptography.HashAlgorithmName.SHA256, System.Security.Cryptography.RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }

    private static string Slice(string text, string from, string to)
    {
        var start = text.IndexOf(from, StringComparison.Ordinal);
        return text[start..(text.IndexOf(to, start, StringComparison.Ordinal) + to.Length)];
    }

    private static string Replaced(string text, string old, string now)
    {
        var at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"there is no {old}");
        return text[..at] + now + text[(at + old.Length)..];
    }
}
