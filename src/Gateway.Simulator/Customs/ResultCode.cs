using System.Globalization;
using System.Text;

namespace Gateway.Simulator.Customs;

/// <summary>A result: five characters of code, the item it is about, its occurrence; fifteen characters in all.</summary>
internal sealed record ResultCode(string Code, string Item = "0000", int Repeat = 0)
{
    /// <summary>Width of the first line of every result: five codes. The public record does not say; this is our own profile.</summary>
    public const int RunWidth = 75;

    public static readonly ResultCode Done = new("00000");
    public static readonly ResultCode SignatureMissing = new("E9990");

    /// <summary>An item that must be there is not.</summary>
    public static ResultCode Missing(string item, int repeat) => new("S0001", item, repeat);

    /// <summary>Characters the item cannot hold.</summary>
    public static ResultCode Characters(string item, int repeat) => new("S0002", item, repeat);

    /// <summary>Not a number, or not on its side of the field.</summary>
    public static ResultCode Form(string item, int repeat) => new("S0003", item, repeat);

    /// <summary>The line has not the item's width.</summary>
    public static ResultCode Width(string item, int repeat) => new("S0004", item, repeat);

    /// <summary>More lines than the message has items.</summary>
    public static readonly ResultCode TooLong = new("A0002");

    /// <summary>The length in the header is not that of the message.</summary>
    public static readonly ResultCode Length = new("A0001");

    /// <summary>A procedure this customs system does not know.</summary>
    public static readonly ResultCode Procedure = new("A0003");

    public static ResultCode UnknownNumber(string item) => new("E0001", item);

    public static ResultCode AlreadyRegistered(string item) => new("E0002", item);

    /// <summary>What the message says of its division does not fit together.</summary>
    public static ResultCode Division(string item) => new("R0001", item);

    /// <summary>Refused because the enterprise's reference asks for it.</summary>
    public static readonly ResultCode Scripted = new("E1001", "REF");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Code}-{Item,-4}-{Repeat:0000}");

    public static byte[] Run(IEnumerable<ResultCode> codes) =>
        Encoding.ASCII.GetBytes(string.Concat(codes.Take(RunWidth / 15)).PadRight(RunWidth) + "\r\n");
}
