using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Tests.Signatures;

/// <summary>Keys made for one run: the honest ones and those that must never be accepted.</summary>
internal static class Signers
{
    public static readonly DateTimeOffset At = new(2026, 11, 23, 9, 15, 0, TimeSpan.FromHours(7));
    private static readonly Lazy<X509Certificate2> LazyBank = new(() => SelfSigned("CN=Bank, O=Test", RSA.Create(2048)));
    private static readonly Lazy<X509Certificate2> LazyAttacker = new(() => SelfSigned("CN=Bank, O=Test", RSA.Create(2048)));
    private static readonly Lazy<X509Certificate2> LazyWeak = new(() => SelfSigned("CN=Weak", RSA.Create(1024)));
    private static readonly Lazy<X509Certificate2> LazyExpired = new(() => SelfSigned("CN=Old", RSA.Create(2048), validTo: At.AddDays(-1)));
    private static readonly Lazy<X509Certificate2> LazyFuture = new(() => SelfSigned("CN=Soon", RSA.Create(2048), validFrom: At.AddDays(1)));
    private static readonly Lazy<X509Certificate2> LazyCipher =
        new(() => SelfSigned("CN=Cipher", RSA.Create(2048), X509KeyUsageFlags.KeyEncipherment));

    private static readonly Lazy<X509Certificate2> LazyAuthority =
        new(() => SelfSigned("CN=Authority", RSA.Create(2048), X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, authority: true));

    private static readonly Lazy<X509Certificate2> LazyLeaf = new(() => Leaf("CN=Leaf", At.AddMonths(1)));
    private static readonly Lazy<X509Certificate2> LazyLasting = new(() => Leaf("CN=Lasting", At.AddMonths(1), 8));
    private static readonly Lazy<X509Certificate2> LazyOldLeaf = new(() => Leaf("CN=Old leaf", At.AddDays(-1)));

    public static X509Certificate2 Bank => LazyBank.Value;

    /// <summary>The bank's name, another key.</summary>
    public static X509Certificate2 Attacker => LazyAttacker.Value;

    public static X509Certificate2 Weak => LazyWeak.Value;

    public static X509Certificate2 Expired => LazyExpired.Value;

    public static X509Certificate2 Future => LazyFuture.Value;

    public static X509Certificate2 Cipher => LazyCipher.Value;

    public static X509Certificate2 Authority => LazyAuthority.Value;

    public static X509Certificate2 Leafed => LazyLeaf.Value;

    /// <summary>One whose authority says that it was not revoked.</summary>
    public static X509Certificate2 Lasting => LazyLasting.Value;

    public static X509Certificate2 OldLeaf => LazyOldLeaf.Value;

    private static X509Certificate2 SelfSigned(
        string subject,
        RSA key,
        X509KeyUsageFlags usage = X509KeyUsageFlags.DigitalSignature,
        bool authority = false,
        DateTimeOffset? validFrom = null,
        DateTimeOffset? validTo = null) =>
        Request(subject, key, usage, authority).CreateSelfSigned(validFrom ?? At.AddMonths(-6), validTo ?? At.AddMonths(6));

    private static X509Certificate2 Leaf(string subject, DateTimeOffset validTo, byte serial = 7)
    {
        var key = RSA.Create(2048);
        using var bare = Request(subject, key, X509KeyUsageFlags.DigitalSignature, authority: false)
            .Create(Authority, At.AddMonths(-5), validTo, [0x7F, 1, 2, 3, 4, 5, 6, serial]);
        return bare.CopyWithPrivateKey(key);
    }

    private static CertificateRequest Request(string subject, RSA key, X509KeyUsageFlags usage, bool authority)
    {
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, critical: true));
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(authority, false, 0, critical: true));
        return request;
    }
}
