using Gateway.Host.Signatures;
using Gateway.Signatures;

namespace Gateway.Host.Packs;

/// <summary>Whose packs are taken: exactly the certificates of a folder. Without one, nobody's.</summary>
public static class PackTrust
{
    /// <summary>A finding, or <c>null</c> when one of the trusted signed the manifest.</summary>
    public static Finding? Refuse(PackFile pack, string folder, string environment, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(pack);
        ArgumentNullException.ThrowIfNull(folder);
        if (folder.Length == 0 || !Directory.Exists(folder))
        {
            return None(folder);
        }

        using var certificates = CertificateFolder.Load(folder);
        certificates.RefuseDevelopment(environment);
        if (certificates.Names.Count == 0)
        {
            return None(folder);
        }

        var verdict = DetachedSignatures.VerifyForeign(pack.Manifest, pack.Signature, certificates.Trust([.. certificates.Names]), now);
        return verdict.Valid ? null : Finding.Error("PACK-SIGNATURE", "", Gateway.Adapters.PackManifest.SignatureName, $"{verdict.Code}: nobody whose certificate is in {folder} signed this manifest");
    }

    private static Finding None(string folder) => Finding.Error(
        "PACK-NO-TRUST", "", folder, "no pack certificate is configured, so nothing is accepted; name a folder of NAME.crt.pem with --trust or GATEWAY_PACK_TRUST");
}
