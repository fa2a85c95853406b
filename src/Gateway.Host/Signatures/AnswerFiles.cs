using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>Certificates and revocation answers from files, DER or PEM, to be embedded in a signature.</summary>
public static class AnswerFiles
{
    private const int LargestFile = 4_194_304;

    /// <summary>Reads them; the signer's own certificate comes first. Throws <see cref="InvalidDataException"/> with the file that is no list or no response.</summary>
    public static EmbeddedAnswers Read(X509Certificate2 signer, IReadOnlyList<string> chain, IReadOnlyList<string> lists, IReadOnlyList<string> responses)
    {
        ArgumentNullException.ThrowIfNull(signer);
        return new EmbeddedAnswers([signer.RawData, .. chain.SelectMany(Values)], [.. lists.SelectMany(file => Values(file, EmbeddedAnswers.IsRevocationList, "list of revoked certificates"))], [.. responses.SelectMany(file => Values(file, EmbeddedAnswers.IsOcspResponse, "OCSP response"))]);
    }

    /// <summary>Whose certificate it is, by its SHA-256.</summary>
    public static string NameOf(EmbeddedAnswers answers, string digest)
    {
        ArgumentNullException.ThrowIfNull(answers);
        using var certificate = X509CertificateLoader.LoadCertificate(answers.Certificates.First(each => Convert.ToHexStringLower(SHA256.HashData(each.Span)) == digest).Span);
        return certificate.Subject;
    }

    private static List<ReadOnlyMemory<byte>> Values(string file, Predicate<ReadOnlyMemory<byte>> isOne, string what) =>
        Values(file) is var values && values.TrueForAll(isOne) ? values : throw new InvalidDataException($"{file} is no {what}");

    private static List<ReadOnlyMemory<byte>> Values(string file)
    {
        var bytes = InputFiles.ReadUpTo(file, LargestFile + 1);
        if (bytes.Length > LargestFile)
        {
            throw new InvalidDataException($"{file} is larger than {LargestFile} bytes");
        }

        var (values, text) = (new List<ReadOnlyMemory<byte>>(), bytes.AsSpan().StartsWith("-----BEGIN"u8) ? Encoding.ASCII.GetString(bytes) : "");
        for (var rest = text.AsSpan(); PemEncoding.TryFind(rest, out var found); rest = rest[found.Location.End..])
        {
            values.Add(Convert.FromBase64String(rest[found.Base64Data].ToString()));
        }

        return values.Count > 0 ? values : [bytes];
    }
}
