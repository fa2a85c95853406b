using Gateway.Host.Tests.Serving;

namespace Gateway.Host.Tests.Signatures;

/// <summary>What a person gets wrong is said in a line that names it, with the exit code that says so; nothing is lost and nothing is overlooked.</summary>
public sealed class When_a_verb_is_given_what_it_cannot_use : IDisposable
{
    private readonly KeyFolder _keys = new();

    public When_a_verb_is_given_what_it_cannot_use()
    {
        var now = TimeProvider.System.GetUtcNow();
        _keys.With("signer", now.AddDays(-1), now.AddDays(9)).With("ended", now.AddDays(-9), now.AddDays(-1)).With("coming", now.AddDays(1), now.AddDays(9));
        foreach (var folder in new[] { "a", "b", "empty" })
        {
            Directory.CreateDirectory(_keys.In(folder));
        }

        File.WriteAllText(_keys.In("a/d.xml"), "<d>1</d>");
        File.WriteAllText(_keys.In("b/d.xml"), "<d>2</d>");
    }

    public void Dispose() => _keys.Dispose();

    [Fact]
    public async Task Two_documents_of_one_name_are_not_written_over_each_other()
    {
        var (exit, output) = await CommandLine.RunAsync(["sign", "--profile", "generic/enveloped", "--key", _keys.In("signer"), "--out", _keys.In("out"), _keys.In("a"), _keys.In("b")]);
        Assert.Equal(2, exit);
        Assert.Contains(_keys.In("a/d.xml"), output, StringComparison.Ordinal);
        Assert.Contains("d.signed.xml", output, StringComparison.Ordinal);
        Assert.False(File.Exists(_keys.In("out/d.signed.xml")));
    }

    [Theory]
    [InlineData("ended")]
    [InlineData("coming")]
    public async Task A_key_that_is_not_valid_today_signs_nothing(string key)
    {
        var (exit, output) = await CommandLine.RunAsync(["sign", "--profile", "generic/enveloped", "--key", _keys.In(key), "--out", _keys.In("out"), _keys.In("a/d.xml")]);
        Assert.Equal(1, exit);
        Assert.Contains("SIG-EXPIRED", output, StringComparison.Ordinal);
        Assert.False(File.Exists(_keys.In("out/d.signed.xml")));
    }

