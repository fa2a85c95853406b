using System.Text;
using System.Text.Json.Nodes;
using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Exchange;

/// <summary>
/// A running gateway over a copy of the adapters and schemas, which tests change under it. Its partners speak whole families, in
/// whatever version holds; customs is only heard, never polled.
/// </summary>
public sealed class ChangingGateway : IAsyncLifetime
{
    private readonly TestFolder _root = new();

    public SharedGateway Gateway { get; } = new();

    /// <summary>The folder that holds <c>adapters/</c> and <c>schemas/</c>.</summary>
    public string Root => _root.Path;

    public async ValueTask InitializeAsync()
    {
        await CopyAsync(Root);
        await Gateway.StartAsync(Partners, new Dictionary<string, string> { ["GATEWAY_ROOT"] = Root });
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        _root.Dispose();
    }

    /// <summary>Copies the repository's adapters and schemas.</summary>
    public static async Task CopyAsync(string root)
    {
        var (exit, said) = await Signatures.Tool.RunAsync("cp", "-r", Path.Combine(GatewayRig.Root, "adapters"), Path.Combine(GatewayRig.Root, "schemas"), root);
        Assert.True(exit == 0, said);
    }

    /// <summary>What the host has logged so far.</summary>
    public async Task<string> LogAsync()
    {
        using var reader = new StreamReader(new FileStream(Gateway.Rig.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Tries until it is so: the gateway looks at its adapters every few seconds.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (var look = 0; look < 240; look++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), TestContext.Current.CancellationToken);
        }

        Assert.Fail(what);
    }

    private static void Partners(JsonArray partners)
    {
        JsonObject Of(string id) => partners.Single(partner => (string?)partner!["id"] == id)!.AsObject();
        Of("enterprise")["families"] = new JsonArray("enterprise", "acme");
        Of("enterprise")["procedures"] = new JsonArray("vn/import", "vn/export");
        Of("customs")["families"] = new JsonArray("vn/vnaccs", "vn/customs");
        Of("customs")["addresses"] = new JsonObject { ["vn/customs/payment-confirmed"] = (string?)Of("customs")["addresses"]!["vn/customs/payment-confirmed/own-1"] };
        Of("customs").Remove("poll");
        Of("bank")["families"] = new JsonArray("vn/bank");
    }
}

[CollectionDefinition(Name)]
public sealed class ChangingCollection : ICollectionFixture<ChangingGateway>
{
    public const string Name = "changing gateway";
}

/// <summary>A small format of an enterprise's own: the invoice's number and day, and the numbers of its lines. Everything it needs is one folder.</summary>
/// <param name="Name">Name of the family, and the word its messages are known by.</param>
public sealed record Slip(string Name)
{
    public string Id => $"acme/{Name}/slip/1";

    public string Folder => $"adapters/{Id}";

    /// <summary>Map of a slip whose number is written in an element of this name.</summary>
    public string Map(string element = "Note") => $"Slip\n  @kind = '{Name}'\n  {element} = invoice/number\n  Day = invoice/date  date yyyy-MM-dd\n  Line* = goods\n    No = number  number\n";

    public IReadOnlyDictionary<string, string> Files() => new Dictionary<string, string>
    {
        ["adapter.json"] = $$"""
            { "id": "{{Id}}", "role": "enterprise", "validFrom": "2026-01-01", "carrier": "xml", "transport": "rest",
              "messages": { "SLIP": { "title": {"en": "Slip", "vi": "Phiếu"}, "map": "slip.map", "kind": "declaration", "direction": "in", "schema": "./slip.tsv", "recognise": {"Slip/@kind": "{{Name}}"} } },
              "sources": ["the enterprise itself"] }
            """,
        ["slip.map"] = Map(),
        ["slip.tsv"] = "path\ttype\tmax\tmin\toccurs\nSlip\tgroup\t0\t1\t1\nSlip/@kind\tcode\t20\t1\t1\nSlip/Note\ttext\t35\t1\t1\nSlip/Day\tdate\t10\t1\t1\nSlip/Line\tgroup\t0\t1\t0\nSlip/Line/No\tinteger\t3\t1\t1\n",
        ["samples/one/1-SLIP.xml"] = Xml("SLIP-1"),
        ["README.md"] = "A format of the enterprise's own.\n",
    };

    /// <summary>Writes the family into a root.</summary>
    public Slip Into(string root)
    {
        foreach (var (name, text) in Files())
        {
            Change(root, name, text);
        }

        return this;
    }

    public void Change(string root, string name, string text)
    {
        var file = Path.Combine(root, Folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }

    /// <summary>A message of three lines.</summary>
    public string Xml(string number, string element = "Note") =>
        $"<Slip kind=\"{Name}\"><{element}>{number}</{element}><Day>2026-11-10</Day><Line><No>1</No></Line><Line><No>2</No></Line><Line><No>3</No></Line></Slip>";

    /// <summary>Posts a message with the facts it lacks.</summary>
    public async Task<Reply> PostAsync(Posting posting, string number, string element = "Note")
    {
        var word = SharedGateway.Word();
        var facts = Posting.Declaration(word);
        facts["invoice"]!.AsObject().Remove("number");
        facts["invoice"]!.AsObject().Remove("date");
        using var form = Posting.Form(Encoding.UTF8.GetBytes(Xml(number, element)), Posting.Bytes(facts), "slip");
        return await posting.SendAsync(form, word);
    }
}
