using System.Globalization;

namespace Gateway.Tests.Published;

/// <summary>
/// Made-up valid messages come back as they were. Few by default; <c>GATEWAY_GENERATED</c> says how many, for instance
/// <c>GATEWAY_GENERATED=50000 ./gateway test fast --filter-class '*When_messages_are_generated'</c>.
/// </summary>
public sealed class When_messages_are_generated
{
    private static readonly int Count =
        int.TryParse(Environment.GetEnvironmentVariable("GATEWAY_GENERATED"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 1_000;

    [Theory]
    [InlineData("DEC", 0.6)]
    [InlineData("RES", 0.4)]
    public void Each_comes_back_as_it_was(string message, double share)
    {
        var model = DataModel.Of(message);
        var hasPublisher = Directory.Exists(Path.Combine(Corpus.Folder, model.Messages));
        Parallel.For(0, (int)(Count * share), new ParallelOptions { MaxDegreeOfParallelism = 2 }, seed =>
        {
            try
            {
                One(model, seed, hasPublisher);
            }
            catch (Exception wrong)
            {
                throw new InvalidOperationException($"{message}, seed {seed}: {wrong.Message}", wrong);
            }
        });
    }

    [Theory]
    [InlineData("DEC")]
    [InlineData("RES")]
    public void They_say_everything_there_is_to_say(string message)
    {
        var model = DataModel.Of(message);
        var seen = new HashSet<string>();
        for (var seed = 0; seed < 400; seed++)
        {
            var names = System.Xml.Linq.XElement.Load(new MemoryStream(new MessageMaker(model.Table, seed).Make())).DescendantsAndSelf();
            seen.UnionWith(names.Select(element => string.Join('/', element.AncestorsAndSelf().Reverse().Select(step => step.Name.LocalName))));
        }

        Assert.Empty(Paths(model.Table.Root, "").Except(seen));
    }

    private static void One(DataModel model, int seed, bool hasPublisher)
    {
        var bytes = new MessageMaker(model.Table, seed).Make();
        if (hasPublisher)
        {
            Valid(model.Publisher, bytes);
        }

        Valid(model.Ours, bytes);
        var back = model.ThereAndBack(bytes);
        Assert.Equal(Form.Of(bytes), Form.Of(back));
        if (hasPublisher)
        {
            Valid(model.Publisher, back);
        }
    }

    private static void Valid(Validator judge, byte[] message)
    {
        var wrong = judge.Wrong(message);
        Assert.True(wrong is null, wrong);
    }

    private static IEnumerable<string> Paths(Gateway.Messages.Xml.XmlElementRow row, string above)
    {
        var path = above.Length == 0 ? row.Name : $"{above}/{row.Name}";
        return row.Children.SelectMany(child => Paths(child, path)).Prepend(path);
    }
}
