using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Messages of customs made by hand from the samples, each with an identity of its own.</summary>
public sealed class CustomsPaper
{
    private const int Header = 400;
    private const int Terminal = 219;
    private const string SampleNumber = "109000000010";

    /// <summary>Where the header names the message it answers.</summary>
    public const int Echo = 253;

    /// <summary>Statement number of <see cref="Notice"/>.</summary>
    public const string SampleStatement = "900000000010";

    private byte[] _bytes;

    private CustomsPaper(byte[] bytes) => _bytes = bytes;

    public static string Type => "text/plain; charset=UTF-8";

    public ReadOnlySpan<byte> Bytes => _bytes;

    public string Identity { get; private set; } = "";

    /// <summary>Channel and registration; answers nothing we sent.</summary>
    public static CustomsPaper Channel() => From("import/2014/samples/green/5-VAD1AC.txt");

    /// <summary>Clearance.</summary>
    public static CustomsPaper Clearance() => From("import/2014/samples/green/6-VAD1AG.txt");

    /// <summary>The tax notice.</summary>
    public static CustomsPaper Notice() => From("notice/2014/samples/import-green/1-VAF801.txt");

    public CustomsPaper Numbered(string number) => With(SampleNumber, number.PadRight(SampleNumber.Length, '0'));

    /// <summary>Replaces text by text of the same length in bytes.</summary>
    public CustomsPaper With(string old, string other)
    {
        var (from, to) = (Encoding.UTF8.GetBytes(old), Encoding.UTF8.GetBytes(other));
        Assert.Equal(from.Length, to.Length);
        var at = _bytes.AsSpan(Header).IndexOf(from);
        Assert.True(at >= 0, $"'{old}' is not in the message");
        for (; at >= 0; at = _bytes.AsSpan(Header).IndexOf(from))
        {
            to.CopyTo(_bytes, Header + at);
            if (to.AsSpan().IndexOf(from) >= 0)
            {
                break;
            }
        }

        return this;
    }

    /// <summary>Overwrites bytes at an offset; below the header when told so.</summary>
    public CustomsPaper At(int offset, params byte[] bytes)
    {
        bytes.CopyTo(_bytes, offset);
        return this;
    }

    public CustomsPaper Body(int offset, params byte[] bytes) => At(Header + offset, bytes);

    public CustomsPaper Cut(int length)
    {
        _bytes = _bytes[..length];
        return this;
    }

    /// <summary>Its lines end with LF alone; the header still says the old length.</summary>
    public CustomsPaper BareLf()
    {
        _bytes = [.. _bytes[..Header], .. Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(_bytes.AsSpan(Header)).ReplaceLineEndings("\n"))];
        return this;
    }

    public byte[] ToArray() => [.. _bytes];

    /// <summary>As it travels: S/MIME signed.</summary>
    public (byte[] Bytes, string Type) Sign(X509Certificate2 key) => SmimeMessages.Sign(_bytes, Type, SigningKey.Of(key));

    private static CustomsPaper From(string sample)
    {
        var paper = new CustomsPaper(File.ReadAllBytes(Path.Combine(GatewayRig.Root, "adapters", "vn", "vnaccs", sample)));
        paper.Identity = SharedGateway.Word().PadRight(26, '0')[..26];
        Encoding.ASCII.GetBytes(paper.Identity).CopyTo(paper._bytes, Terminal);
        Encoding.ASCII.GetBytes(SharedGateway.Word().PadRight(10, 'Z')[..10]).CopyTo(paper._bytes, Echo);
        return paper;
    }
}
