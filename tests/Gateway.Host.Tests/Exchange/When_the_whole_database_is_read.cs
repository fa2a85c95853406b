using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Gateway.Host.Cases;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Host.Signatures;
using Gateway.Host.Tests.Journeys;
using Npgsql;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Somebody has the whole database and not the key: no credential and no number of a person can be read in it. Nobody asked for that: the adapters say what is confidential.</summary>
public sealed class When_the_whole_database_is_read
{
    private const string Password = "ZQPW0042";
    private const string Theirs = "QZ7PW931";
    private const string Identity = "079188123456";
    private const string Account = "998877001122";
    private const string WrongAccount = "554433221100998877665544332211009988";
    private const string TaxCode = "9900000016";

    // What must be found by its value, or is shown to those it concerns, stays in clear. The tax code of a company is public and no number of a person.
    private static readonly Dictionary<string, string> Clear = new()
    {
        ["declarations.document.document"] = "the declaration itself: who declares is asked for by customs and shown on the console",
        ["taxes.obligation.payer"] = "payments are matched by who owes",
        ["payments.debit_order.payer"] = "an order is found by who owes",
        ["payments.payment.payer"] = "payments are matched by who paid",
        ["payments.payment.document"] = "what a payment is matched by, read again when a day is compared",
        ["reconciliation.posting.account"] = "the ledger's accounts of payers",
        ["reconciliation.match.evidence"] = "why money was matched",
        ["reconciliation.exception.evidence"] = "why money was not matched",
        ["exchange.envelope.bytes"] = "messages of partners none of whose messages has a confidential place: the customs document for the other member state",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_confidential_stands_in_it_and_the_log_and_a_finding_names_only_the_place()
    {
        await using var rig = await GatewayRig.StartAsync(Ct, Plant);
        var end = await JourneyEnd.PlayAsync(rig, "CLEAR", Ct);
        Assert.Empty(end.Differences);
        var view = await CarelessAsync(rig);
        await TheirsAsync(rig);

        var finding = Assert.Single(view.Findings, finding => finding.Pointer == "account/number");
        Assert.Contains("confidential", finding.Message, StringComparison.Ordinal);
        await using var owner = NpgsqlDataSource.Create(rig.Database());
        Assert.Equal(0, (await owner.QueryAsync(Ct, "select count(*) from exchange.answer where not sealed", row => row.GetInt64(0)))[0]);
        await WereSentAsync(rig, owner);
        var scan = new ClearText(owner);
        foreach (var secret in new[] { Password, Theirs, Identity, Account, WrongAccount, WrongAccount[..20] })
        {
            Assert.Empty(await scan.PlacesAsync(secret));
            Assert.DoesNotContain(secret, await ReadAsync(rig.Log), StringComparison.Ordinal);
        }

        Assert.Empty((await scan.PlacesAsync(TaxCode)).Except(Clear.Keys));
        await BitesAsync(owner, scan);
    }

    // They are there, and whoever has the key reads them: else finding none of them would say nothing.
    private static async Task WereSentAsync(GatewayRig rig, NpgsqlDataSource owner)
    {
        var seal = Seal.Open(SealKey.PathIn(rig.Folder));
        var opened = await owner.QueryAsync(
            Ct, "select id, bytes from exchange.envelope where sealed and partner in ('customs', 'bank')", row => Encoding.Latin1.GetString(seal.Reopen(row.GetFieldValue<byte[]>(1), row.GetGuid(0))));
        Assert.All([Password, Theirs, Identity, Account], secret => Assert.Contains(opened, message => message.Contains(secret, StringComparison.Ordinal)));
    }

    // Without a planted violation in each form nobody knows that the scan would find one.
    private static async Task BitesAsync(NpgsqlDataSource owner, ClearText scan)
    {
        foreach (var (place, sql) in new[]
        {
            ("exchange.dead_letter.detail", "insert into exchange.dead_letter (envelope, code, detail, at) values (gen_random_uuid(), 'X', 'the account {0} is wrong', now())"),
            ("exchange.answer.bytes", "insert into exchange.answer (envelope, bytes, sealed) values (gen_random_uuid(), convert_to('<a>{0}</a>', 'UTF8'), false)"),
            ("exchange.certificate.bytes", "insert into exchange.certificate (sha256, bytes, at) values (sha256('x'), convert_to(encode(convert_to('ab{0}c', 'UTF8'), 'base64'), 'UTF8'), now())"),
            ("declarations.finding.message", "insert into declarations.finding (envelope, ordinal, code, severity, pointer, path, line, message) values (gen_random_uuid(), 0, 'X', 'Note', '', '', 0, encode(convert_to('{0}', 'UTF8'), 'hex'))"),
            ("database.commit.answer", "insert into database.commit (key, attempt, answer) values ('planted', 1, '{0}')"),
        })
        {
            var planted = $"PLANTED{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
            Assert.Empty(await scan.PlacesAsync(planted));
            await using var plant = owner.CreateCommand(sql.Replace("{0}", planted, StringComparison.Ordinal));
            await plant.ExecuteNonQueryAsync(Ct);
            Assert.Equal([place], await scan.PlacesAsync(planted));
        }
    }

    private static void Plant(JsonArray partners)
    {
        JsonObject Of(string id) => partners.Single(partner => (string?)partner!["id"] == id)!.AsObject();
        Assert.DoesNotContain(partners, partner => partner!.AsObject().ContainsKey("seal"));
        Of("customs")["context"]!["password"] = Password;
        var enterprise = Of("enterprise");
        enterprise["standing"]!["order"]!["payerIdentity"]!["identity"] = Identity;
        enterprise["standing"]!["order"]!["account"]!["number"] = Account;
        var careless = enterprise.DeepClone().AsObject();
        careless["id"] = "careless";
        careless["token"] = "a-careless-token";
        careless["standing"]!["order"]!["account"]!["number"] = WrongAccount;
        partners.Add(careless);
    }

    // A declaration of somebody whose account cannot be an account: its order fails.
    private static async Task<DeclarationView> CarelessAsync(GatewayRig rig)
    {
        var sample = Path.Combine(GatewayRig.Root, "adapters", "enterprise", "ubl", "invoice", "2.1", "samples", "import-green", "joined.json");
        var declaration = JsonNode.Parse(await File.ReadAllTextAsync(sample, Ct))!;
        declaration["reference"] = "CARELESS";
        using var client = rig.Client();
        client.DefaultRequestHeaders.Authorization = new("Bearer", "a-careless-token");
        using var post = new HttpRequestMessage(HttpMethod.Post, "/api/declarations") { Content = new StringContent(declaration.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")) };
        post.Headers.Add("Idempotency-Key", "CARELESS");
        using var answer = await client.SendAsync(post, Ct);
        var text = await answer.Content.ReadAsStringAsync(Ct);
        Assert.True(answer.IsSuccessStatusCode, text);
        var id = Guid.Parse((string)JsonNode.Parse(text)!["id"]!);
        using var said = new StringWriter();
        using var player = new Gateway.Host.Journeys.Player(new(rig.Gateway, rig.Simulator, "a-careless-token", "CARELESS", TimeSpan.FromSeconds(60)), said, TimeProvider.System);
        for (var attempt = 0; attempt < 300; attempt++)
        {
            var view = await player.ViewAsync(id, Ct);
            if (view.FailedSteps.Any(failed => failed.Step == "order"))
            {
                return view;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Ct);
        }

        throw new TimeoutException("the order did not fail");
    }

    // A message of customs that brings a password and belongs to nothing: it is set aside.
    private static async Task TheirsAsync(GatewayRig rig)
    {
        using var certificates = CertificateFolder.Load(rig.Certificates);
        var (bytes, type) = CustomsPaper.Channel().Numbered("18888888886").At(37, Encoding.ASCII.GetBytes(Theirs)).Sign(certificates.Key("customs"));
        using var client = rig.Client("customs");
        using var content = new ByteArrayContent(bytes);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        using var answer = await client.PostAsync(new Uri("/inbox/customs", UriKind.Relative), content, Ct);
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
        await using var source = NpgsqlDataSource.Create(rig.Database());
        await ChangingGateway.UntilAsync(
            async () => (await source.QueryAsync(Ct, "select count(*) from exchange.dead_letter where code = 'EXC-NO-DECLARATION'", row => row.GetInt64(0)))[0] == 1, "it was not set aside");
    }

    private static async Task<string> ReadAsync(string path)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Ct);
    }
}
