using System.CommandLine;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Gateway.Adapters;
using Gateway.Host.Verbs;
using Gateway.Messages;

namespace Gateway.Host.Tests.Serving;

/// <summary>Every sample becomes a canonical document and a message again, with the files that lie beside it; what was forgiven on the way is said.</summary>
public sealed partial class When_messages_are_translated : IDisposable
{
    private const string Sheet = "enterprise/sheet/declaration/1";
    private readonly TestFolder _folder = new();
    private int _runs;

    /// <summary>A message of a story, and the context that lies beside it.</summary>
    private sealed record Sample(string Message, string File, string Context);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_sample_goes_there_and_back()
    {
        var catalogue = CatalogueFolder.Read(GatewayRig.Root).Catalogue;
        var samples = Samples().ToList();
        Assert.Equal(catalogue.Messages.Select(guide => guide.Id).Order(StringComparer.Ordinal), samples.Select(sample => sample.Message).Distinct().Order(StringComparer.Ordinal));
        foreach (var message in samples.GroupBy(sample => sample.Message))
        {
            var guide = catalogue.Messages.Single(guide => guide.Id == message.Key);
            var there = await TranslatedAsync(message.Key, "canonical", null, [.. message.Select(sample => sample.File)]);
            foreach (var (sample, document) in message.Zip(there))
            {
                var back = (await TranslatedAsync("canonical", message.Key, sample.Context, document)).Single();
                var again = guide.Guideline.Read(await File.ReadAllBytesAsync(back, TestContext.Current.CancellationToken), ReadLimits.Default);
                Assert.True(again.Ok, $"{sample.File}: {string.Join('\n', again.Findings)}");
                var first = CanonicalJson.Read(await File.ReadAllBytesAsync(document, TestContext.Current.CancellationToken), guide.Entry.Kind, ReadLimits.Default).Document!;
                Assert.Equal(CanonicalJson.Write(first, guide.Entry.Kind), CanonicalJson.Write(again.Document!, guide.Entry.Kind));
            }
        }
    }

    [Fact]
    public async Task What_was_forgiven_is_printed_and_stands_in_the_report()
    {
        var file = Path.Combine(GatewayRig.Root, "adapters", Sheet, "samples", "import-green", "2-DECLARATION.received.csv");
        var (exit, lines) = await RunAsync("--from", $"{Sheet}:DECLARATION", "--to", "canonical", file);
        Assert.Equal(0, exit);
        Assert.Contains($"note {file}: TOL-DELIMITER - - 'delimiter' is tolerated: cells are parted by semicolon (line 2)", lines.Split('\n'));
        Assert.Equal(2, lines.Split('\n').Count(line => line.StartsWith("note ", StringComparison.Ordinal)));
        foreach (var option in new[] { "--json", "--report" })
        {
            var report = JsonNode.Parse((await RunAsync("--from", $"{Sheet}:DECLARATION", "--to", "canonical", option, file)).Output)!;
            Assert.Equal(["note TOL-DELIMITER", "note TOL-BLANKS"], report["files"]![0]!["findings"]!.AsArray().Select(finding => $"{(string)finding!["severity"]!} {(string)finding["code"]!}"));
        }
    }

    [Fact]
    public async Task A_folder_without_files_is_wrong_usage()
    {
        Directory.CreateDirectory(_folder.In("empty"));
        var (exit, output) = await RunAsync("--from", $"{Sheet}:DECLARATION", "--to", "canonical", _folder.In("empty"));
        Assert.Equal(2, exit);
        Assert.Contains($"no file in the folder '{_folder.In("empty")}'", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_is_none_is_wrong_usage()
    {
        await File.WriteAllTextAsync(_folder.In("context.json"), "{\"envelop\": {\"id\": \"1\"}}", TestContext.Current.CancellationToken);
        var (exit, output) = await RunAsync("--from", "canonical", "--to", $"{Sheet}:DECLARATION", "--context", _folder.In("context.json"), _folder.In("context.json"));
        Assert.Equal(2, exit);
        Assert.Contains("'envelop' is not a field here", output, StringComparison.Ordinal);
    }

    /// <summary>The files written, in the order of those given.</summary>
    private async Task<IReadOnlyList<string>> TranslatedAsync(string from, string to, string? context, params string[] files)
    {
        var beside = context is null ? Array.Empty<string>() : ["--context", context];
        var (exit, output) = await RunAsync(["--from", from, "--to", to, "--json", "--out", _folder.In($"{++_runs}"), .. beside, .. files]);
        Assert.True(exit == 0, output);
        return [.. JsonNode.Parse(output)!["files"]!.AsArray().Select(file => (string)file!["output"]!)];
    }

    private static async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        var root = new RootCommand { TranslateVerb.Build(output, output, TimeProvider.System) };
        var parsed = root.Parse(["translate", "--root", GatewayRig.Root, .. arguments]);
        var exit = await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = output }, TestContext.Current.CancellationToken);
        return (parsed.Errors.Count > 0 ? 2 : exit, output.ToString());
    }

    private static IEnumerable<Sample> Samples()
    {
        var adapters = Path.Combine(GatewayRig.Root, "adapters");
        foreach (var file in Directory.EnumerateFiles(adapters, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var match = Name().Match(Path.GetRelativePath(adapters, file));
            if (match.Success)
            {
                var (folder, number) = (Path.GetDirectoryName(file)!, match.Groups["n"].Value);
                var context = new[] { $"{number}-context.json", $"{number}-envelope.json", "context.json" }.Select(name => Path.Combine(folder, name)).First(File.Exists);
                yield return new Sample($"{match.Groups["family"].Value}:{match.Groups["message"].Value}", file, context);
            }
        }
    }

    [GeneratedRegex(@"^(?<family>.+)/samples/[^/]+/(?<n>\d+)-(?<message>[A-Z0-9-]+)(\.received)?\.(xml|txt|csv|edi)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
