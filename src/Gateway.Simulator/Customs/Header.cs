using System.Globalization;
using System.Text;

namespace Gateway.Simulator.Customs;

/// <summary>The fixed header before the lines of every message: 398 bytes and the end of its line.</summary>
internal sealed class Header
{
    public const int Bytes = 398;

    private readonly byte[] _text;

    private Header(byte[] text) => _text = text;

    public string Job => Field(3, 5);

    public string User => Field(29, 8);

    public string Input => Field(253, 10);

    public int? Length => int.TryParse(Field(392, 6), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;

    public static Header? Read(ReadOnlySpan<byte> message)
    {
        if (message.Length < Bytes + 2 || message[Bytes] != '\r' || message[Bytes + 1] != '\n')
        {
            return null;
        }

        var header = new Header(message[..Bytes].ToArray());
        return header.Job.Length > 0 && header.Job.All(char.IsAsciiLetterOrDigit) ? header : null;
    }

    /// <summary>The header of one of our answers, echoing what ties it to the message it answers. The password is never echoed.</summary>
    public static byte[] Answer(string job, string user, string input, string outCode, DateTimeOffset at, long sequence, int dataBytes)
    {
        var text = Encoding.ASCII.GetBytes(new string(' ', Bytes) + "\r\n");
        var stamp = at.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
        void Put(int offset, int length, string value) => Encoding.ASCII.GetBytes(value.PadRight(length)[..length]).CopyTo(text, offset);
        Put(3, 5, job);
        Put(8, 7, outCode);
        Put(15, 14, stamp);
        Put(29, 8, user);
        Put(219, 26, "SIMCUS" + stamp + sequence.ToString("000000", CultureInfo.InvariantCulture));
        Put(245, 3, "001");
        Put(248, 1, "E");
        Put(249, 1, "R");
        Put(253, 10, input);
        Put(364, 1, "1");
        Put(392, 6, (Bytes + 2 + dataBytes).ToString("000000", CultureInfo.InvariantCulture));
        return text;
    }

    private string Field(int offset, int length) => Encoding.Latin1.GetString(_text, offset, length).Trim();
}
