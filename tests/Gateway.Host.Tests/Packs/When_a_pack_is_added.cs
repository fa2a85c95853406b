using System.Text;
using Gateway.Adapters;
using Gateway.Host.Packs;
using Gateway.Host.Signatures;
using Gateway.Host.Tests.Exchange;
using Gateway.Host.Tests.Signatures;
using Gateway.Host.Verbs;

namespace Gateway.Host.Tests.Packs;

/// <summary>A pack is put in place whole or not at all; everything that speaks against one is planted here once.</summary>
public sealed class When_a_pack_is_added : IDisposable
{
    private const int Link = 0xA1FF << 16;
    private readonly Publisher _publisher = new();

    public void Dispose() => _publisher.Dispose();

    [Fact]
    public void A_good_one_is_put_in_place_once()
    {
        var file = _publisher.Write(_publisher.Pack(Publisher.Files("first")));
        var answer = _publisher.Installer().Add(file);

        Assert.Empty(answer.Findings);
        Assert.Equal([new Slip("first").Folder], answer.Units);
        Assert.Equal("acme/first/slip/1:SLIP", Assert.Single(CatalogueFolder.Read(_publisher.Root).Catalogue.Messages).Id);
        Assert.Equal(("acme", "1"), Assert.Single(new PackShelf(_publisher.Root).Installed()) is var pack ? (pack.Name, pack.Version) : default);
        Assert.Equal(["installed", "lock"], Left());

        var again = _publisher.Installer().Add(file);
        Assert.Empty(again.Findings);
        Assert.Empty(again.Units);
    }

    [Fact]
    public void Without_a_configured_certificate_nothing_is_accepted_and_it_says_so()
    {
        var file = _publisher.Write(_publisher.Pack(Publisher.Files("first")));
        Directory.CreateDirectory(_publisher.In("empty"));
        foreach (var trust in new[] { "", _publisher.In("nowhere"), _publisher.In("empty") })
        {
            var finding = Assert.Single(_publisher.Installer(trust).Add(file).Findings);
            Assert.Equal("PACK-NO-TRUST", finding.Code);
            Assert.Contains("nothing is accepted", finding.Message, StringComparison.Ordinal);
        }

        Nothing();
    }

    [Fact]
    public void Another_key_is_refused()
    {
        using var stranger = Strangers.Named("somebody else");
        Refused("PACK-SIGNATURE", _publisher.Write(_publisher.Pack(Publisher.Files("first"), key: stranger)));
    }

    [Fact]
    public void A_stranger_with_the_same_name_is_refused()
    {
        using var stranger = Strangers.Named("publisher");
        Refused("PACK-SIGNATURE", _publisher.Write(_publisher.Pack(Publisher.Files("first"), key: stranger)));
    }

    [Fact]
    public void A_manifest_changed_after_it_was_signed_is_refused()
    {
        var pack = _publisher.Pack(Publisher.Files("first"));
        Refused("PACK-SIGNATURE", _publisher.Write(pack with { Manifest = [.. pack.Manifest, (byte)' '] }));
    }

    [Fact]
    public void An_empty_signature_is_refused() => Refused("PACK-SIGNATURE", _publisher.Write(_publisher.Pack(Publisher.Files("first")) with { Signature = [] }));

    [Fact]
    public void A_signature_of_another_pack_is_refused() => Refused(
        "PACK-SIGNATURE", _publisher.Write(_publisher.Pack(Publisher.Files("first")) with { Signature = _publisher.Pack(Publisher.Files("second")).Signature }));

    [Fact]
    public void An_unsigned_one_is_refused() => Refused("PACK-UNSIGNED", Tampered(zip => zip.GetEntry(PackManifest.SignatureName)!.Delete()));

    [Fact]
    public void One_without_a_manifest_is_refused() => Refused("PACK-MANIFEST", Tampered(zip => zip.GetEntry(PackManifest.FileName)!.Delete()));

    [Fact]
    public void A_manifest_that_cannot_be_right_is_refused() => Refused(
        "PACK-FIELD", _publisher.Write(_publisher.Pack(Publisher.Files("first"), manifest: Encoding.UTF8.GetBytes("{\"name\": \"../acme\", \"version\": \"1\", \"files\": []}"))));

