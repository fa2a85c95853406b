using System.Formats.Asn1;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;

namespace Gateway.Host.Signatures.Tokens;

/// <summary>An RSA key whose private half stays in its token. Signs hashes, PKCS#1 v1.5 and PSS; nothing private can be taken out.</summary>
internal sealed class TokenRsa : RSA
{
    private readonly TokenSessions _sessions;
    private readonly RSAParameters _public;

    public TokenRsa(TokenSessions sessions, RSAParameters known)
    {
        _sessions = sessions;
        _public = known;
        KeySizeValue = known.Modulus!.Length * 8;
        LegalKeySizesValue = [new KeySizes(KeySizeValue, KeySizeValue, 0)];
    }

    public override byte[] SignHash(byte[] hash, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
    {
        ArgumentNullException.ThrowIfNull(hash);
        ArgumentNullException.ThrowIfNull(padding);
        var kind = TokenHash.Of(hashAlgorithm, hash.Length);
        return padding == RSASignaturePadding.Pkcs1 ? Pkcs1(hash, kind)
            : padding == RSASignaturePadding.Pss ? Pss(hash, kind)
            : throw new CryptographicException("a token signs with PKCS#1 v1.5 or PSS");
    }

    public override bool TrySignHash(ReadOnlySpan<byte> hash, Span<byte> destination, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding, out int bytesWritten)
    {
        bytesWritten = 0;
        if (destination.Length < KeySizeValue / 8)
        {
            return false;
        }

        var signature = SignHash(hash.ToArray(), hashAlgorithm, padding);
        signature.CopyTo(destination);
        bytesWritten = signature.Length;
        return true;
    }

    public override bool VerifyHash(byte[] hash, byte[] signature, HashAlgorithmName hashAlgorithm, RSASignaturePadding padding)
    {
        using var rsa = Create(_public);
        return rsa.VerifyHash(hash, signature, hashAlgorithm, padding);
    }

    public override RSAParameters ExportParameters(bool includePrivateParameters) =>
        includePrivateParameters ? throw new CryptographicException("the private key stays in its token") : _public;

    public override void ImportParameters(RSAParameters parameters) => throw new NotSupportedException("a token's key is made by its token");

    // The token pads; what is hashed comes already wrapped, so the hash's name is signed with it.
    private byte[] Pkcs1(byte[] hash, TokenHash kind)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier(kind.Oid);
                writer.WriteNull();
            }

            writer.WriteOctetString(hash);
        }

        var info = writer.Encode();
        return _sessions.Use(session => session.Sign(CKM.CKM_RSA_PKCS, info));
    }

    // The salt is as long as the hash: what everybody's profiles ask for.
    private byte[] Pss(byte[] hash, TokenHash kind) => _sessions.Use(session =>
    {
        var parameter = session.Session.Factories.MechanismParamsFactory.CreateCkRsaPkcsPssParams(
            ConvertUtils.UInt64FromCKM(kind.Mechanism), ConvertUtils.UInt64FromCKG(kind.Mask), (ulong)hash.Length);
        return session.Sign(CKM.CKM_RSA_PKCS_PSS, parameter, hash);
    });
}

/// <summary>A hash by its names in ASN.1 and in tokens.</summary>
/// <param name="Oid">Object identifier.</param>
/// <param name="Mechanism">Name in PKCS#11.</param>
/// <param name="Mask">Its mask generation of PSS.</param>
internal sealed record TokenHash(string Oid, CKM Mechanism, CKG Mask)
{
    private static readonly Dictionary<string, (int Length, TokenHash Hash)> s_known = new(StringComparer.Ordinal)
    {
        ["SHA1"] = (20, new TokenHash("1.3.14.3.2.26", CKM.CKM_SHA_1, CKG.CKG_MGF1_SHA1)),
        ["SHA256"] = (32, new TokenHash("2.16.840.1.101.3.4.2.1", CKM.CKM_SHA256, CKG.CKG_MGF1_SHA256)),
        ["SHA384"] = (48, new TokenHash("2.16.840.1.101.3.4.2.2", CKM.CKM_SHA384, CKG.CKG_MGF1_SHA384)),
        ["SHA512"] = (64, new TokenHash("2.16.840.1.101.3.4.2.3", CKM.CKM_SHA512, CKG.CKG_MGF1_SHA512)),
    };

    public static TokenHash Of(HashAlgorithmName name, int length) => s_known.TryGetValue(name.Name ?? "", out var known) && known.Length == length
        ? known.Hash
        : throw new CryptographicException($"a token does not sign {length} bytes as {name.Name}");
}
