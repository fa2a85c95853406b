using System.Text.RegularExpressions;
using Gateway.Messages;

namespace Gateway.Tests.Published;

/// <summary>What the map says and what the canonical table says are the same: each element of the standard has a noun of its own class path and id.</summary>
public sealed partial class When_nouns_are_held_against_the_standard
{
    // The first of several is a noun of the goods line or the response itself, those after it a group of their own.
    private static readonly string[] FirstAndFurther = ["Commodity/Classification/", "GovernmentAgencyGoodsItem/Origin/", "Response/Status/"];

    [Theory]
    [InlineData("DEC")]
    [InlineData("RES")]
    public void Every_element_has_a_noun_of_its_class_path(string message)
    {
        var (model, pairs) = (DataModel.Of(message), Pairs(message));
        var kind = ElementTable.Of(model.Guide.Entry.Kind)!;
        Assert.All(pairs, pair => Assert.Equal(pair.Path, kind.Find(pair.Noun)!.Class));
        Assert.Empty(Leaves(model.Table.Root, "").Except(pairs.Select(pair => pair.Path)));
    }

    [Theory]
    [InlineData("DEC")]
    [InlineData("RES")]
    public void No_meaning_has_two_nouns(string message)
    {
        var kind = ElementTable.Of(DataModel.Of(message).Guide.Entry.Kind)!;
        var twice = kind.Elements
            .Where(element => element.Class != "extension" && !element.Path.StartsWith("also", StringComparison.Ordinal))
            .Where(element => !FirstAndFurther.Any(first => (element.Class + "/").Contains(first, StringComparison.Ordinal)))
            .GroupBy(element => element.Class).Where(group => group.Count() > 1).Select(group => group.Key);
        Assert.Empty(twice);
    }

    [Theory]
    [InlineData("DEC")]
    [InlineData("RES")]
    public void The_id_of_a_noun_is_the_one_of_its_element(string message)
    {
        var model = DataModel.Of(message);
        var ids = Ids(model.Table.File);
        Assert.NotEmpty(ids);
        var kind = ElementTable.Of(model.Guide.Entry.Kind)!;
        Assert.All(kind.Elements.Where(element => ids.ContainsKey(element.Class)), element => Assert.Equal((element.Path, ids[element.Class]), (element.Path, element.Id)));
    }

    private static HashSet<(string Path, string Noun)> Pairs(string message)
    {
        var model = DataModel.Of(message);
        var pairs = new HashSet<(string, string)>();
        for (var seed = 0; seed < 400; seed += 25)
        {
            var document = model.Read(new MessageMaker(model.Table, seed).Make()).Document!;
            var writing = model.Guide.Guideline.Write(document, new Tree("envelope"), new Tree("partner"));
            pairs.UnionWith(writing.Provenance.Where(leaf => leaf.Pointer.Length > 0).Select(leaf => (Class(leaf.Path), Occurrence().Replace(leaf.Pointer, ""))));
        }

        return pairs;
    }

    /// <summary>Leaves and those attributes that say something of their value; attributes that name code lists are kept with the spelling.</summary>
    private static IEnumerable<string> Leaves(Gateway.Messages.Xml.XmlElementRow row, string above)
    {
        var path = above.Length == 0 ? row.Name : $"{above}/{row.Name}";
        var said = row.Attributes.Where(attribute => attribute.Name is "currencyID" or "unitCode").Select(attribute => Class($"{path}/@{attribute.Name}"));
        return row.Type == "group" ? row.Children.SelectMany(child => Leaves(child, path)) : said.Prepend(Class(path));
    }

    /// <summary>The class path of a place in a message: without the envelope around it and the form of a date.</summary>
    private static string Class(string path)
    {
        var bare = Occurrence().Replace(path, "").Replace("/DateTimeString", "", StringComparison.Ordinal).Replace("/@formatCode", "", StringComparison.Ordinal);
        return bare.StartsWith("MetaData/Declaration/", StringComparison.Ordinal) || bare.StartsWith("MetaData/Response/", StringComparison.Ordinal) ? bare["MetaData/".Length..] : bare;
    }

    private static Dictionary<string, string> Ids(string table) => File.ReadAllLines(Path.Combine(Samples.Repository.Root, table))
        .Select(line => line.Split('\t'))
        .Where(cells => cells.Length > 6 && cells[0].StartsWith("md:MetaData/", StringComparison.Ordinal) && cells[6].Length > 0)
        .ToDictionary(cells => cells[0]["md:MetaData/".Length..], cells => cells[6]);

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex Occurrence();
}
