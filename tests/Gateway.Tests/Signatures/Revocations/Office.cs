using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Tests.Signatures.Revocations;

/// <summary>A root, an issuing authority and its leaves, made for one run; and what they say of revocation. Certificates and lists are the platform's.</summary>
internal sealed class Office
{
    public const string ListAddress = "http://127.0.0.1:1/issuing.crl";
    private static readonly Lazy<Office> LazyOne = new(() => new Office("One"));
    private static readonly Lazy<Office> LazyOther = new(() => new Office("Other"));
    private int _serial = 1_000;

    public Office(string name, bool isRsa = false)
    {
        Root = Issue($"CN={name} root", null, isRsa, authority: true);
        Issuing = Issue($"CN={name} issuing", Root, isRsa, authority: true, addressed: true);
        Leaf = Issue($"CN={name} leaf", Issuing, isRsa, addressed: true);
        Second = Issue($"CN={name} second leaf", Issuing, isRsa, addressed: true);
        Responder = Issue($"CN={name} responder", Issuing, isRsa, purpose: "1.3.6.1.5.5.7.3.9");
    }

    public static Office One => LazyOne.Value;

    public static Office Other => LazyOther.Value;

    public static DateTimeOffset At => Signers.At;

    public X509Certificate2 Root { get; }

    public X509Certificate2 Issuing { get; }

    public X509Certificate2 Leaf { get; }

    public X509Certificate2 Second { get; }

    public X509Certificate2 Responder { get; }

    /// <summary>The leaf's path to the root, or to the authority that issued it.</summary>
    public TrustPath Path(RevocationPolicy policy, bool isShort = true) =>
        new(isShort ? [Leaf.RawData, Issuing.RawData] : [Leaf.RawData, Issuing.RawData, Root.RawData], IsPinned: false, policy);

    public X509Certificate2 Issue(
        string subject, X509Certificate2? issuer, bool isRsa = false, bool authority = false, bool addressed = false, string? purpose = null, DateTimeOffset? validTo = null)
    {
        AsymmetricAlgorithm key = isRsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsa
            ? new CertificateRequest(subject, rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest(subject, (ECDsa)key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(authority ? X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, critical: true));
        if (addressed)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([ListAddress]));
        }

        if (purpose is not null)
        {
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], critical: false));
        }

        if (issuer is null)
        {
            return request.CreateSelfSigned(At.AddYears(-1), At.AddYears(1));
        }

        using var bare = request.Create(issuer, At.AddMonths(-6), validTo ?? At.AddMonths(6), [0x4E, 1, (byte)(_serial >> 8), (byte)(_serial++ & 0xFF)]);
        return key is RSA own ? bare.CopyWithPrivateKey(own) : bare.CopyWithPrivateKey((ECDsa)key);
    }

    /// <summary>A list of the issuing authority.</summary>
    public RevocationAnswer List(DateTimeOffset? thisUpdate = null, DateTimeOffset? nextUpdate = null, params (X509Certificate2 Certificate, DateTimeOffset Since, X509RevocationReason? Reason)[] revoked) =>
        List(Issuing, thisUpdate, nextUpdate, revoked);

    public static RevocationAnswer List(
        X509Certificate2 issuer, DateTimeOffset? thisUpdate = null, DateTimeOffset? nextUpdate = null, params (X509Certificate2 Certificate, DateTimeOffset Since, X509RevocationReason? Reason)[] revoked)
    {
        var builder = new CertificateRevocationListBuilder();
        foreach (var (certificate, since, reason) in revoked)
        {
            builder.AddEntry(certificate, since, reason);
        }

        return new RevocationAnswer(RevocationForm.Crl, builder.Build(
            issuer, 7, nextUpdate ?? At.AddDays(1), HashAlgorithmName.SHA256, issuer.GetRSAPublicKey() is null ? null : RSASignaturePadding.Pkcs1, thisUpdate ?? At.AddHours(-1)));
    }

    public RevocationReading Read(RevocationAnswer answer) => answer.Read(Leaf, Issuing);

    /// <summary>The decision about the leaf's path by these answers.</summary>
    public RevocationResult Decide(RevocationPolicy policy, IReadOnlyList<RevocationAnswer> answers, DateTimeOffset? at = null, DateTimeOffset? now = null)
    {
        var path = Path(policy);
        return RevocationDecision.Decide(path, RevocationKnowledge.From([path], answers, now ?? at ?? At), at ?? At);
    }

    public RevocationState State(RevocationAsk ask, params RevocationAnswer[] answers) => Decide(new RevocationPolicy(ask), answers).State;
}
