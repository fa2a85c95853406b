using System.Formats.Asn1;

namespace Gateway.Signatures.Revocations;

/// <summary>The entries of a list, walked over its bytes.</summary>
internal static class CrlEntries
{
    // Names of extensions as they stand in DER: making a text of each would cost a list of 200,000 as many objects.
    private static ReadOnlySpan<byte> ReasonName => [6, 3, 0x55, 0x1D, 0x15];

    private static ReadOnlySpan<byte> InvalidityName => [6, 3, 0x55, 0x1D, 0x18];

    /// <summary>
    /// The entry of a serial number, <c>null</c> where there is none; or why the list says nothing. All entries are looked at: one with a critical
    /// extension nobody here understands makes the whole list useless.
    /// </summary>
    public static (Revoked? Revoked, string Trouble) Find(ReadOnlySpan<byte> entries, ReadOnlySpan<byte> serial)
    {
        Revoked? found = null;
        var wanted = serial.TrimStart((byte)0);
        for (var count = 0; !entries.IsEmpty; count++)
        {
            if (count == CrlReading.MostEntries)
            {
                return (null, "the list has more entries than the limit");
            }

            var entry = Take(ref entries);
            var isWanted = AsnDecoder.ReadIntegerBytes(entry, AsnEncodingRules.DER, out var read).TrimStart((byte)0).SequenceEqual(wanted);
            entry = entry[read..];
            AsnDecoder.ReadEncodedValue(entry, AsnEncodingRules.DER, out _, out _, out read);
            var since = isWanted ? AsnTime.Read(entry) : default;
            var details = new Details();
            if (!Extensions(entry[read..], ref details) || (isWanted && details.Reason == RevocationReason.RemoveFromCrl))
            {
                return (null, "the list has an entry of a kind that is not understood");
            }

            if (isWanted && (found is null || since < found.Since))
            {
                found = new Revoked(since, details.Reason, details.Invalid);
            }
        }

        return (found, "");
    }

    private static bool Extensions(ReadOnlySpan<byte> rest, ref Details details)
    {
        var extensions = rest.IsEmpty ? rest : Take(ref rest);
        if (!rest.IsEmpty)
        {
            throw new AsnContentException();
        }

        while (!extensions.IsEmpty)
        {
            var extension = Take(ref extensions);
            AsnDecoder.ReadEncodedValue(extension, AsnEncodingRules.DER, out _, out _, out var read);
            var name = extension[..read];
            extension = extension[read..];
            var critical = extension.Length > 0 && extension[0] == 1 && AsnDecoder.ReadBoolean(extension, AsnEncodingRules.DER, out read);
            extension = extension.Length > 0 && extension[0] == 1 ? extension[read..] : extension;
            if (!AsnDecoder.TryReadPrimitiveOctetString(extension, AsnEncodingRules.DER, out var value, out _))
            {
                throw new AsnContentException();
            }

            if (name.SequenceEqual(ReasonName))
            {
                details.Reason = Reason(value);
            }
            else if (name.SequenceEqual(InvalidityName))
            {
                details.Invalid = AsnDecoder.ReadGeneralizedTime(value, AsnEncodingRules.DER, out _);
            }
            else if (critical)
            {
                return false;
            }
        }

        return true;
    }

    // A number nobody assigned is a reason all the same.
    private static RevocationReason Reason(ReadOnlySpan<byte> value)
    {
        var number = AsnDecoder.ReadEnumeratedBytes(value, AsnEncodingRules.DER, out _);
        return number.Length == 1 && number[0] is <= 10 and not 7 ? (RevocationReason)number[0] : RevocationReason.Unspecified;
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> bytes)
    {
        AsnDecoder.ReadSequence(bytes, AsnEncodingRules.DER, out var at, out var length, out var read);
        var inside = bytes.Slice(at, length);
        bytes = bytes[read..];
        return inside;
    }

    private struct Details
    {
        public RevocationReason Reason;
        public DateTimeOffset? Invalid;
    }
}
