using Xunit;

namespace Gateway.Tests.Declarations;

public sealed class When_a_declaration_is_checked
{
    /// <summary>Code, pointer, the path spoiled, what it is spoiled with (null removes it).</summary>
    public static TheoryData<string, string, string, string?> OneFault => new()
    {
        { "DEC-REQUIRED", "direction", "direction", null },
        { "DEC-REQUIRED", "reference", "reference", "" },
        { "DEC-REQUIRED", "invoice/currency", "invoice/currency", null },
        { "DEC-LENGTH", "temporaryNumber", "temporaryNumber", "1050000000123" },
        { "DEC-TYPE", "temporaryNumber", "temporaryNumber", "1050000000A" },
        { "DEC-LENGTH", "reference", "reference", "123456789012345678901234567890123456" },
        { "DEC-CHARACTERS", "reference", "reference", "a\nb" },
        { "DEC-CHARACTERS", "reference", "reference", "a\ud800b" },
        { "DEC-TYPE", "office", "office", " 47NB" },
        { "DEC-TYPE", "grossMass", "grossMass", "1,5" },
        { "DEC-TYPE", "grossMass", "grossMass", "1e5" },
        { "DEC-NEGATIVE", "grossMass", "grossMass", "-180.5" },
        { "DEC-MASS-TOTAL", "grossMass", "grossMass", "99" },
        { "DEC-CURRENCY", "invoice/currency", "invoice/currency", "USX" },
        { "DEC-SUM", "invoice/total", "invoice/total", "200.51" },
        { "DEC-COUNTRY", "exporter/address/country", "exporter/address/country", "JX" },
        { "DEC-COUNTRY", "exporter/address/country", "exporter/address/country", "jp" },
        { "DEC-DATE", "invoice/date", "invoice/date", "2026-02-30" },
        { "DEC-DATE", "invoice/date", "invoice/date", "01/11/2026" },
        { "DEC-DATE", "registered", "registered", "2026-11-23T09:15:00" },
        { "DEC-DATE-WINDOW", "invoice/date", "invoice/date", "1926-11-01" },
        { "DEC-DATE-WINDOW", "invoice/date", "invoice/date", "2126-11-01" },
        { "DEC-DATE-WINDOW", "registered", "registered", "0026-11-23T09:15:00+07:00" },
        { "DEC-DATE-ORDER", "transport/arrival", "transport/arrival", "2026-11-08" },
        { "DEC-CONTAINER", "container[1]/number", "container/number", "CSQU3054384" },
        { "DEC-HASH", "attachment[1]/hash", "attachment/hash", "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855" },
        { "DEC-HASH", "attachment[1]/hash", "attachment/hashAlgorithm", "SHA-256" },
        { "DEC-UNKNOWN", "colour", "colour", "red" },
        { "DEC-GROUP", "importer", "importer", "An Bình" },
    };

    /// <summary>The same for the second goods line.</summary>
    public static TheoryData<string, string, string, string?> OneFaultOfALine => new()
    {
        { "DEC-REQUIRED", "goods[2]/number", "number", null },
        { "DEC-LINE-TWICE", "goods[2]/number", "number", "1" },
        { "DEC-LINE-GAP", "goods[2]/number", "number", "3" },
        { "DEC-HS", "goods[2]/hs", "hs", "8517130" },
        { "DEC-HS", "goods[2]/hs", "hs", "8517" },
        { "DEC-HS-CHAPTER", "goods[2]/hs", "hs", "001234" },
        { "DEC-HS-CHAPTER", "goods[2]/hs", "hs", "77123456" },
        { "DEC-HS", "goods[2]/hs", "hs", "8517.13" },
        { "DEC-COUNTRY", "goods[2]/origin", "origin", "XX" },
        { "DEC-QUANTITY", "goods[2]/quantity", "quantity", "0.00" },
        { "DEC-QUANTITY", "goods[2]/quantity", "quantity", "-1" },
        { "DEC-MASS", "goods[2]/netMass", "netMass", "50.3" },
        { "DEC-CURRENCY-MIXED", "goods[2]/currency", "currency", "EUR" },
        { "DEC-NEGATIVE", "goods[2]/amount", "amount", "-100.25" },
    };

    [Fact]
    public void A_right_one_has_no_findings() => Assert.Empty(ADeclaration.Import().Check());

    [Theory]
    [InlineData("SHA-256", 64, true)]
    [InlineData("SHA-384", 96, true)]
    [InlineData("SHA-512", 128, true)]
    [InlineData("SHA-256", 63, false)]
    [InlineData("MD5", 32, false)]
    public void An_attachment_by_reference_names_its_hash(string algorithm, int digits, bool good)
    {
        var declaration = ADeclaration.Import();
        declaration.Set("attachment/uri", "https://files.example/1").Set("attachment/hashAlgorithm", algorithm).Set("attachment/hash", new string('a', digits));
        Assert.Equal(good ? [] : ["DEC-HASH"], declaration.Check().Select(finding => finding.Code));
    }

