using System.Globalization;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Customs;

/// <summary>What a message says of the declarations it belongs together with: k of n, and the number of the first.</summary>
internal static class Division
{
    private const string Mark = "F";

    /// <summary>What is wrong with it; nothing where the message stands alone.</summary>
    public static ResultCode? Wrong(Sheet sheet, bool import, World world)
    {
        var (first, place, count) = (sheet["FIC"], Number(sheet["BNO"]), Number(sheet["DNO"]));
        if (first.Length == 0 && place == 0 && count == 0)
        {
            return null;
        }

        if (count < 2 || place < 1 || place > count)
        {
            return ResultCode.Division("BNO");
        }

        if (place == 1)
        {
            return first == Mark ? null : ResultCode.Division("FIC");
        }

        return world.DeclarationOf(first) is not { } known || known.Import != import ? ResultCode.UnknownNumber("FIC")
            : known.Sheet["FIC"] != Mark || Number(known.Sheet["DNO"]) != count || known.Sheet["REF"] != sheet["REF"] ? ResultCode.Division("FIC")
            : null;
    }

    private static int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
