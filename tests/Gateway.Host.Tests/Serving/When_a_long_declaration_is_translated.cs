using System.Text.Json.Nodes;
using Gateway.Adapters;
using Gateway.Host.Verbs;
using Gateway.Messages;

namespace Gateway.Host.Tests.Serving;

/// <summary>A declaration of 120 lines goes out as three messages of at most 50, says so in the report, and comes back as it was.</summary>
public sealed class When_a_long_declaration_is_translated : IDisposable
{
    private const string Message = "vn/vnaccs/import/2014:IDA";
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task It_becomes_numbered_messages_and_they_become_the_same_declaration()
    {
        var file = await LongAsync(120);
        var (exit, said) = await TranslateAsync("canonical", Message, "out", "--first-number", "100000000010", file);
        Assert.True(exit == 0 && said.Contains("long.json: 120 lines in 3 parts", StringComparison.Ordinal), said);
        Assert.Equal(["long-1.IDA.txt", "long-2.IDA.txt", "long-3.IDA.txt"], Directory.GetFiles(_folder.In("out")).Select(Path.GetFileName).Order());

        (exit, said) = await TranslateAsync(Message, "canonical", "back", _folder.In("out"));
        Assert.True(exit == 0 && said.Contains("1 ok, 0 refused", StringComparison.Ordinal), said);
        Assert.Equal(await File.ReadAllTextAsync(file, Cancellation), await File.ReadAllTextAsync(_folder.In("back/long-1.IDA.declaration.json"), Cancellation));
    }

    [Fact]
    public async Task The_report_shows_lines_sums_and_where_every_line_came_from()
    {
        var (exit, said) = await TranslateAsync("canonical", Message, "out", "--report", "--first-number", "100000000010", await LongAsync(120));
        var report = JsonNode.Parse(said)!;
        var division = report["divisions"]![0]!;
        Assert.Equal((0, 120), (exit, (int)division["lines"]!));
        Assert.Equal(["1 1-50", "2 51-100", "3 101-120"], division["parts"]!.AsArray().Select(part => $"{part!["branch"]} {part["from"]}-{part["to"]}"));
        var amount = division["sums"]!.AsArray().Single(sum => (string?)sum!["noun"] == "amount")!;
        Assert.Equal(("19290.00", true), ((string?)amount["whole"], (bool)amount["equal"]!));
        Assert.Equal(["6287.50", "8787.50", "4215.00"], amount["parts"]!.AsArray().Select(sum => (string?)sum));
        var codes = report["files"]!.AsArray().SelectMany(file => file!["provenance"]!.AsArray()).Where(origin => ((string)origin!["path"]!).EndsWith("/CMD", StringComparison.Ordinal)).ToList();
        Assert.Equal(Enumerable.Range(1, 120).Select(line => $"goods[{line}]/hs /goods/{line - 1}/hs"), codes.Select(origin => $"{origin!["pointer"]} {origin["source"]}"));
    }

    [Fact]
    public async Task Without_the_number_of_the_first_the_later_ones_are_marked_as_not_to_be_sent()
    {
        var (exit, said) = await TranslateAsync("canonical", Message, "out", await LongAsync(120));
        Assert.Equal((0, 2), (exit, said.Split("SPLIT-FIRST-UNKNOWN").Length - 1));

        var registered = await LongAsync(120, document => document.Set("number", "10000000001").Set("revision", "0"));
        (exit, said) = await TranslateAsync("canonical", Message, "known", registered);
        Assert.True(exit == 0 && !said.Contains("SPLIT-FIRST-UNKNOWN", StringComparison.Ordinal), said);
        await TranslateAsync(Message, "canonical", "apart", "--apart", _folder.In("known"));
        Assert.Equal(["F", "100000000010", "100000000010"], Directory.GetFiles(_folder.In("apart")).Order().Select(file => (string?)JsonNode.Parse(File.ReadAllText(file))!["firstNumber"]));
    }

    [Fact]
    public async Task Parts_that_are_missing_or_stand_twice_are_refused_by_file_and_place()
    {
        await TranslateAsync("canonical", Message, "out", "--first-number", "100000000010", await LongAsync(120));
        File.Move(_folder.In("out/long-2.IDA.txt"), _folder.In("kept.txt"));
        File.Copy(_folder.In("out/long-1.IDA.txt"), _folder.In("out/z.txt"));
        var (exit, said) = await TranslateAsync(Message, "canonical", "back", _folder.In("out"));
        Assert.Equal((1, 0), (exit, Directory.GetFiles(_folder.In("back")).Length));
        Assert.Contains("SPLIT-PART branch long-1.IDA.txt:BNO, z.txt:BNO part 1 of 3 stands 2 times", said, StringComparison.Ordinal);
        Assert.Contains("part 2 of 3 is missing", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_wrong_in_a_later_part_is_named_by_its_line_and_nothing_is_written()
    {
        var wrong = await LongAsync(120, document => document.All("goods").ElementAt(110).Set("quantityUnit", "NO SUCH UNIT"));
        var (exit, said) = await TranslateAsync("canonical", Message, "out", wrong);
        Assert.Equal((1, 0), (exit, Directory.GetFiles(_folder.In("out")).Length));
        Assert.Contains("goods[111]/quantityUnit", said, StringComparison.Ordinal);

        (exit, said) = await TranslateAsync("canonical", Message, "out", await LongAsync(4951));
        Assert.True(exit == 1 && said.Contains("SPLIT-TOO-LONG", StringComparison.Ordinal), said);
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<(int Exit, string Output)> TranslateAsync(string from, string to, string folder, params string[] rest)
    {
        var output = new StringWriter();
        var exit = await VerbOptions.RunAsync(
            [TranslateVerb.Build(output, output)],
            ["translate", "--from", from, "--to", to, "--out", _folder.In(folder), "--root", GatewayRig.Root, "--on", "2026-11-23", .. rest],
            Cancellation);
        return (exit, output.ToString());
    }

    private async Task<string> LongAsync(int lines, Action<Tree>? change = null)
    {
        var sample = Path.Combine(GatewayRig.Root, "adapters/vn/vnaccs/import/2014/samples/green/1-IDA.txt");
        await TranslateAsync(Message, "canonical", "sample", sample);
        var document = CanonicalJson.Read(await File.ReadAllBytesAsync(_folder.In("sample/1-IDA.declaration.json"), Cancellation), "declaration", ReadLimits.Default).Document!;
        var line = document.Child("goods")!;
        foreach (var goods in document.All("goods").ToList())
        {
            document.Remove(goods);
        }

        for (var number = 1; number <= lines; number++)
        {
            document.Add(line.Copy().Set("amount", $"{100 + number}.25"));
        }

        // Lines and their total agree; masses are those of the sample.
        var total = Enumerable.Range(1, lines).Sum(number => 100.25m + number);
        document.Set("invoice/total", total.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
        change?.Invoke(document);
        await File.WriteAllBytesAsync(_folder.In("long.json"), CanonicalJson.Write(document, "declaration"), Cancellation);
        return _folder.In("long.json");
    }
}
