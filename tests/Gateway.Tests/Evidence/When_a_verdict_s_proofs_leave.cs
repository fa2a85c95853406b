using System.Text;
using Gateway.Evidence;
using Gateway.Signatures;
using Gateway.Tests.Signatures;
using Xunit;

namespace Gateway.Tests.Evidence;

public sealed class When_a_verdict_s_proofs_leave
{
    private static readonly byte[] Certificate = Encoding.ASCII.GetBytes("a certificate");
    private static readonly byte[] Answer = Encoding.ASCII.GetBytes("an answer");

    private static string CertificateFile => $"certificates/{ABundle.Hash(Certificate)}.der";

    private static string AnswerFile => $"revocation/{ABundle.Hash(Answer)}.der";

    [Fact]
    public void What_is_whole_has_no_fault() => Assert.Empty(Faults(_ => { }));

    [Fact]
    public void What_is_left_out_is_named_though_the_list_of_contents_agrees() =>
        Assert.Equal([(EvidenceCodes.Missing, AnswerFile)], Faults(files => files.Remove(AnswerFile)));

    [Fact]
    public void What_is_another_s_is_named_though_the_list_of_contents_agrees() =>
        Assert.Equal([(EvidenceCodes.Content, CertificateFile)], Faults(files => files[CertificateFile] = Answer));

    [Fact]
    public void Names_that_are_no_hash_are_no_files()
    {
        var basis = new Thing("basis", "k", [new ThingField("certificates", "../../etc/passwd " + new string('A', 64)), new ThingField("answers", null)]);
        Assert.Empty(BundleProofs.Of(basis));
        Assert.Empty(BundleProofs.Of(new Thing("verdict", "k", [new ThingField("certificates", ABundle.Hash(Certificate))])));
    }

    // The maker of the bundle is honest about what lies in it: only the sealed basis knows better.
    private static IEnumerable<(string, string)> Faults(Action<SortedDictionary<string, ReadOnlyMemory<byte>>> change)
    {
        var basis = new Thing("basis", "k", [new ThingField("certificates", ABundle.Hash(Certificate)), new ThingField("answers", ABundle.Hash(Answer))]);
        var entry = Entry.After(null, basis.Kind, basis.Key, Signers.At, basis.Digest());
        var files = new SortedDictionary<string, ReadOnlyMemory<byte>>(StringComparer.Ordinal)
        {
            [BundleManifest.ChainName] = BundleLines.Of([entry]),
            [BundleManifest.ThingsName] = BundleLines.Of([(1L, basis)]),
            [BundleManifest.AnchorsName] = BundleLines.Of([Anchor.Sign(entry, Signers.At, ABundle.Key)]),
            [CertificateFile] = Certificate,
            [AnswerFile] = Answer,
        };
        change(files);
        var listed = files.ToDictionary(file => file.Key, file => ABundle.Hash(file.Value.ToArray()));
        ABundle.Sign(files, new BundleManifest(BundleManifest.FormatName, Signers.At, "a verdict", 1, 1, Digest.Nothing.ToString(), [1], [], listed), ABundle.Key);
        return BundleCheck.Run(files, TrustedSigners.Pin(Signers.Bank)).Faults.Select(fault => (fault.Code, fault.Path));
    }
}