    [Theory]
    [MemberData(nameof(OneFault))]
    public void A_fault_is_found_at_its_noun(string code, string pointer, string path, string? text)
    {
        var declaration = ADeclaration.Import();
        Spoil(declaration, path, text);
        Assert.Contains(declaration.Check(), finding => finding.Code == code && finding.Pointer == pointer);
    }

    [Theory]
    [MemberData(nameof(OneFaultOfALine))]
    public void A_fault_of_a_line_is_found_at_its_noun(string code, string pointer, string path, string? text)
    {
        var declaration = ADeclaration.Import();
        Spoil(declaration.Goods(2), path, text);
        Assert.Contains(declaration.Check(), finding => finding.Code == code && finding.Pointer == pointer);
    }

    [Fact]
    public void All_faults_are_found_at_once()
    {
        var declaration = ADeclaration.Import(3);
        Spoil(declaration, "reference", null);
        Spoil(declaration.Goods(1), "hs", "1");
        Spoil(declaration.Goods(3), "origin", "ZZ");
        Spoil(declaration, "invoice/date", "1826-01-01");
        Assert.Equal(["DEC-COUNTRY", "DEC-DATE-WINDOW", "DEC-HS", "DEC-REQUIRED"], declaration.Check().Select(finding => finding.Code).Order());
    }

    [Fact]
    public void A_finding_names_the_place_in_the_senders_document()
    {
        var declaration = ADeclaration.Import();
        declaration.Goods(2).Set("hs", "85", "/Invoice/InvoiceLine[2]/Item");
        Assert.Equal("/Invoice/InvoiceLine[2]/Item", Assert.Single(declaration.Check()).Path);
    }

    [Fact]
    public void An_empty_document_is_told_everything_it_lacks()
    {
        var pointers = new Tree("declaration").Check().Select(finding => finding.Pointer);
        Assert.Equal(["direction", "reference"], pointers.Order());
    }

    [Fact]
    public void A_declaration_without_its_own_party_is_refused()
    {
        var declaration = ADeclaration.Import();
        declaration.Remove(declaration.Child("importer")!);
        Assert.Equal("importer", Assert.Single(declaration.Check()).Pointer);
    }

    [Theory]
    [InlineData("number", "18GB9JLC3CU1LFGVR2")]
    [InlineData("direction", "IMA")]
    [InlineData("office", "GB000060")]
    [InlineData("invoice/total", "200.500000")]
    public void What_one_authority_asks_is_not_asked_of_all(string path, string text) => Assert.Empty(ADeclaration.Import().Set(path, text).Check());

    [Fact]
    public void Lines_out_of_order_are_refused()
    {
        var declaration = ADeclaration.Import();
        declaration.Goods(1).Set("number", "2");
        declaration.Goods(2).Set("number", "1");
        Assert.Equal("DEC-LINE-ORDER", Assert.Single(declaration.Check()).Code);
    }

    [Fact]
    public void A_noun_that_stands_too_often_is_refused()
    {
        var declaration = ADeclaration.Import().With("office", "47NM");
        var finding = Assert.Single(declaration.Check());
        Assert.Equal(("DEC-OCCURS", "office[2]"), (finding.Code, finding.Pointer));
    }

    [Fact]
    public void Lines_in_their_own_currencies_need_no_common_one_without_a_total()
    {
        var declaration = ADeclaration.Import();
        declaration.Remove(declaration.Child("invoice")!);
        declaration.Goods(1).Set("currency", "USD");
        declaration.Goods(2).Set("currency", "EUR");
        Assert.Empty(declaration.Check());
    }

    [Theory]
    [InlineData("1000.0000", true)]
    [InlineData("1000.5", false)]
    public void A_currency_without_fractions_has_none(string amount, bool right)
    {
        var declaration = ADeclaration.Import(1).Set("invoice/currency", "VND").Set("invoice/total", amount);
        declaration.Goods(1).Set("amount", amount);
        Assert.Equal(right ? [] : ["DEC-SCALE", "DEC-SCALE"], declaration.Check().Select(finding => finding.Code));
    }

    [Fact]
    public void The_largest_amounts_that_fit_add_up_without_overflow()
    {
        var declaration = ADeclaration.Import(3).Set("invoice/total", "99999999999999999999");
        foreach (var goods in declaration.All("goods"))
        {
            goods.Set("amount", "99999999999999999999");
        }

        Assert.Equal("DEC-SUM", Assert.Single(declaration.Check()).Code);
    }

    [Fact]
    public void A_mass_total_too_small_is_only_a_warning()
    {
        var declaration = ADeclaration.Import().Set("grossMass", "1");
        Assert.Equal(Severity.Warning, Assert.Single(declaration.Check()).Severity);
    }

    private static void Spoil(Tree tree, string path, string? text)
    {
        if (text is null)
        {
            var parent = path.Contains('/') ? tree.At(path[..path.LastIndexOf('/')])! : tree;
            parent.Remove(tree.At(path)!);
        }
        else
        {
            tree.Set(path, text);
        }
    }
}
