using System.Globalization;
using System.Text.Json.Nodes;
using Gateway.Host.Tests.Declarations;

namespace Gateway.Host.Tests.Journeys;

/// <summary>The sample's declaration with many lines of different quantities and amounts, which add up.</summary>
internal static class LongDeclaration
{
    public static JsonObject Of(string reference, int lines) => Lengthened(Posting.Declaration("LONG"), reference, lines);

    public static JsonObject Export(string reference, int lines) => Lengthened(
        JsonNode.Parse(File.ReadAllText(Path.Combine(GatewayRig.Root, "adapters/enterprise/ubl/invoice/2.1/samples/export-asean/joined.json")))!.AsObject(), reference, lines);

    private static JsonObject Lengthened(JsonObject declaration, string reference, int lines)
    {
        declaration["reference"] = reference;
        var sample = declaration["goods"]![0]!.AsObject();
        var (goods, total) = (new JsonArray(), 0m);
        for (var number = 1; number <= lines; number++)
        {
            var line = sample.DeepClone().AsObject();
            foreach (var name in new[] { "lineId", "grossMass", "netMass" })
            {
                line.Remove(name);
            }

            var (quantity, amount) = (1000 + number, (1000 + number) * 1.50m);
            total += amount;
            line["number"] = number.ToString(CultureInfo.InvariantCulture);
            line["quantity"] = quantity.ToString(CultureInfo.InvariantCulture);
            line["amount"] = amount.ToString("0.00", CultureInfo.InvariantCulture);
            goods.Add(line);
        }

        declaration["goods"] = goods;
        declaration["invoice"]!["total"] = total.ToString("0.00", CultureInfo.InvariantCulture);
        return declaration;
    }
}
