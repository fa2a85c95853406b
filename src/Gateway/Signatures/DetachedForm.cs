using System.Formats.Asn1;

namespace Gateway.Signatures;

/// <summary>
/// The one DER form of a detached signature of ours. PKCS#7 has room for much that its signature does not cover - more certificates, lists, attributes,
/// versions, parameters, longer ways to write a length - so what was read is written again, and has to be the same bytes.
/// </summary>
internal static class DetachedForm
{
    private const string SignedData = "1.2.840.113549.1.7.2";
    private const string Data = "1.2.840.113549.1.7.1";
    private const string Sha256 = "2.16.840.1.101.3.4.2.1";
    private const string Rsa = "1.2.840.113549.1.1.1";
    private static readonly Asn1Tag Inside = new(TagClass.ContextSpecific, 0);

    /// <summary>Whether the bytes are a signature in this form; whose and of what is not looked at.</summary>
    public static bool Is(byte[] encoded)
    {
        try
        {
            var (certificate, value) = Read(encoded);
            return Write(certificate, value).AsSpan().SequenceEqual(encoded);
        }
        catch (AsnContentException)
        {
            return false;
        }
    }

    private static (ReadOnlyMemory<byte> Certificate, byte[] Value) Read(byte[] encoded)
    {
        var message = new AsnReader(encoded, AsnEncodingRules.DER).ReadSequence();
        message.ReadObjectIdentifier();
        var data = message.ReadSequence(Inside).ReadSequence();
        Skip(data, 3);
        var certificate = data.ReadSetOf(Inside).ReadEncodedValue();
        var signer = data.ReadSetOf().ReadSequence();
        Skip(signer, 4);
        return (certificate, signer.ReadOctetString());
    }

    private static byte[] Write(ReadOnlyMemory<byte> certificate, byte[] value)
    {
        var (issuer, serial) = Named(certificate);
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(SignedData);
            using (writer.PushSequence(Inside))
            using (writer.PushSequence())
            {
                writer.WriteInteger(1);
                using (writer.PushSetOf())
                {
                    Algorithm(writer, Sha256);
                }

                Algorithm(writer, Data);
                using (writer.PushSetOf(Inside))
                {
                    writer.WriteEncodedValue(certificate.Span);
                }

                using (writer.PushSetOf())
                {
                    Signer(writer, issuer, serial, value);
                }
            }
        }

        return writer.Encode();
    }

    private static void Signer(AsnWriter writer, ReadOnlyMemory<byte> issuer, ReadOnlyMemory<byte> serial, byte[] value)
    {
        using (writer.PushSequence())
        {
            writer.WriteInteger(1);
            using (writer.PushSequence())
            {
                writer.WriteEncodedValue(issuer.Span);
                writer.WriteEncodedValue(serial.Span);
            }

            Algorithm(writer, Sha256);
            Algorithm(writer, Rsa);
            writer.WriteOctetString(value);
        }
    }

    // A name and no more: parameters there are none, and the content lies elsewhere.
    private static void Algorithm(AsnWriter writer, string name)
    {
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(name);
        }
    }

    // How a signer is named by its certificate; of that, what the authority's signature does not cover has one form as well.
    private static (ReadOnlyMemory<byte> Issuer, ReadOnlyMemory<byte> Serial) Named(ReadOnlyMemory<byte> certificate)
    {
        var whole = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
        var covered = whole.ReadSequence();
        Skip(covered, covered.PeekTag().HasSameClassAndValue(Inside) ? 1 : 0);
        var serial = covered.ReadEncodedValue();
        var algorithm = covered.ReadEncodedValue();
        var issuer = covered.ReadEncodedValue();
        var again = whole.ReadEncodedValue();
        whole.ReadBitString(out var unused);
        whole.ThrowIfNotEmpty();
        return unused == 0 && again.Span.SequenceEqual(algorithm.Span) ? (issuer, serial) : throw new AsnContentException();
    }

    private static void Skip(AsnReader reader, int values)
    {
        for (var i = 0; i < values; i++)
        {
            reader.ReadEncodedValue();
        }
    }
}
