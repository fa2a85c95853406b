using System.CommandLine;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Host.Signatures;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Signatures;

/// <summary><c>verify</c> with lists of revoked certificates, without a network.</summary>
public sealed class When_a_document_is_held_against_lists : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly Issuer _issuer = new("Issuer");
    private readonly X509Certificate2 _good;
    private readonly X509Certificate2 _bad;

    public When_a_document_is_held_against_lists()
    {
        (_good, _bad) = (_issuer.Leaf("Good"), _issuer.Leaf("Bad"));
        Directory.CreateDirectory(_folder.In("trust"));
        Write("trust/ca.pem", Encoding.ASCII.GetBytes(_issuer.Certificate.ExportCertificatePem()));
        Write("good.xml", Sign(_good));
        Write("bad.xml", Sign(_bad));
    }

    public void Dispose()
    {
        _good.Dispose();
        _bad.Dispose();
        _issuer.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void Without_a_list_nobody_is_asked() => Assert.Equal((0, "valid good.xml|valid bad.xml|2 valid, 0 refused"), Verify());

    [Fact]
    public void A_list_in_the_trust_folder_refuses_whom_it_names()
    {
        Write("trust/ca.crl", _issuer.List((_bad, Issuer.Now.AddDays(-1))));
        Assert.Equal((1, "valid good.xml|refused bad.xml: SIG-REVOKED|1 valid, 1 refused"), Verify());
    }

    [Fact]
    public void A_list_by_name_in_text_form_does_the_same()
    {
        Write("list.pem", Encoding.ASCII.GetBytes(new string(System.Security.Cryptography.PemEncoding.Write("X509 CRL", _issuer.List((_bad, Issuer.Now.AddDays(-1)))))));
        Assert.Equal((1, "valid good.xml|refused bad.xml: SIG-REVOKED|1 valid, 1 refused"), Verify("--crl", _folder.In("list.pem")));
    }

    [Fact]
    public void A_signer_trusted_by_name_is_held_against_its_authority_s_list()
    {
        Write("trust/bad.pem", Encoding.ASCII.GetBytes(_bad.ExportCertificatePem()));
        Write("trust/ca.crl", _issuer.List((_bad, Issuer.Now.AddDays(-1))));
        Assert.Equal((1, "valid good.xml|refused bad.xml: SIG-REVOKED|1 valid, 1 refused"), Verify());
    }

    [Fact]
    public void What_was_revoked_later_does_not_refuse_what_was_before()
    {
        Write("trust/ca.crl", _issuer.List((_bad, Issuer.Now.AddDays(-1))));
        Assert.Equal((0, "valid good.xml|valid bad.xml|2 valid, 0 refused"), Verify("--at", Issuer.Now.AddDays(-2).ToString("O")));
    }

    [Fact]
    public void With_a_list_that_has_ended_nobody_is_known_to_be_good_and_another_s_is_a_mistake_of_the_call()
    {
        Write("trust/ca.crl", _issuer.List(Issuer.Now.AddDays(-1)));
        Assert.Equal((1, "refused good.xml: SIG-REVOCATION|refused bad.xml: SIG-REVOCATION|0 valid, 2 refused"), Verify());
        using var stranger = new Issuer("Issuer");
        Write("trust/ca.crl", stranger.List((_bad, Issuer.Now.AddDays(-1))));
        Assert.Equal((2, "trust/ca.crl is by none of the authorities in trust: nobody can tell whether it is true"), Verify());
    }

    [Fact]
    public void Text_that_is_no_list_is_a_mistake_of_the_call()
    {
        Write("list.pem", "-----BEGIN X509 CRL-----\nno\n"u8.ToArray());
        Assert.Equal(2, Verify("--crl", _folder.In("list.pem")).Exit);
        Assert.Equal(2, Verify("--crl", _folder.In("nothing")).Exit);
    }

    [Fact]
    public void Every_list_of_a_file_counts()
    {
        string Text(byte[] list) => new(System.Security.Cryptography.PemEncoding.Write("X509 CRL", list));
        var (clean, revoking) = (Text(_issuer.List()), Text(_issuer.List((_bad, Issuer.Now.AddDays(-1)))));
        foreach (var both in new[] { $"{clean}\n{revoking}\n", $"{revoking}\n{clean}\n" })
        {
            Write("both.pem", Encoding.ASCII.GetBytes(both));
            Assert.Equal((1, "valid good.xml|refused bad.xml: SIG-REVOKED|1 valid, 1 refused"), Verify("--crl", _folder.In("both.pem")));
        }

        Write("both.pem", Encoding.ASCII.GetBytes(clean + "\n" + revoking[..^40]));
        Assert.Equal(2, Verify("--crl", _folder.In("both.pem")).Exit);
        Write("both.pem", Encoding.ASCII.GetBytes(clean + "\n" + _issuer.Certificate.ExportCertificatePem()));
        Assert.Equal(2, Verify("--crl", _folder.In("both.pem")).Exit);
    }

    // An authority that changed its key keeps its name: the list that counts is that of the key which issued the signer's certificate.
    [Fact]
    public void Of_two_authorities_of_one_name_the_one_that_issued_the_signer_is_asked()
    {
        using var renewed = new Issuer("Issuer");
        Write("trust/a.pem", Encoding.ASCII.GetBytes(renewed.Certificate.ExportCertificatePem()));
        Write("trust/bad.pem", Encoding.ASCII.GetBytes(_bad.ExportCertificatePem()));
        Write("trust/a.crl", renewed.List());
        Write("trust/b.crl", _issuer.List((_bad, Issuer.Now.AddDays(-1))));
        Assert.Equal((1, "valid good.xml|refused bad.xml: SIG-REVOKED|1 valid, 1 refused"), Verify());
    }

    [Fact]
    public void An_authority_that_another_one_of_the_folder_issued_is_asked_about_too()
    {
        using var root = new Issuer("Root");
        using var between = new Issuer("Between", root);
        using var leaf = between.Leaf("Leaf");
        Write("good.xml", Sign(leaf));
        Write("trust/root.pem", Encoding.ASCII.GetBytes(root.Certificate.ExportCertificatePem()));
        Write("trust/between.pem", Encoding.ASCII.GetBytes(between.Certificate.ExportCertificatePem()));
        Write("trust/ca.crl", _issuer.List());
        Write("trust/between.crl", between.List());
        Write("trust/root.crl", root.List());
        Assert.Equal("valid good.xml", Verify().Said.Split('|')[0]);
        Write("trust/root.crl", root.List((between.Certificate, Issuer.Now.AddDays(-1))));
        Assert.Equal("refused good.xml: SIG-REVOKED", Verify().Said.Split('|')[0]);
        File.Delete(_folder.In("trust/root.crl"));
        Assert.Equal("refused good.xml: SIG-REVOCATION", Verify().Said.Split('|')[0]);
        File.Delete(_folder.In("trust/root.pem"));
        Assert.Equal("valid good.xml", Verify().Said.Split('|')[0]);
    }

    private static byte[] Sign(X509Certificate2 key) => XmlSignatures.Sign("<a><b>1</b></a>"u8.ToArray(), Profiles.Of("generic/enveloped"), SigningKey.Of(key));

    private void Write(string name, byte[] bytes) => File.WriteAllBytes(_folder.In(name), bytes);

    private (int Exit, string Said) Verify(params string[] more)
    {
        using var said = new StringWriter();
        var exit = VerifyVerb.Build(said, said).Parse(["--profile", "generic/enveloped", "--trust", _folder.In("trust"), "--root", GatewayRig.Root, .. more, "--", _folder.In("good.xml"), _folder.In("bad.xml")]).Invoke();
        return (exit, said.ToString().Replace(_folder.Path + "/", "", StringComparison.Ordinal).Trim().ReplaceLineEndings("|"));
    }
}
