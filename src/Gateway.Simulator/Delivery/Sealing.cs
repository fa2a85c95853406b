using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;
using Gateway.Simulator.Soap;

namespace Gateway.Simulator.Delivery;

/// <summary>How letters are signed, by name, so that a letter remembers it across a restart.</summary>
internal static class Seals
{
    public const string Mail = "mail";
    public const string Bank30 = "bank-3.0";
    public const string Bank31 = "bank-3.1";
    public const string Forged = "forged";
    public const string Member = "member";
}

/// <summary>Signs a letter and fixes the bytes of its HTTP request, once; every attempt then sends these.</summary>
internal sealed class Sealing(World world, KeyRing ring, Forger forger)
{
    public async Task<Envelope> SealAsync(Letter letter, CancellationToken cancel)
    {
        if (world.EnvelopeOf(letter.Id) is { } known)
        {
            return known;
        }

        var envelope = letter.Seal == Seals.Mail ? await MailAsync(letter, cancel) : await SoapAsync(letter, cancel);
        world.Commit(new Entry { Envelope = envelope });
        return envelope;
    }

    private async Task<Envelope> MailAsync(Letter letter, CancellationToken cancel)
    {
        var (type, body) = await MailSeal.SignAsync(letter.Content, ring, letter.Partner, cancel);
        return new Envelope(letter.Id, type, null, body);
    }

    private async Task<Envelope> SoapAsync(Letter letter, CancellationToken cancel)
    {
        var door = Door.Named(letter.Door);
        var xml = XDocument.Parse(Encoding.UTF8.GetString(letter.Content), LoadOptions.PreserveWhitespace);
        var (shape, certificate, key) = letter.Seal switch
        {
            Seals.Bank30 => (XmlShape.Bank30, ring.CertificateOf("bank"), ring.KeyOf("bank")),
            Seals.Bank31 => (XmlShape.Bank31, ring.CertificateOf("bank"), ring.KeyOf("bank")),
            Seals.Member => (XmlShape.Member, ring.CertificateOf("member"), ring.KeyOf("member")),
            _ => await forger.KeyAsync(cancel) is var (c, k) ? (XmlShape.Bank30, c, k) : default,
        };
        var signed = Encoding.UTF8.GetString(await XmlSeal.SignAsync(xml, shape, certificate, key, cancel));
        (string, string)[] arguments = door == Door.Window
            ? [(door.Argument, signed)]
            : [("publicKey", Convert.ToBase64String(ring.BytesOf(letter.Partner))), (door.Argument, signed)];
        var body = SoapCall.Write(version12: false, Door.Tempuri + door.Operation!, qualified: true, arguments);
        return new Envelope(letter.Id, SoapCall.ContentType(version12: false), door.Action, body);
    }

    public static string Hash(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
