using System.Globalization;
using System.Text;
using Gateway.Host.Verbs;
using Gateway.Messages;

namespace Gateway.Host.Tests.Serving;

/// <summary>A message of more bytes than are read whole becomes a document and the same message again; what is wrong in it leaves nothing behind.</summary>
public sealed class When_a_file_is_longer_than_memory : IDisposable
{
    private const string Message = "wco/dms2/dec/3.6";
    private const string End = "</GovernmentAgencyGoodsItem>";
    private readonly TestFolder _folder = new();

    [Fact]
    public async Task It_goes_both_ways_and_is_the_same()
    {
        var file = Long("long.xml", 600);
        var (exit, said) = await TranslateAsync(Message, "canonical", "--out", _folder.In("document"), file);
        Assert.True(exit == 0, said);
        (exit, said) = await TranslateAsync("canonical", Message, "--out", _folder.In("message"), _folder.In("document/long.declaration.json"));
        Assert.True(exit == 0, said);
        Assert.Equal(["long.declaration.DEC.xml"], Names("message"));
        Assert.All([file, _folder.In("document/long.declaration.json")], each => Assert.True(new FileInfo(each).Length > ReadLimits.Default.MaxBytes));
        Assert.Equal(await File.ReadAllTextAsync(file, Cancellation), await File.ReadAllTextAsync(_folder.In("message/long.declaration.DEC.xml"), Cancellation));
    }

    [Fact]
    public async Task One_of_few_bytes_and_many_nodes_is_taken_so_too()
    {
        var file = Document("many.json", 501, "{}", 400);
        Assert.True(new FileInfo(file).Length < ReadLimits.Default.MaxBytes);
        var (exit, said) = await TranslateAsync("canonical", Message, "--out", _folder.In("message"), file);
        Assert.True(exit == 0, said);
        Assert.Equal(501, (await File.ReadAllTextAsync(_folder.In("message/many.DEC.xml"), Cancellation)).Split(End).Length - 1);
    }

    [Theory]
    [InlineData("canonical", "XML-TYPE", "[590]")]
    [InlineData(Message, "JSON-UNKNOWN", "/goods/589/nonsense")]
    public async Task What_is_wrong_far_behind_is_named_and_nothing_is_written(string to, string code, string place)
    {
        var file = to == Message ? Document("wrong.json", 600, $"{{\"code\":\"1\",\"description\":\"{new string('m', 500)}\"}}", 36, "nonsense") : Long("wrong.xml", 600, "five hundred and ninety");
        var (exit, said) = await TranslateAsync(to == Message ? "canonical" : Message, to, "--out", _folder.In("out"), file);
        Assert.Equal(1, exit);
        Assert.Contains(code, said, StringComparison.Ordinal);
        Assert.Contains(place, said, StringComparison.Ordinal);
        Assert.Empty(Names("out"));
    }

    [Theory]
    [InlineData(Message, "canonical", "--out")]
    [InlineData("canonical", Message, "--out")]
    [InlineData(Message, "canonical", "--report")]
    [InlineData("canonical", Message, "--report")]
    public async Task What_is_missing_for_it_is_said(string from, string to, string option)
    {
        File.WriteAllBytes(_folder.In("long"), new byte[ReadLimits.Default.MaxBytes + 1]);
        string[] wish = option == "--report" ? ["--out", _folder.In("out"), "--report"] : [];
        var (exit, said) = await TranslateAsync(from, to, [.. wish, _folder.In("long")]);
        Assert.True(exit == 1 && said.Contains("SIZE-PIECES", StringComparison.Ordinal) && said.Contains(option, StringComparison.Ordinal), said);
    }

    [Fact]
    public async Task Who_gives_up_leaves_nothing_behind()
    {
        var file = Long("long.xml", 600);
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var load = CatalogueFolder.Read(GatewayRig.Root);
        var guide = load.Catalogue.Find(Message, new DateOnly(2026, 11, 27))!;
        var translation = new Translation(new TranslationEnd(guide, "declaration"), new TranslationEnd(null, "declaration"), null, new DateOnly(2026, 11, 27));
        Directory.CreateDirectory(_folder.In("out"));
        Assert.Throws<OperationCanceledException>(() => new PieceTranslation(translation, cancelled.Token).Run(file, _folder.In("out/long.json")));
        Assert.Empty(Names("out"));
    }

    public void Dispose() => _folder.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private async Task<(int Exit, string Output)> TranslateAsync(string from, string to, params string[] rest)
    {
        var output = new StringWriter();
        var exit = await VerbOptions.RunAsync(
            [TranslateVerb.Build(output, output)], ["translate", "--from", from, "--to", to, "--root", GatewayRig.Root, "--on", "2026-11-27", .. rest], Cancellation);
        return (exit, output.ToString());
    }

    private IEnumerable<string?> Names(string folder) => Directory.GetFiles(_folder.In(folder)).Select(Path.GetFileName);

    // Lines with many statements each; one is spelled in a way of its own.
    private string Long(string name, int lines, string? wrong = null)
    {
        var sample = File.ReadAllText(Path.Combine(GatewayRig.Root, "adapters/wco/dms2/dec/3.6/samples/import-two-lines/1-DEC.xml"));
        var (from, to) = (sample.IndexOf("<GovernmentAgencyGoodsItem>", StringComparison.Ordinal), sample.IndexOf(End, StringComparison.Ordinal) + End.Length);
        var statement = $"<AdditionalInformation><StatementCode>1</StatementCode><StatementDescription>{new string('m', 500)}</StatementDescription></AdditionalInformation>";
        var statements = string.Concat(Enumerable.Repeat(statement, 30));
        var line = sample[from..to].Insert(sample[from..to].IndexOf("<Commodity>", StringComparison.Ordinal), statements);
        using var file = new StreamWriter(_folder.In(name));
        file.Write(sample[..from]);
        for (var number = 1; number <= lines; number++)
        {
            var text = number == 590 && wrong is not null ? wrong : number.ToString(number == 333 ? "' '000' '" : "0", CultureInfo.InvariantCulture);
            file.Write(line.Replace("<SequenceNumeric>1<", $"<SequenceNumeric>{text}<", StringComparison.Ordinal));
        }

        file.Write(sample[(sample.LastIndexOf(End, StringComparison.Ordinal) + End.Length)..]);
        return _folder.In(name);
    }

    private string Document(string name, int lines, string statement, int statements, string wrong = "number")
    {
        var each = string.Join(',', Enumerable.Repeat(statement, statements));
        var text = new StringBuilder("{\"function\":\"9\",\"goods\":[");
        for (var number = 1; number <= lines; number++)
        {
            text.Append(number == 1 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"{(number == 590 ? wrong : "number")}\":\"{number}\",\"statement\":[{each}]}}");
        }

        File.WriteAllText(_folder.In(name), text.Append("]}").ToString());
        return _folder.In(name);
    }
}
