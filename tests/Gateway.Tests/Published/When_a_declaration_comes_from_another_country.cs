using Gateway.Declarations;

namespace Gateway.Tests.Published;

/// <summary>Published declarations of an authority that is none of ours: only what would be wrong anywhere is found in them.</summary>
public sealed class When_a_declaration_comes_from_another_country
{
    /// <summary>What these examples get wrong by any standard: containers with made-up check digits, countries ISO 3166-1 does not know, a single line numbered 3 or 1000.</summary>
    private static readonly SortedDictionary<string, int> Known = new(StringComparer.Ordinal) { ["DEC-CONTAINER"] = 12, ["DEC-COUNTRY"] = 4, ["DEC-LINE-GAP"] = 2 };

    private static readonly DateOnly Day = new(2026, 11, 27);

    [Fact]
    public void It_is_held_to_no_rule_of_one_authority()
    {
        Corpus.SkipWhereAbsent("wco-dms2/declarations");
        var model = DataModel.Declaration;
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in Corpus.Messages(model.Messages))
        {
            var document = model.Read(Corpus.Read(model.Messages, name)).Document!;
            Assert.Empty(model.Guide.Rules.Check(document, Day));
            foreach (var code in DeclarationCheck.Check(document, Day).Select(finding => finding.Code).Distinct())
            {
                found[code] = found.GetValueOrDefault(code) + 1;
            }
        }

        Assert.Equal(Known, found);
    }
}
