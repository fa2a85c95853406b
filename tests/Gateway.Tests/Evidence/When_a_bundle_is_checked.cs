using System.Text;
using Gateway.Evidence;
using Gateway.Signatures;
using Gateway.Tests.Signatures;
using Xunit;

namespace Gateway.Tests.Evidence;

/// <summary>A bundle is checked with a certificate and nothing else; whatever was done to it is named.</summary>
public sealed class When_a_bundle_is_checked
{
    private readonly SortedDictionary<string, ReadOnlyMemory<byte>> _files = ABundle.Make();

    [Fact]
    public void What_nobody_touched_has_no_fault()
    {
        var verdict = Check();

        Assert.Empty(verdict.Faults);
        Assert.Equal((6L, 6, 5, 2), (verdict.Entries, verdict.Things, verdict.Messages, verdict.Anchors));
        Assert.DoesNotContain(ABundle.Secret, Encoding.UTF8.GetString(_files["messages/8.bin"].Span), StringComparison.Ordinal);
    }

    [Fact]
    public void A_flipped_bit_anywhere_is_found()
    {
        foreach (var (name, bytes) in _files.ToList())
        {
            for (var at = 0; at < bytes.Length; at += bytes.Length < 200 ? 5 : 61)
            {
                var changed = bytes.ToArray();
                changed[at] ^= 1;
                _files[name] = changed;
                Assert.True(Check().Faults.Count > 0, $"{name} byte {at}");
            }

            _files[name] = bytes;
        }

        Assert.Empty(Check().Faults);
    }

    [Theory]
    [InlineData("messages/4.bin", "message of place 4", "message of place 5", "EVD-CONTENT", "messages/4.bin")]
    [InlineData("messages/7.bin", "message of place 7", "message of place 5", "EVD-CONTENT", "messages/7.bin")]
    [InlineData("messages/8.bin", "********", "SECRET02", "EVD-CONTENT", "messages/8.bin")]
    [InlineData("things.jsonl", "39349152", "39349153", "EVD-CONTENT", "entry 9 (payment p9)")]
    [InlineData("things.jsonl", "\"checker\",null", "\"checker\",\"\"", "EVD-CONTENT", "entry 9 (payment p9)")]
    [InlineData("chain.jsonl", "\"e6\"", "\"e66\"", "EVD-CHANGED", "entry 6 (envelope e66)")]
    [InlineData("anchors.jsonl", "\"sequence\":9", "\"sequence\":8", "EVD-UNANCHORED", "entry 9")]
    [InlineData("anchors.jsonl", "\"at\":\"2026", "\"at\":\"2025", "EVD-ANCHOR-SIGNATURE", "anchor 3")]
    [InlineData("manifest.json", "declaration X", "declaration Y", "EVD-MANIFEST", "manifest.json")]
    [InlineData("chain.jsonl", "{\"sequence\":5", "[\"sequence\":5", "EVD-MALFORMED", "chain.jsonl line 2")]
    [InlineData("manifest.json", "gateway-evidence/1", "gateway-evidence/2", "EVD-MALFORMED", "manifest.json")]
    public void A_change_is_named(string file, string was, string becomes, string code, string place)
    {
        Replace(file, was, becomes);

        Assert.Contains((code, place), Faults());
        if (file != BundleManifest.FileName)
        {
            Assert.Contains((EvidenceCodes.File, file), Faults());
        }
    }

    [Theory]
    [InlineData("chain.jsonl", 1, "EVD-REMOVED", "entry 5")]
    [InlineData("chain.jsonl", 5, "EVD-TRUNCATED", "entry 9 to entry 9")]
    [InlineData("things.jsonl", 1, "EVD-MISSING", "entry 5 (envelope e5)")]
    [InlineData("anchors.jsonl", 0, "EVD-UNANCHORED", "entry 4")]
    [InlineData("anchors.jsonl", 1, "EVD-UNANCHORED", "entry 9")]
    public void A_line_taken_out_is_named(string file, int line, string code, string place)
    {
        var lines = Lines(file);
        lines.RemoveAt(line);
        _files[file] = Encoding.UTF8.GetBytes(string.Concat(lines));

        Assert.Contains((code, place), Faults());
    }

    [Fact]
    public void Lines_that_were_swapped_or_put_in_are_named()
    {
        var chain = Lines(BundleManifest.ChainName);
        (chain[1], chain[2]) = (chain[2], chain[1]);
        _files[BundleManifest.ChainName] = Encoding.UTF8.GetBytes(string.Concat(chain));
        Assert.Contains((EvidenceCodes.Removed, "entry 5"), Faults());
        Assert.Contains((EvidenceCodes.Inserted, "entry 5 (envelope e5)"), Faults());

        (chain[1], chain[2]) = (chain[2], chain[1]);
        var forged = Entry.After(ABundle.Chain().Entries[4], "event", "forged", Signers.At, Digest.Nothing);
        chain.Insert(2, Encoding.UTF8.GetString(BundleLines.Of([forged])));
        _files[BundleManifest.ChainName] = Encoding.UTF8.GetBytes(string.Concat(chain));
        Assert.Contains((EvidenceCodes.Inserted, "entry 6 (envelope e6)"), Faults());

        var things = Lines(BundleManifest.ThingsName);
        things.Add(Encoding.UTF8.GetString(BundleLines.Of([(11L, new Thing("event", "e11", []))])));
        _files[BundleManifest.ThingsName] = Encoding.UTF8.GetBytes(string.Concat(things));
        Assert.Contains((EvidenceCodes.Inserted, "entry 11"), Faults());
    }

