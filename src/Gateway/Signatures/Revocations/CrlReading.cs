using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>
/// Reads a certificate revocation list (RFC 5280) for one certificate: whole lists of the certificate's own issuer, signed by it. What else a
/// list may be - indirect, of changes only, of some reasons, of other certificates - says nothing here, and so does one with a critical
/// extension that is not understood. Entries are walked in place, none is made an object.
/// </summary>
public static class CrlReading
{
    /// <summary>Longest list, in bytes.</summary>
    public const int MostBytes = 33_554_432;

    /// <summary>Most entries of a list.</summary>
    public const int MostEntries = 2_000_000;

    private const string Broken = "the list cannot be read";

    /// <summary>What the list says of the certificate.</summary>
    public static RevocationReading Read(ReadOnlyMemory<byte> der, X509Certificate2 certificate, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(certificate);
        ArgumentNullException.ThrowIfNull(issuer);
        if (der.Length > MostBytes)
        {
            return RevocationReading.Nothing("the list is longer than the limit");
        }

        try
        {
            var signed = SignedAsn.Read(der);
            var list = Parse(signed);
            var trouble = list.IsDouble ? Broken
                : !IsIssuers(list, certificate, issuer) ? "the list is of another issuer"
                : CrlScope.Refuse(list.Extensions, certificate) is { Length: > 0 } scope ? scope
                : !signed.IsBy(issuer) ? "the list is not signed by the issuer"
                : "";
            return trouble.Length > 0 ? RevocationReading.Nothing(trouble) : Find(der, list, certificate);
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException or OverflowException)
        {
            return RevocationReading.Nothing(Broken);
        }
    }

    /// <summary>Whether an authority made the list; what it says is for <see cref="Read"/>.</summary>
    public static bool IsBy(ReadOnlyMemory<byte> der, X509Certificate2 issuer)
    {
        ArgumentNullException.ThrowIfNull(issuer);
        try
        {
            var signed = SignedAsn.Read(der);
            return Parse(signed).Issuer.Span.SequenceEqual(issuer.SubjectName.RawData) && signed.IsBy(issuer);
        }
        catch (Exception broken) when (broken is AsnContentException or CryptographicException or OverflowException)
        {
            return false;
        }
    }

    private static RevocationReading Find(ReadOnlyMemory<byte> der, List list, X509Certificate2 certificate)
    {
        var (revoked, trouble) = CrlEntries.Find(list.Entries.Span, certificate.SerialNumberBytes.Span);
        trouble = trouble.Length > 0 ? trouble : revoked is null && list.ThisUpdate > certificate.NotAfter.ToUniversalTime() ? "the list was made when the certificate had ended, and may leave it out" : "";
        return trouble.Length > 0
            ? RevocationReading.Nothing(trouble)
            : new RevocationReading(new RevocationFact(Digest(certificate.RawDataMemory.Span), RevocationForm.Crl, Digest(der.Span), list.ThisUpdate, list.NextUpdate, revoked), "");
    }

    internal static string Digest(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static List Parse(SignedAsn signed)
    {
        var reader = new AsnReader(signed.Signed, AsnEncodingRules.DER).ReadSequence();
        var second = reader.PeekTag() == Asn1Tag.Integer;
        if (second && (!reader.TryReadInt32(out var version) || version != 1))
        {
            throw new AsnContentException();
        }

        var algorithm = reader.ReadEncodedValue();
        var issuer = reader.ReadEncodedValue();
        var thisUpdate = AsnTime.Read(reader);
        DateTimeOffset? nextUpdate = reader.HasData && AsnTime.IsTime(reader.PeekTag()) ? AsnTime.Read(reader) : null;
        var entries = reader.HasData && reader.PeekTag() == Asn1Tag.Sequence ? Inside(reader.ReadEncodedValue()) : default;
        var tag = new Asn1Tag(TagClass.ContextSpecific, 0, isConstructed: true);
        var extensions = reader.HasData ? reader.ReadSequence(tag).ReadSequence() : null;
        reader.ThrowIfNotEmpty();
        return new List(issuer, thisUpdate, nextUpdate, entries, extensions, !algorithm.Span.SequenceEqual(signed.Algorithm.Span) || (extensions is not null && !second));
    }

    private static ReadOnlyMemory<byte> Inside(ReadOnlyMemory<byte> sequence)
    {
        AsnDecoder.ReadSequence(sequence.Span, AsnEncodingRules.DER, out var at, out var length, out _);
        return sequence.Slice(at, length);
    }

    private static bool IsIssuers(List list, X509Certificate2 certificate, X509Certificate2 issuer) =>
        list.Issuer.Span.SequenceEqual(issuer.SubjectName.RawData) && list.Issuer.Span.SequenceEqual(certificate.IssuerName.RawData)
        && issuer.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign));

    private sealed record List(
        ReadOnlyMemory<byte> Issuer, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate, ReadOnlyMemory<byte> Entries, AsnReader? Extensions, bool IsDouble);
}
