using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Verbs;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Signatures;

/// <summary>
/// Certificates to trust from a folder of files: <c>.pem</c>, <c>.crt</c>, <c>.cer</c>, <c>.der</c>. Each is trusted itself, and
/// authorities vouch for others. Lists of revoked certificates (<c>.crl</c>) may lie beside them. No key is ever read.
/// </summary>
public sealed class TrustFolder : IDisposable
{
    private const int MostFiles = 1_000;
    private const int LargestFile = 262_144;
    private const int MostLists = 100;
    private static readonly RevocationPolicy Asked = new(RevocationAsk.Crl);
    private static readonly string[] Endings = [".pem", ".crt", ".cer", ".der"];
    private readonly List<X509Certificate2> _certificates = [];

    private readonly List<(string File, RevocationAnswer Answer)> _lists = [];

    private TrustFolder(IEnumerable<string> files)
    {
        foreach (var file in files)
        {
            Read(file);
        }
    }

    /// <summary>How many certificates there are.</summary>
    public int Count => _certificates.Count;

    /// <summary>Those signers, and whoever has a certificate of one of the authorities.</summary>
    public TrustedSigners Signers => Of(null);

    /// <summary>
    /// The same; as soon as there is one list, whoever is vouched for has to be spoken of by one, and so has a signer whose authority is among them.
    /// </summary>
    public TrustedSigners At(DateTimeOffset now, TrustedSigners? timeAuthorities = null) => _lists.Count == 0 ? Of(timeAuthorities) : TrustedSigners.Of(
        _certificates.Select(certificate => new PinnedSigner(certificate) { Issuer = Authority(certificate), Revocation = IsOfAnAuthority(certificate) ? Asked : RevocationPolicy.None }),
        Anchors(Asked),
        new RevocationKnowledge(_ => [], now) { Answers = [.. _lists.Select(list => list.Answer)] }, timeAuthorities);

    /// <summary>Whose list none of the authorities here made: a list nobody vouches for. Empty where each is somebody's.</summary>
    public string StrangeList() => _lists.Find(list => !_certificates.Exists(authority => CrlReading.IsBy(list.Answer.Bytes, authority))).File ?? "";

    private TrustedSigners Of(TrustedSigners? timeAuthorities) =>
        TrustedSigners.Of(_certificates.Select(certificate => new PinnedSigner(certificate)), Anchors(RevocationPolicy.None), timeAuthorities: timeAuthorities);

    // An authority that another one here issued is trusted because of that one, and asked about like everybody below it.
    private IEnumerable<TrustAnchor> Anchors(RevocationPolicy policy)
    {
        var authorities = _certificates.Where(IsAuthority).ToList();
        var anchors = authorities.FindAll(authority => Issuance.IsOwn(authority) || !authorities.Exists(other => other != authority && Issuance.IsBy(authority, other)));
        return anchors.Select(authority => new TrustAnchor(authority) { Revocation = policy, Between = [.. authorities.Except(anchors)] });
    }

    /// <summary>Adds the lists of a file or a folder, and says how many there are.</summary>
    public int AddLists(string place)
    {
        ArgumentException.ThrowIfNullOrEmpty(place);
        string[] files = File.Exists(place) ? [place] : [.. Directory.GetFiles(place).Where(IsList).Order(StringComparer.Ordinal)];
        foreach (var file in files)
        {
            _lists.AddRange(ReadLists(file).Select(list => (file, list)));
            if (_lists.Count > MostLists)
            {
                throw new InvalidDataException($"{place} holds more than {MostLists} lists");
            }
        }

        return files.Length;
    }

    /// <summary>Reads a folder, or one file; throws <see cref="InvalidDataException"/> with the file's name where one is no certificate.</summary>
    public static TrustFolder Load(string place)
    {
        ArgumentException.ThrowIfNullOrEmpty(place);
        string[] files = File.Exists(place) ? [place] : [.. Directory.GetFiles(place).Where(file => Endings.Contains(Path.GetExtension(file).ToLowerInvariant()) && !file.EndsWith(".key.pem", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        if (files.Length > MostFiles)
        {
            throw new InvalidDataException($"{place} holds {files.Length} certificates, more than {MostFiles}");
        }

        var folder = new TrustFolder(files);
        if (Directory.Exists(place))
        {
            folder.AddLists(place);
        }

        return folder;
    }

    /// <inheritdoc/>
    public void Dispose() => _certificates.ForEach(certificate => certificate.Dispose());

    private void Read(string file)
    {
        // What says that it has no length may have no end.
        var bytes = InputFiles.ReadUpTo(file, LargestFile + 1);
        if (bytes.Length > LargestFile)
        {
            throw new InvalidDataException($"{file} is larger than {LargestFile} bytes");
        }

        try
        {
            if (bytes.AsSpan().IndexOf("-----BEGIN CERTIFICATE-----"u8) < 0)
            {
                _certificates.Add(X509CertificateLoader.LoadCertificate(bytes));
                return;
            }

            var found = new X509Certificate2Collection();
            found.ImportFromPem(System.Text.Encoding.UTF8.GetString(bytes));
            _certificates.AddRange(found);
        }
        catch (CryptographicException broken)
        {
            throw new InvalidDataException($"{file} is no certificate", broken);
        }
    }

    private static List<RevocationAnswer> ReadLists(string file)
    {
        var bytes = new FileInfo(file).Length <= (CrlReading.MostBytes * 3L / 2) ? File.ReadAllBytes(file) : throw new InvalidDataException($"{file} is larger than a list may be");
        if (bytes.AsSpan().IndexOf("-----BEGIN X509 CRL-----"u8) < 0)
        {
            return EmbeddedAnswers.IsRevocationList(bytes) ? [new RevocationAnswer(RevocationForm.Crl, bytes)] : throw new InvalidDataException($"{file} is no list of revoked certificates");
        }

        // Several may stand in one file, one behind the other, and each counts.
        var (lists, text) = (new List<RevocationAnswer>(), System.Text.Encoding.Latin1.GetString(bytes));
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            var list = Convert.FromBase64String(rest[found.Base64Data].ToString());
            lists.Add(rest[found.Label] is "X509 CRL" && EmbeddedAnswers.IsRevocationList(list) ? new RevocationAnswer(RevocationForm.Crl, list) : throw new InvalidDataException($"{file} holds what is no list of revoked certificates"));
        }

        return lists.Count > 0 && lists.Count == Begins(text) ? lists : throw new InvalidDataException($"{file} is no list of revoked certificates, or only in part");
    }

    private static int Begins(string text) => text.Split("-----BEGIN ").Length - 1;

    private static bool IsList(string file) => Path.GetExtension(file).Equals(".crl", StringComparison.OrdinalIgnoreCase);

    private X509Certificate2? Authority(X509Certificate2 certificate) => _certificates.Find(authority =>
        IsAuthority(authority) && authority != certificate && Issuance.IsBy(certificate, authority));

    // By its name alone: an authority whose signature on it cannot be believed speaks for nobody, and then nothing is known.
    private bool IsOfAnAuthority(X509Certificate2 certificate) => _certificates.Exists(authority =>
        IsAuthority(authority) && authority != certificate && authority.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData));

    private static bool IsAuthority(X509Certificate2 certificate) =>
        certificate.Extensions.OfType<X509BasicConstraintsExtension>().Any(constraints => constraints.CertificateAuthority);
}