    [Fact]
    public void A_changed_file_is_refused() => Refused("PACK-HASH", Tampered(zip =>
    {
        zip.GetEntry($"{new Slip("first").Folder}/slip.map")!.Delete();
        Publisher.Put(zip, $"{new Slip("first").Folder}/slip.map", "Slip\n"u8.ToArray());
    }));

    [Fact]
    public void A_missing_file_is_refused() => Refused("PACK-MISSING", Tampered(zip => zip.GetEntry($"{new Slip("first").Folder}/README.md")!.Delete()));

    [Fact]
    public void A_file_nobody_listed_is_refused() => Refused("PACK-UNLISTED", Tampered(zip => Publisher.Put(zip, $"{new Slip("first").Folder}/more.csv", "a"u8.ToArray())));

    [Theory]
    [InlineData("adapters/../../outside.json")]
    [InlineData("../outside.json")]
    [InlineData("/tmp/outside.json")]
    [InlineData("adapters\\..\\outside.json")]
    [InlineData("adapters/acme/run.sh")]
    [InlineData("schemas/canonical/declaration/1/elements.tsv")]
    [InlineData("adapters/acme/folder/")]
    public void A_path_that_leads_elsewhere_is_refused(string path)
    {
        Refused("PACK-PATH", Tampered(zip => Publisher.Put(zip, path, [])));
        Assert.False(File.Exists(_publisher.In("outside.json")));
        Assert.False(File.Exists("/tmp/outside.json"));
    }

    [Fact]
    public void A_link_is_refused() => Refused("PACK-ENTRY", Tampered(zip => Publisher.Put(zip, "adapters/acme/link.json", "/etc/passwd"u8.ToArray(), Link)));

    [Theory]
    [InlineData("README.md")]
    [InlineData("readme.MD")]
    public void A_name_that_stands_twice_is_refused(string name) =>
        Refused("PACK-DUPLICATE", Tampered(zip => Publisher.Put(zip, $"{new Slip("first").Folder}/{name}", "b"u8.ToArray())));

    [Fact]
    public void Too_many_files_are_refused() => Refused("PACK-LIMIT", Tampered(zip =>
    {
        for (var i = 0; i <= PackManifest.MaxFiles; i++)
        {
            zip.CreateEntry($"adapters/acme/{i}.csv");
        }
    }));

    [Fact]
    public void A_file_that_is_too_large_is_refused_however_small_it_was_packed()
    {
        var file = Tampered(zip => Publisher.Put(zip, "adapters/acme/bomb.csv", new byte[60_000_000]));
        Assert.InRange(new FileInfo(file).Length, 1, 200_000);
        Refused("PACK-LIMIT", file);
    }

    [Fact]
    public void Many_files_that_are_too_large_together_are_refused() => Refused("PACK-LIMIT", Tampered(zip =>
    {
        for (var i = 0; i < 20; i++)
        {
            Publisher.Put(zip, $"adapters/acme/{i}.csv", new byte[4_000_000]);
        }
    }));

    [Fact]
    public void A_pack_larger_than_the_limit_is_not_opened()
    {
        var file = _publisher.In("large.zip");
        using (var stream = File.Create(file))
        {
            stream.SetLength(17_000_000);
        }

        Refused("PACK-LIMIT", file);
    }

    [Fact]
    public void What_is_no_zip_is_refused()
    {
        File.WriteAllText(_publisher.In("text.zip"), "this is no zip");
        Refused("PACK-ZIP", _publisher.In("text.zip"));
        var whole = File.ReadAllBytes(_publisher.Write(_publisher.Pack(Publisher.Files("first"))));
        File.WriteAllBytes(_publisher.In("cut.zip"), whole[..(whole.Length / 2)]);
        Refused("PACK-ZIP", _publisher.In("cut.zip"));
    }

