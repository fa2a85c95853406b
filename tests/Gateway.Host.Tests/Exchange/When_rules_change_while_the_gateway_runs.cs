using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Customs asks more of a declaration, and of the one that is registered: the gateway is told by files alone.</summary>
public sealed class When_rules_change_while_the_gateway_runs : IAsyncLifetime, IDisposable
{
    private const string Import = "adapters/vn/vnaccs/import/2014";
    private readonly ChangingGateway _changing = new();
    private Posting _posting = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _changing.InitializeAsync();
        _posting = new Posting(_changing.Gateway);
    }

    public async ValueTask DisposeAsync() => await _changing.DisposeAsync();

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task A_new_rule_holds_for_the_next_declaration_a_broken_one_does_not_and_a_later_message_has_its_own()
    {
        Assert.Equal(201, (int)(await PostAsync()).Status);
        await AddAsync("T-NOTES\tforbidden\tnotes\t\t\terror\tno notes any more\ta test\t", "{\"code\": \"T-NOTES\", \"pointer\": \"notes\", \"set\": {\"notes\": \"x\"}}, {\"code\": \"T-NOTES\"}");
        await ChangingGateway.UntilAsync(async () => (int)(await PostAsync(notes: "x")).Status == 422, "the new rule is not taken up");
        Assert.Equal(["T-NOTES notes /notes"], (await PostAsync(notes: "x")).Findings.Select(finding => $"{finding["code"]} {finding["pointer"]} {finding["path"]}"));

        // No case shows it biting: the folder is refused and keeps the rules it had.
        await AddAsync("T-MARKS\tforbidden\tmarks\t\t\terror\tno marks any more\ta test\t", "{\"code\": \"T-MARKS\"}");
        await ChangingGateway.UntilAsync(async () => (await _changing.LogAsync()).Contains("rules.tsv:13 RULE-NO-CASE no case provokes T-MARKS", StringComparison.Ordinal), "the broken table is not refused");
        Assert.Equal(["T-NOTES"], (await PostAsync(notes: "x")).Codes);

        await LaterAsync();
    }

    private async Task LaterAsync()
    {
        await File.WriteAllTextAsync(In("idc.rules.tsv"), "code\tkind\tpath\targument\twhen\tseverity\tmessage\tsource\nT-REGISTER\tvalues\tpersonClass\t1\t\terror\tonly people register\ta test\n", Cancellation);
        await File.WriteAllTextAsync(In("idc.rules.cases.json"), "{\"day\": \"2026-11-27\", \"document\": {\"personClass\": \"1\"}, \"cases\": [{\"code\": \"T-REGISTER\", \"pointer\": \"personClass\", \"set\": {\"personClass\": \"4\"}}]}", Cancellation);
        await EditAsync("adapter.json", text => text.Replace("\"schema\": \"vn/vnaccs/2014/IDC.tsv\"", "\"schema\": \"vn/vnaccs/2014/IDC.tsv\", \"rules\": [\"idc.rules.tsv\"]", StringComparison.Ordinal));
        await EditAsync("rules.tsv", text => string.Join('\n', text.Split('\n').Where(line => !line.StartsWith("T-MARKS", StringComparison.Ordinal))));
        await EditAsync("rules.cases.json", text => text.Replace(", {\"code\": \"T-MARKS\"}", "", StringComparison.Ordinal));
        await ChangingGateway.UntilAsync(async () => (await ViewAsync()).Contains("T-REGISTER", StringComparison.Ordinal), "the step that breaks a rule does not fail");
    }

    /// <summary>What a new declaration shows once customs gave it a number.</summary>
    private async Task<string> ViewAsync()
    {
        var id = (await PostAsync()).Id;
        for (var look = 0; look < 40; look++)
        {
            var view = (await _posting.GetAsync($"/api/declarations/{id}")).Json;
            if (view["failedSteps"]!.AsArray() is [{ } failed])
            {
                Assert.Equal(("register", "vn/vnaccs/import/2014:IDC"), ((string?)failed["step"], (string?)failed["message"]));
                return view.ToJsonString();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }

        return "";
    }

    private Task<Reply> PostAsync(string? notes = null)
    {
        var json = Posting.Declaration(SharedGateway.Word());
        json.Remove("notes");
        if (notes is not null)
        {
            json["notes"] = notes;
        }

        return _posting.PostAsync(json);
    }

    private async Task AddAsync(string row, string cases)
    {
        await EditAsync("rules.cases.json", text => text[..text.LastIndexOf("\n  ]", StringComparison.Ordinal)] + ", " + cases + text[text.LastIndexOf("\n  ]", StringComparison.Ordinal)..]);
        await EditAsync("rules.tsv", text => text + row + "\n");
    }

    private async Task EditAsync(string name, Func<string, string> edit) =>
        await File.WriteAllTextAsync(In(name), edit(await File.ReadAllTextAsync(In(name), Cancellation)), Cancellation);

    private string In(string name) => Path.Combine(_changing.Root, Import, name);
}
