using System.Collections.Concurrent;
using System.Globalization;
using Gateway.Messages;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Published;

/// <summary>
/// The publisher's schema, the schema made from our table and the check of that table, which decides in operation, say the same of every
/// published message and of spoiled ones; what stays valid still comes back as it was. Few are spoiled by default, <c>GATEWAY_SPOILED</c> says
/// how many. Where verdicts may differ is listed, with the reason, in <c>schemas/wco/dms2/3.6/VERDICTS.md</c>.
/// </summary>
public sealed class When_a_message_is_spoiled
{
    private static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_SPOILED"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1_000;

    private static readonly HashSet<string> Listed =
        [.. File.ReadAllLines(Path.Combine(Repository.Root, "schemas/wco/dms2/3.6/VERDICTS.md")).Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];

    [Theory]
    [InlineData("DEC")]
    [InlineData("RES")]
    public void Every_published_one_is_valid_to_all(string message)
    {
        var model = DataModel.Of(message);
        Corpus.SkipWhereAbsent(model.Messages);
        Assert.All(Corpus.Messages(model.Messages), name =>
        {
            var bytes = Corpus.Read(model.Messages, name);
            Assert.Equal((null, null, null), (model.Publisher.Wrong(bytes), model.Ours.Wrong(bytes), Table(model.Read(bytes))));
        });
    }

    [Theory]
    [InlineData("DEC", 0.6)]
    [InlineData("RES", 0.4)]
    public void All_say_the_same_of_it(string message, double share)
    {
        var model = DataModel.Of(message);
        Corpus.SkipWhereAbsent(model.Messages);
        var messages = Corpus.Messages(model.Messages).Select(name => Corpus.Read(model.Messages, name)).ToList();
        var (faults, valid, invalid) = (new ConcurrentBag<string>(), 0, 0);
        Parallel.For(0, (int)(Count * share), new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            var source = seed % 4 == 3 ? new MessageMaker(model.Table, seed).Make() : messages[seed % messages.Count];
            var spoiled = Mutation.Of(source, seed);
            var publisher = model.Publisher.Wrong(spoiled.Message);
            _ = publisher is null ? Interlocked.Increment(ref valid) : Interlocked.Increment(ref invalid);
            if (Fault(model, spoiled, publisher) is { } fault)
            {
                faults.Add($"{spoiled.Kind} {spoiled.Path} '{spoiled.Text}' (seed {seed}): {fault}");
            }
        });
        Assert.True(faults.IsEmpty, string.Join('\n', faults.Take(20)));
        Assert.True(valid > 0 && invalid > valid, $"{valid} stayed valid, {invalid} did not: too few were spoiled");
    }

    [Fact]
    public void What_is_not_listed_is_not_explained()
    {
        Assert.Null(Explanation(new Mutation("mistyped", "", "abc", [])));
        Assert.Null(Explanation(new Mutation("mistyped", "", "", [])));
        Assert.All(new[] { " \n", new string('9', 29) }, text => Assert.Contains(Explanation(new Mutation("mistyped", "", text, [])) ?? "", Listed));
    }

    private static string? Fault(DataModel model, Mutation spoiled, string? publisher)
    {
        var (ours, reading) = (model.Ours.Wrong(spoiled.Message), model.Read(spoiled.Message));
        var table = Table(reading);
        if ((publisher is null) != (ours is null))
        {
            return $"the schemas differ\n  publisher: {publisher}\n  ours: {ours}";
        }

        if ((publisher is null) != (table is null))
        {
            return Explanation(spoiled) is { } id && Listed.Contains(id) ? null : $"the table differs\n  publisher: {publisher}\n  table: {table}";
        }

        return publisher is not null ? null
            : !reading.Ok ? reading.Findings.Where(finding => !Listed.Contains(finding.Code)).Select(finding => $"valid, but refused: {finding}").FirstOrDefault()
            : Form.Of(model.ThereAndBack(spoiled.Message)) == Form.Of(spoiled.Message) ? null : "valid, but it does not come back as it was";
    }

    /// <summary>The listed reason for which the validator departs from the standard on this text, or <c>null</c>.</summary>
    private static string? Explanation(Mutation spoiled) =>
        spoiled.Text.Length > 0 && string.IsNullOrWhiteSpace(spoiled.Text) ? "blanks-only"
        : spoiled.Text.Count(char.IsAsciiDigit) > 28 && spoiled.Text.TrimStart('+', '-').All(letter => char.IsAsciiDigit(letter) || letter == '.') ? "many-digits"
        : null;

    /// <summary>What the table says alone: the schema's findings, not those of the map.</summary>
    private static string? Table(Reading reading) =>
        reading.Findings.FirstOrDefault(finding => finding.Code.StartsWith("XML-", StringComparison.Ordinal) || finding.Code.StartsWith("TXT-", StringComparison.Ordinal))?.ToString();
}