    [Fact]
    public void A_folder_that_does_not_pass_the_check_is_refused_with_file_and_line()
    {
        var files = Publisher.Files("first");
        files[$"{new Slip("first").Folder}/slip.map"] = Encoding.UTF8.GetBytes(new Slip("first").Map() + "  Nowhere = no/such/noun\n");
        var finding = Refused("MAP-NOUN", _publisher.Write(_publisher.Pack(files)));
        Assert.Equal(($"{new Slip("first").Folder}/slip.map", 7), (finding.Path, finding.Line));
    }

    [Fact]
    public void A_folder_broken_before_is_not_the_packs_fault()
    {
        Directory.CreateDirectory(Path.Combine(_publisher.Root, "adapters/x/broken/1"));
        File.WriteAllText(Path.Combine(_publisher.Root, "adapters/x/broken/1/adapter.json"), "{ nonsense");
        Assert.Empty(_publisher.Installer().Add(_publisher.Write(_publisher.Pack(Publisher.Files("first")))).Findings);
    }

    [Theory]
    [InlineData("README.md", "other words\n")]
    [InlineData("samples/two/1-SLIP.xml", "<Slip/>")]
    public void A_released_folder_is_never_given_other_content(string name, string text)
    {
        Assert.Empty(_publisher.Installer().Add(_publisher.Write(_publisher.Pack(Publisher.Files("first")))).Findings);
        var files = Publisher.Files("first");
        files[$"{new Slip("first").Folder}/{name}"] = Encoding.UTF8.GetBytes(text);
        var answer = _publisher.Installer().Add(_publisher.Write(_publisher.Pack(files, version: "2")));

        Assert.Equal(["PACK-RELEASED"], answer.Findings.Select(finding => finding.Code));
        Assert.Equal("A format of the enterprise's own.\n", File.ReadAllText(Path.Combine(_publisher.Root, new Slip("first").Folder, "README.md")));
        Assert.Single(new PackShelf(_publisher.Root).Installed());
    }

    [Fact]
    public void A_pack_of_the_same_version_with_other_content_is_refused()
    {
        Assert.Empty(_publisher.Installer().Add(_publisher.Write(_publisher.Pack(Publisher.Files("first")))).Findings);
        var answer = _publisher.Installer().Add(_publisher.Write(_publisher.Pack(Publisher.Files("second"))));
        Assert.Equal(["PACK-RELEASED"], answer.Findings.Select(finding => finding.Code));
        Assert.False(Directory.Exists(Path.Combine(_publisher.Root, new Slip("second").Folder)));
    }

    [Fact]
    public void A_folder_that_is_a_link_is_not_followed()
    {
        Directory.CreateDirectory(_publisher.In("elsewhere"));
        Directory.CreateDirectory(Path.Combine(_publisher.Root, "adapters"));
        Directory.CreateSymbolicLink(Path.Combine(_publisher.Root, "adapters/acme"), _publisher.In("elsewhere"));
        var answer = _publisher.Installer().Add(_publisher.Write(_publisher.Pack(Publisher.Files("first"))));
        Assert.All(answer.Findings, finding => Assert.Equal("PACK-PATH", finding.Code));
        Assert.NotEmpty(answer.Findings);
        Assert.Empty(Directory.EnumerateFileSystemEntries(_publisher.In("elsewhere")));
    }

    [Fact]
    public void When_one_part_cannot_be_placed_none_is()
    {
        var files = Publisher.Files("first");
        files["schemas/acme/order/1/SLIP.tsv"] = Encoding.UTF8.GetBytes(new Slip("first").Files()["slip.tsv"]);
        Directory.CreateDirectory(Path.Combine(_publisher.Root, "adapters"));
        // A file stands where the family's folder has to go.
        File.WriteAllText(Path.Combine(_publisher.Root, "adapters/acme"), "in the way");
        Assert.ThrowsAny<IOException>(() => _publisher.Installer().Add(_publisher.Write(_publisher.Pack(files))));
        Assert.False(Directory.Exists(Path.Combine(_publisher.Root, "schemas/acme/order/1")));
        Assert.Empty(new PackShelf(_publisher.Root).Installed());

        File.Delete(Path.Combine(_publisher.Root, "adapters/acme"));
        Assert.Equal(2, _publisher.Installer().Add(_publisher.Write(_publisher.Pack(files))).Units.Count);
        Assert.Equal(["installed", "lock"], Left());
    }

