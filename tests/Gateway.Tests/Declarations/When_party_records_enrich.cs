using Gateway.Declarations;
using Xunit;

namespace Gateway.Tests.Declarations;

public sealed class When_party_records_enrich
{
    private static Tree Party()
    {
        var party = new Tree("party").With("personClass", "4").With("office", "47XX");
        return party.Set("trader/id", "0301234567").Set("trader/phone", "0251 1").Set("trader/address/city", "Biên Hòa").Set("agent/id", "0309").Set("agent/name", "Dai Ly");
    }

    [Fact]
    public void Absent_values_are_filled_and_marked()
    {
        var enriched = Enrichment.Apply(ADeclaration.Import(), Party());
        Assert.Equal("0251 1", enriched.Value("importer/phone"));
        Assert.StartsWith("party:", enriched.At("importer/phone")!.Source, StringComparison.Ordinal);
        Assert.Equal(("4", "Dai Ly", "Biên Hòa"), (enriched.Value("personClass"), enriched.Value("agent/name"), enriched.Value("importer/address/city")));
        Assert.Empty(enriched.Check());
    }

    [Fact]
    public void Nothing_present_is_overwritten() => Assert.Equal("47NB", Enrichment.Apply(ADeclaration.Import(), Party()).Value("office"));

    [Fact]
    public void Another_party_is_not_completed_from_this_ones_record()
    {
        var enriched = Enrichment.Apply(ADeclaration.Import().Set("importer/id", "0399999999"), Party());
        Assert.Null(enriched.Value("importer/phone"));
    }

    [Fact]
    public void A_role_named_by_name_alone_is_completed_only_for_the_same_name()
    {
        var party = Party().Set("exporter/name", "ACME").Set("exporter/phone", "1").Set("consignee/name", "Other").Set("consignee/phone", "2");
        var enriched = Enrichment.Apply(ADeclaration.Import().Set("consignee/name", "Somebody"), party);
        Assert.Equal(("1", null), (enriched.Value("exporter/phone"), enriched.Value("consignee/phone")));
    }

    [Fact]
    public void The_trader_is_the_exporter_of_an_export()
    {
        var declaration = ADeclaration.Import().Set("direction", "EX");
        declaration.Remove(declaration.Child("exporter")!);
        Assert.Equal("0301234567", Enrichment.Apply(declaration, Party()).Value("exporter/id"));
    }

    [Fact]
    public void Doing_it_twice_is_doing_it_once()
    {
        var party = Party();
        party.Add(new Tree("attachment")).With("kind", "ETC");
        var once = Enrichment.Apply(ADeclaration.Import(), party);
        var twice = Enrichment.Apply(once, party);
        Assert.Equal(Shape.Places(once, ElementTable.Of("declaration")!).Select(Text), Shape.Places(twice, ElementTable.Of("declaration")!).Select(Text));
    }

    private static string Text(Place place) => $"{place.Pointer}={place.Node.Text}|{place.Node.Source}";
}
