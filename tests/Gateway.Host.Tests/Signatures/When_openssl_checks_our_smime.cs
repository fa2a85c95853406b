using System.Text;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_openssl_checks_our_smime(DevelopmentSet set)
{
    private const string Plain = "text/plain; charset=UTF-8";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("   IDA  Đồng Nai\r\n--line 2\r\n");

    public static TheoryData<string> Programs => ["cms", "smime"];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_accepts_what_we_sign_and_reads_the_same_content(string program)
    {
        var (bytes, type) = SmimeMessages.Sign(Body, Plain, SigningKey.Of(set.Store.Key("gateway")));
        var content = Path.Combine(set.Directory, $"content-{program}.txt");
        var (exit, output) = await VerifyAsync(program, Mail(bytes, type), content);
        Assert.True(exit == 0, output);
        byte[] expected = [.. Encoding.ASCII.GetBytes($"Content-Type: {Plain}\r\n\r\n"), .. Body];
        Assert.Equal(expected, await File.ReadAllBytesAsync(content, TestContext.Current.CancellationToken));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task It_refuses_what_was_tampered_with(string program)
    {
        var (bytes, type) = SmimeMessages.Sign(Body, Plain, SigningKey.Of(set.Store.Key("gateway")));
        var tampered = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(bytes).Replace("line 2", "line 3", StringComparison.Ordinal));
        var (exit, _) = await VerifyAsync(program, Mail(tampered, type), Path.Combine(set.Directory, $"tampered-{program}.txt"));
        Assert.NotEqual(0, exit);
    }

    [Theory]
    [InlineData("cms")]
    [InlineData("cms", "-crlfeol")]
    [InlineData("cms", "-noattr")]
    [InlineData("smime")]
    [InlineData("smime", "-crlfeol")]
    public async Task We_accept_what_it_signs(string program, params string[] options)
    {
        var (body, type) = Parts(await SignAsync(program, options));
        var opening = SmimeMessages.Open(body, type, set.Trust("customs"), set.Now);
        Assert.Equal(SignatureCodes.Valid, opening.Verdict.Code);
        Assert.Equal(Body, opening.Content.ToArray());
        Assert.Equal(Plain, opening.ContentType);
        Assert.Equal("CN=customs DEV ONLY", opening.Verdict.Subject);
    }

    [Fact]
    public async Task We_refuse_what_it_signed_and_somebody_changed()
    {
        var (body, type) = Parts(await SignAsync("cms"));
        var tampered = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(body).Replace("line 2", "line 3", StringComparison.Ordinal));
        Assert.Equal(SignatureCodes.Digest, SmimeMessages.Open(tampered, type, set.Trust("customs"), set.Now).Verdict.Code);
    }

    [Fact]
    public async Task We_refuse_what_it_signed_for_another_part()
    {
        var (body, type) = Parts(await SignAsync("cms"));
        Assert.Equal(SignatureCodes.Untrusted, SmimeMessages.Open(body, type, set.Trust("bank"), set.Now).Verdict.Code);
    }

    private Task<(int Exit, string Output)> VerifyAsync(string program, byte[] mail, string content) =>
        Tool.RunAsync("openssl", program, "-verify", "-in", set.Write($"ours-{program}.eml", mail), "-CAfile", set.Certificate("ca"), "-purpose", "any", "-out", content);

    private async Task<byte[]> SignAsync(string program, params string[] options)
    {
        var entity = set.Write("entity.txt", [.. Encoding.ASCII.GetBytes($"Content-Type: {Plain}\r\n\r\n"), .. Body]);
        var mail = Path.Combine(set.Directory, $"theirs-{program}{string.Concat(options)}.eml");
        var (exit, output) = await Tool.RunAsync("openssl", [
            program, "-sign", "-binary", "-md", "sha1", "-in", entity, "-signer", set.Certificate("customs"), "-inkey", set.Key("customs"), .. options, "-out", mail]);
        Assert.True(exit == 0, output);
        return await File.ReadAllBytesAsync(mail, TestContext.Current.CancellationToken);
    }

    private static byte[] Mail(byte[] body, string type) => [.. Encoding.ASCII.GetBytes($"MIME-Version: 1.0\r\nContent-Type: {type}\r\n\r\n"), .. body];

    // The tool writes a mail; the content type is a header of it, the rest is what would be the body of a request.
    private static (byte[] Body, string Type) Parts(byte[] mail)
    {
        var text = Encoding.Latin1.GetString(mail);
        var type = text.Split('\n').First(line => line.StartsWith("Content-Type: ", StringComparison.Ordinal))["Content-Type: ".Length..].Trim();
        var blank = text.IndexOf("\n\n", StringComparison.Ordinal);
        var crlf = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        var start = crlf >= 0 && (blank < 0 || crlf < blank) ? crlf + 4 : blank + 2;
        return (mail[start..], type);
    }
}
