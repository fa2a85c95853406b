using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>Sound signatures of keys that may not sign, and key information that says more or less than one certificate.</summary>
internal static class Strangers
{
    private static readonly Lazy<string> Signed = new(() => Papers.Signed(Papers.Enveloped));

    public static IEnumerable<Attack> All => [.. Keys(), .. Hints(), .. Issuers()];

    private static string Certificate => Signed.Value.Slice("<X509Certificate>", "</X509Certificate>");

    private static IEnumerable<Attack> Keys() =>
    [
        By("self-signed attacker with the partner's name", SignatureCodes.Untrusted, Signers.Attacker),
        By("expired certificate", SignatureCodes.Expired, Signers.Expired),
        By("certificate not yet valid", SignatureCodes.Expired, Signers.Future),
        By("1024-bit key", SignatureCodes.WeakKey, Signers.Weak),
        By("certificate for encipherment", SignatureCodes.KeyUsage, Signers.Cipher),
        By("certificate of an authority", SignatureCodes.KeyUsage, Signers.Authority),
        By("certificate of an unknown authority", SignatureCodes.Untrusted, Signers.Leafed),
        Forged("attacker's value under the partner's certificate", SignatureCodes.Value, new Forger { Key = Signers.Attacker, KeyInfo = [new KeyInfoX509Data(Signers.Bank)] }),
    ];

    private static IEnumerable<Attack> Hints() =>
    [
        Forged("KeyValue alone", SignatureCodes.KeyInfo, new Forger { Key = Signers.Attacker, KeyInfo = [new RSAKeyValue(Signers.Attacker.GetRSAPublicKey()!)] }),
        Forged("KeyValue of the partner beside its certificate", SignatureCodes.KeyInfo, new Forger { KeyInfo = [new KeyInfoX509Data(Signers.Bank), new RSAKeyValue(Signers.Bank.GetRSAPublicKey()!)] }),
        Forged("KeyName", SignatureCodes.KeyInfo, new Forger { KeyInfo = [new KeyInfoName("Bank")] }),
        Forged("RetrievalMethod", SignatureCodes.KeyInfo, new Forger { KeyInfo = [new KeyInfoRetrievalMethod("http://127.0.0.1:1/key")] }),
        Forged("victim's and attacker's certificates", SignatureCodes.KeyInfo, new Forger { Key = Signers.Attacker, KeyInfo = [Both()] }),
        Forged("two X509Data", SignatureCodes.KeyInfo, new Forger { KeyInfo = [new KeyInfoX509Data(Signers.Bank), new KeyInfoX509Data(Signers.Bank)] }),
        Changed("no KeyInfo", SignatureCodes.KeyInfo, Signed.Value.Slice("<KeyInfo>", "</KeyInfo>"), ""),
        Changed("empty KeyInfo", SignatureCodes.KeyInfo, Signed.Value.Slice("<KeyInfo>", "</KeyInfo>"), "<KeyInfo/>"),
        Changed("no certificate", SignatureCodes.KeyInfo, Certificate, ""),
        Changed("certificate twice", SignatureCodes.KeyInfo, Certificate, Certificate + Certificate),
        Changed("broken certificate", SignatureCodes.KeyInfo, Certificate, "<X509Certificate>AAAA</X509Certificate>"),
        Changed("another certificate", SignatureCodes.KeyInfo, Certificate, $"<X509Certificate>{Convert.ToBase64String(Signers.Attacker.RawData)}</X509Certificate>"),
    ];

    private static IEnumerable<Attack> Issuers() =>
    [
        Changed("another serial number", SignatureCodes.KeyInfo, "<X509SerialNumber>", "<X509SerialNumber>1"),
        Changed("serial number not a number", SignatureCodes.KeyInfo, "<X509SerialNumber>", "<X509SerialNumber>x"),
        Changed("another issuer", SignatureCodes.KeyInfo, "CN=Bank", "CN=Bunk"),
        Changed("issuer not a name", SignatureCodes.KeyInfo, "CN=Bank", "===="),
        Changed("two issuers", SignatureCodes.KeyInfo, "<X509IssuerSerial>", Signed.Value.Slice("<X509IssuerSerial>", "</X509IssuerSerial>") + "<X509IssuerSerial>"),
    ];

    private static KeyInfoX509Data Both()
    {
        var data = new KeyInfoX509Data(Signers.Bank);
        data.AddCertificate(Signers.Attacker);
        return data;
    }

    private static Attack By(string name, string code, X509Certificate2 key) => Forged(name, code, new Forger { Key = key });

    private static Attack Forged(string name, string code, Forger forger) =>
        Attack.Of(name, Papers.Enveloped, code, () => forger.Sign(Papers.Payment));

    private static Attack Changed(string name, string code, string old, string replacement) =>
        Attack.Of(name, Papers.Enveloped, code, () => Signed.Value.Cut(old, replacement));
}
