using System.Security.Cryptography;
using System.Text;

namespace Gateway.Simulator.Proofs;

/// <summary>Signs and judges customs' S/MIME (detached PKCS#7, SHA-1, the end certificate only) with openssl.</summary>
internal static class MailSeal
{
    private static readonly byte[] PartHeader = Encoding.ASCII.GetBytes("Content-Type: text/plain; charset=UTF-8\r\n\r\n");

    public static async Task<(string ContentType, byte[] Body)> SignAsync(byte[] content, KeyRing ring, string signer, CancellationToken cancel)
    {
        byte[] signed = [.. PartHeader, .. content];
        using var scratch = new Scratch();
        var input = await scratch.WriteAsync("content", signed, cancel);
        var run = await Tool.RunAsync(
            "openssl",
            [
                "cms", "-sign", "-binary", "-md", "sha1", "-nosmimecap", "-outform", "DER",
                "-signer", ring.CertificateOf(signer), "-inkey", ring.KeyOf(signer), "-in", input, "-out", scratch["signature"],
            ],
            cancel);
        if (!run.Ok)
        {
            throw new InvalidOperationException($"openssl did not sign: {run.Complaint}");
        }

        var boundary = "----" + Convert.ToHexString(SHA256.HashData(signed))[..32];
        return Mime.Join(signed, await File.ReadAllBytesAsync(scratch["signature"], cancel), boundary);
    }

    public static async Task<Verdict> VerifyAsync(SignedMail mail, KeyRing ring, string signer, CancellationToken cancel)
    {
        using var scratch = new Scratch();
        var run = await Tool.RunAsync(
            "openssl",
            [
                "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any", "-CAfile", ring.Authority, "-no-CApath",
                "-in", await scratch.WriteAsync("signature", mail.Signature, cancel),
                "-content", await scratch.WriteAsync("content", mail.Signed, cancel),
                "-signer", scratch["signers"], "-out", scratch["verified"],
            ],
            cancel);
        if (!run.Ok)
        {
            return Verdict.Bad("signature-invalid", run.Complaint);
        }

        return SignedBy(await File.ReadAllTextAsync(scratch["signers"], cancel), ring.BytesOf(signer))
            ? Verdict.Good("openssl cms")
            : Verdict.Bad("unknown-certificate", "the certificate is not the partner's");
    }

    private static bool SignedBy(string pem, byte[] certificate)
    {
        var signers = new System.Security.Cryptography.X509Certificates.X509Certificate2Collection();
        signers.ImportFromPem(pem);
        return signers.Count == 1 && signers[0].RawData.AsSpan().SequenceEqual(certificate);
    }
}
