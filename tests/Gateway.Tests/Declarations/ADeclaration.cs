using Gateway.Declarations;

namespace Gateway.Tests.Declarations;

/// <summary>Declarations that are right in everything, for tests to spoil.</summary>
internal static class ADeclaration
{
    internal static readonly DateOnly Day = new(2026, 11, 23);

    internal static Tree Import(int lines = 2)
    {
        var declaration = new Tree("declaration").With("reference", "INV-1").With("direction", "IM").With("procedure", "A11").With("office", "47NB");
        declaration.With("registered", "2026-11-23T09:15:00+07:00").With("grossMass", "180.5").With("grossMassUnit", "KGM").With("number", "10500000001");
        declaration.Set("importer/id", "0301234567").Set("importer/name", "Công ty An Bình").Set("importer/address/country", "VN");
        declaration.Set("exporter/name", "Acme").Set("exporter/address/country", "JP");
        declaration.Set("transport/departure", "2026-11-10").Set("transport/arrival", "2026-11-20");
        declaration.Add(new Tree("container")).With("number", "CSQU3054383");
        declaration.Set("invoice/number", "7").Set("invoice/date", "2026-11-01").Set("invoice/currency", "USD").Set("invoice/total", (100.25m * lines).ToString("0.00", System.Globalization.CultureInfo.InvariantCulture));
        for (var i = 1; i <= lines; i++)
        {
            declaration.Add(new Tree("goods")).With("number", $"{i}").With("hs", "85171300").With("description", "Điện thoại").With("origin", "JP")
                .With("quantity", "10").With("quantityUnit", "PCE").With("amount", "100.25").With("grossMass", "50.2").With("netMass", "48");
        }

        return declaration;
    }

    internal static Tree Goods(this Tree declaration, int line) => declaration.All("goods").ElementAt(line - 1);

    internal static IReadOnlyList<Finding> Check(this Tree declaration) => DeclarationCheck.Check(declaration, Day);
}