    [Fact]
    public void A_file_that_was_taken_out_or_put_in_is_named()
    {
        _files.Remove("messages/5.bin");
        _files["messages/6b.bin"] = new byte[3];

        Assert.Equal([(EvidenceCodes.File, "messages/5.bin"), (EvidenceCodes.File, "messages/6b.bin")], Faults().Order());
    }

    [Fact]
    public void A_chain_made_anew_over_a_changed_payment_is_caught_by_the_anchor_though_every_other_part_agrees()
    {
        var (entries, things) = ABundle.Chain(thing => thing.Kind == "payment" ? thing with { Fields = [new ThingField("amount", "1")] } : thing);
        _files[BundleManifest.ChainName] = BundleLines.Of(entries[3..9]);
        _files[BundleManifest.ThingsName] = BundleLines.Of(things[3..9].Select((thing, i) => (4L + i, thing)));
        var manifest = BundleManifest.Parse(_files[BundleManifest.FileName].Span)!;
        var listed = manifest.Files.ToDictionary(file => file.Key, file => ABundle.Hash(_files[file.Key].ToArray()));
        ABundle.Sign(_files, manifest with { Files = listed }, SigningKey.Of(Signers.Attacker));

        Assert.Equal([(EvidenceCodes.Anchor, "anchor 9"), (EvidenceCodes.Manifest, "manifest.json")], Faults().Order());
    }

    [Fact]
    public void Anchors_of_another_key_are_refused_and_so_is_a_bundle_shown_another_certificate()
    {
        var entries = ABundle.Chain().Entries;
        _files[BundleManifest.AnchorsName] = BundleLines.Of([Anchor.Sign(entries[2], Signers.At, ABundle.Key), Anchor.Sign(entries[8], Signers.At, SigningKey.Of(Signers.Attacker))]);
        Assert.Contains((EvidenceCodes.AnchorSignature, "anchor 9"), Faults());
        Assert.DoesNotContain((EvidenceCodes.AnchorSignature, "anchor 3"), Faults());

        var other = BundleCheck.Run(ABundle.Make(), TrustedSigners.Pin(Signers.Attacker)).Faults.Select(fault => fault.Path);
        Assert.Equal(["anchor 3", "anchor 9", "manifest.json"], other.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void It_is_said_who_signed_it()
    {
        var verdict = Check();
        var bank = new BundleSigner(Signers.Bank.Subject, Signers.Bank.SerialNumber, ABundle.Hash(Signers.Bank.RawData));
        Assert.Equal(bank, verdict.Signer);
        Assert.Equal([bank], verdict.AnchorSigners);

        Replace(BundleManifest.FileName, "declaration X", "declaration Y");
        Assert.Null(Check().Signer);
        Assert.Empty(BundleCheck.Run(_files, TrustedSigners.Pin(Signers.Attacker)).AnchorSigners);
    }

    [Fact]
    public void A_list_of_contents_by_another_certificate_of_the_authority_is_refused_and_both_are_named()
    {
        var entries = ABundle.Chain().Entries;
        _files[BundleManifest.AnchorsName] = BundleLines.Of([Anchor.Sign(entries[2], Signers.At, SigningKey.Of(Signers.Leafed)), Anchor.Sign(entries[8], Signers.At, SigningKey.Of(Signers.Lasting))]);
        var manifest = BundleManifest.Parse(_files[BundleManifest.FileName].Span)!;
        manifest = manifest with { Files = manifest.Files.ToDictionary(file => file.Key, file => ABundle.Hash(_files[file.Key].ToArray())) };

        ABundle.Sign(_files, manifest, SigningKey.Of(Signers.Lasting));
        Assert.Empty(Below().Faults);
        ABundle.Sign(_files, manifest, SigningKey.Of(Signers.Leafed));
        var verdict = Below();
        Assert.Equal([(EvidenceCodes.Manifest, BundleManifest.FileName)], verdict.Faults.Select(fault => (fault.Code, fault.Path)));
        Assert.Equal(("CN=Leaf", "CN=Leaf CN=Lasting"), (verdict.Signer!.Subject, string.Join(' ', verdict.AnchorSigners.Select(signer => signer.Subject))));

        BundleVerdict Below() => BundleCheck.Run(_files, TrustedSigners.Anchored(Signers.Authority));
    }

    [Fact]
    public void A_second_anchor_at_a_place_is_named()
    {
        var anchors = Lines(BundleManifest.AnchorsName);
        _files[BundleManifest.AnchorsName] = Encoding.UTF8.GetBytes(string.Concat(anchors.Append(anchors[1])));

        Assert.Contains((EvidenceCodes.Inserted, "anchor 9"), Faults());
    }

    [Fact]
    public void A_beginning_that_no_anchor_signs_is_named()
    {
        var manifest = BundleManifest.Parse(_files[BundleManifest.FileName].Span)!;
        ABundle.Sign(_files, manifest with { Previous = new string('0', 64) }, ABundle.Key);

        Assert.Contains((EvidenceCodes.Unanchored, "entry 4"), Faults());
    }

    private BundleVerdict Check() => BundleCheck.Run(_files, TrustedSigners.Pin(Signers.Bank));

    private List<(string, string)> Faults() => [.. Check().Faults.Select(fault => (fault.Code, fault.Path))];

    private List<string> Lines(string file) => [.. Encoding.UTF8.GetString(_files[file].Span).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line + "\n")];

    private void Replace(string file, string was, string becomes)
    {
        var text = Encoding.UTF8.GetString(_files[file].Span);
        Assert.Contains(was, text, StringComparison.Ordinal);
        _files[file] = Encoding.UTF8.GetBytes(text.Replace(was, becomes, StringComparison.Ordinal));
    }
}
