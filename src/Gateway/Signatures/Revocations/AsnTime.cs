using System.Formats.Asn1;

namespace Gateway.Signatures.Revocations;

/// <summary>A time in one of the two forms of X.509.</summary>
internal static class AsnTime
{
    public static bool IsTime(Asn1Tag tag) => tag == Asn1Tag.UtcTime || tag == Asn1Tag.GeneralizedTime;

    public static DateTimeOffset Read(AsnReader reader) => reader.PeekTag() == Asn1Tag.UtcTime ? reader.ReadUtcTime() : reader.ReadGeneralizedTime();

    public static DateTimeOffset Read(ReadOnlySpan<byte> bytes) => Asn1Tag.Decode(bytes, out _) == Asn1Tag.UtcTime
        ? AsnDecoder.ReadUtcTime(bytes, AsnEncodingRules.DER, out _)
        : AsnDecoder.ReadGeneralizedTime(bytes, AsnEncodingRules.DER, out _);
}