    [Fact]
    public void Two_at_once_take_turns()
    {
        var shelf = new PackShelf(_publisher.Root);
        Assert.False(PackShelf.IsLocked(_publisher.Root));
        using (shelf.Lock())
        {
            Assert.True(PackShelf.IsLocked(_publisher.Root));
            Assert.Throws<IOException>(() => _publisher.Installer().Add(_publisher.Write(_publisher.Pack(Publisher.Files("first")))));
        }

        Assert.False(PackShelf.IsLocked(_publisher.Root));
        Assert.Empty(_publisher.Installer().Add(_publisher.Write(_publisher.Pack(Publisher.Files("first")))).Findings);
    }

    [Fact]
    public void Production_does_not_trust_a_development_certificate()
    {
        DevelopmentCertificates.Ensure(_publisher.In("dev"), TimeProvider.System);
        File.Copy(_publisher.In("dev/enterprise.crt.pem"), Path.Combine(_publisher.Trust, "dev.crt.pem"));
        var installer = new PackInstaller(_publisher.Root, _publisher.Trust, "Production", TimeProvider.System);
        Assert.Throws<InvalidOperationException>(() => installer.Add(_publisher.Write(_publisher.Pack(Publisher.Files("first")))));
    }

    [Fact]
    public async Task Openssl_accepts_our_signature_and_we_accept_openssls()
    {
        var pack = _publisher.Pack(Publisher.Files("first"));
        var (manifest, signature, certificate) = (_publisher.In("pack.json"), _publisher.In("pack.json.p7s"), Path.Combine(_publisher.Trust, "publisher.crt.pem"));
        await File.WriteAllBytesAsync(manifest, pack.Manifest, TestContext.Current.CancellationToken);
        await File.WriteAllBytesAsync(signature, pack.Signature, TestContext.Current.CancellationToken);
        string[] verify = ["cms", "-verify", "-binary", "-inform", "DER", "-in", signature, "-content", manifest, "-CAfile", certificate, "-purpose", "any", "-out", "/dev/null"];
        var (exit, said) = await Tool.RunAsync("openssl", verify);
        Assert.True(exit == 0, said);

        await File.WriteAllBytesAsync(manifest, [.. pack.Manifest, (byte)' '], TestContext.Current.CancellationToken);
        Assert.NotEqual(0, (await Tool.RunAsync("openssl", verify)).Exit);

        await File.WriteAllBytesAsync(manifest, pack.Manifest, TestContext.Current.CancellationToken);
        (exit, said) = await Tool.RunAsync(
            "openssl", "cms", "-sign", "-binary", "-md", "sha256", "-outform", "DER", "-in", manifest, "-out", signature, "-signer", certificate, "-inkey", Path.Combine(_publisher.Keys, "publisher.key.pem"));
        Assert.True(exit == 0, said);
        var theirs = pack with { Signature = await File.ReadAllBytesAsync(signature, TestContext.Current.CancellationToken) };
        Assert.Empty(_publisher.Installer().Add(_publisher.Write(theirs)).Findings);
    }

    private string Tampered(Action<System.IO.Compression.ZipArchive> change) => Publisher.Tamper(_publisher.Write(_publisher.Pack(Publisher.Files("first"))), change);

    private Finding Refused(string code, string file)
    {
        var answer = _publisher.Installer().Add(file);
        var finding = Assert.Single(answer.Findings, finding => finding.Code == code);
        Assert.Empty(answer.Units);
        Nothing();
        return finding;
    }

    private void Nothing()
    {
        Assert.False(Directory.Exists(Path.Combine(_publisher.Root, "adapters")), "something was put in place");
        Assert.False(Directory.Exists(Path.Combine(_publisher.Root, "schemas")), "something was put in place");
        Assert.Empty(new PackShelf(_publisher.Root).Installed());
    }

    private IEnumerable<string> Left() => Directory.EnumerateFileSystemEntries(Path.Combine(_publisher.Root, ".packs")).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal);
}