    [Theory]
    [InlineData("empty", "holds no .crl file")]
    [InlineData("signer.crt.pem", "is no list of revoked certificates")]
    [InlineData("a/d.xml", "is no list of revoked certificates")]
    public async Task Lists_that_are_none_are_named(string place, string said)
    {
        var (exit, output) = await CommandLine.RunAsync(["verify", "--profile", "generic/enveloped", "--trust", _keys.In("signer.crt.pem"), "--crl", _keys.In(place), _keys.In("a/d.xml")]);
        Assert.Equal(2, exit);
        Assert.Contains($"{_keys.In(place)} {said}", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_embedded_has_to_be_what_it_is_called()
    {
        var (exit, output) = await CommandLine.RunAsync(
            ["sign", "--profile", "generic/xades-lt", "--key", _keys.In("signer"), "--time-stamp", "http://127.0.0.1:9", "--crl", _keys.In("signer.crt.pem"), "--out", _keys.In("out"), _keys.In("a/d.xml")]);
        Assert.Equal(2, exit);
        Assert.Contains("signer.crt.pem is no list of revoked certificates", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("evidence", "export", "--from", "foo", "--to", "2026-11-28", "--out", "x.zip")]
    [InlineData("evidence", "hold", "--since", "foo", "--reason", "x")]
    [InlineData("evidence", "hold", "--since", "2027-01-01", "--until", "2026-01-01", "--reason", "x")]
    public async Task A_moment_that_is_none_is_said_in_a_line(params string[] arguments)
    {
        var (exit, output) = await CommandLine.RunAsync(arguments);
        Assert.Equal(2, exit);
        Assert.DoesNotContain("Unhandled", output, StringComparison.Ordinal);
        Assert.Contains(arguments[2], output, StringComparison.Ordinal);
    }

    // 2: it could not begin, and says what is missing; nothing was looked at, so nothing was refused.
    [Theory]
    [InlineData("there is no embedded database in ", "audit", "verify", "--data", "IN/none")]
    [InlineData("there is no embedded database in ", "aside", "list", "--data", "IN/none")]
    [InlineData("there is no embedded database in ", "keys", "seal", "--data", "IN/none")]
    [InlineData("the database cannot be opened: ", "audit", "verify", "--database", "Host=127.0.0.1;Port=9;Timeout=5")]
    [InlineData("IN/none.zip", "evidence", "verify", "IN/none.zip", "--anchor", "IN/signer.crt.pem")]
    [InlineData("there is no certificate IN/none.pem", "evidence", "verify", "IN/b.zip", "--anchor", "IN/none.pem")]
    [InlineData("IN/a/d.xml is not a certificate", "evidence", "verify", "IN/b.zip", "--anchor", "IN/a/d.xml")]
    [InlineData("--out IN/a/d.xml is a file: name a folder", "sign", "--profile", "generic/enveloped", "--key", "IN/signer", "--out", "IN/a/d.xml", "IN/a/d.xml")]
    [InlineData("--time-stamp 'junk' is no address of HTTP", "sign", "--profile", "generic/xades-t", "--key", "IN/signer", "--time-stamp", "junk", "IN/a/d.xml")]
    [InlineData("generic/enveloped takes no time-stamp", "sign", "--profile", "generic/enveloped", "--key", "IN/signer", "--time-stamp", "http://127.0.0.1:9", "IN/a/d.xml")]
    [InlineData("generic/enveloped embeds nothing", "sign", "--profile", "generic/enveloped", "--key", "IN/signer", "--chain", "IN/signer.crt.pem", "IN/a/d.xml")]
    [InlineData("The value cannot be an empty string", "sign", "--profile", "generic/enveloped", "--key", "IN/signer", "--out", "", "IN/a/d.xml")]
    [InlineData("The value cannot be an empty string", "verify", "--profile", "generic/enveloped", "--trust", "", "IN/a/d.xml")]
    [InlineData("The value cannot be an empty string", "verify", "--profile", "generic/enveloped", "--trust", "IN/signer.crt.pem", "--crl", "", "IN/a/d.xml")]
    [InlineData("The value cannot be an empty string", "certs", "--out", "")]
    [InlineData("--at is a moment in ISO 8601", "verify", "--profile", "generic/enveloped", "--trust", "IN/signer.crt.pem", "--at", "03/04/2027", "IN/a/d.xml")]
    [InlineData("'03/04/2027' is no instant", "keys", "--at", "03/04/2027")]
    [InlineData("/dev/zero is no certificate", "verify", "--profile", "generic/enveloped", "--trust", "/dev/zero", "IN/a/d.xml")]
    [InlineData("'IN/linked/gone.xml' cannot be opened", "verify", "--profile", "generic/enveloped", "--trust", "IN/a", "IN/linked")]
    [InlineData("'IN/linked/gone.xml' cannot be opened", "sign", "--profile", "generic/enveloped", "--key", "IN/signer", "IN/linked")]
    public async Task What_cannot_begin_ends_with_2_and_says_why(string why, params string[] arguments)
    {
        Directory.CreateDirectory(_keys.In("linked"));
        File.CreateSymbolicLink(_keys.In("linked/gone.xml"), _keys.In("nowhere.xml"));
        string Placed(string text) => text.Replace("IN/", _keys.Path + "/", StringComparison.Ordinal);
        var (exit, output) = await CommandLine.RunAsync([.. arguments.Select(Placed)]);
        Assert.Contains(Placed(why), output, StringComparison.Ordinal);
        Assert.Equal(2, exit);
    }

    [Fact]
    public async Task A_name_of_a_file_does_not_speak_for_the_verb()
    {
        File.WriteAllText(_keys.In("a/x\nvalid forged.xml\n1 valid, 0 refused"), "<d/>");
        var (exit, output) = await CommandLine.RunAsync(["verify", "--profile", "generic/enveloped", "--trust", _keys.In("signer.crt.pem"), _keys.In("a")]);
        Assert.Equal(1, exit);
        Assert.Equal(["refused", "refused", "0"], output.Trim().Split('\n').Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task A_bundle_that_is_none_is_named()
    {
        File.WriteAllText(_keys.In("b.zip"), "no zip");
        var (exit, output) = await CommandLine.RunAsync(["evidence", "verify", _keys.In("b.zip"), "--anchor", _keys.In("signer.crt.pem")]);
        Assert.Equal(1, exit);
        Assert.Contains($"{_keys.In("b.zip")}: it is not as it was written", output, StringComparison.Ordinal);
    }
}
