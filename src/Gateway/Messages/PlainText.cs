using System.Text;
using System.Text.Unicode;

namespace Gateway.Messages;

/// <summary>Text in and out of bytes: strict UTF-8, NFC.</summary>
internal static class PlainText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What may stand before a text in UTF-8.</summary>
    public static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The text of a whole message; <c>null</c> with a finding when its size or encoding is refused.</summary>
    public static string? Decode(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings) =>
        Accepts(bytes, counter, findings) ? Text(bytes.Span) : null;

    /// <summary>The text of bytes that were accepted.</summary>
    public static string Text(ReadOnlySpan<byte> span) => Strict.GetString(span.StartsWith(Mark) ? span[Mark.Length..] : span);

    /// <summary>Size and encoding of a whole message; <c>false</c> with a finding when it is refused.</summary>
    public static bool Accepts(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings)
    {
        if (!Fits(bytes, counter, findings))
        {
            return false;
        }

        counter.Bytes += bytes.Length;
        var span = bytes.Span;
        if (Utf8.IsValid(span))
        {
            return true;
        }

        Refuse(span, 0, 1, findings);
        return false;
    }

    /// <summary>Says where bytes are not UTF-8; before them stand so many others, and they begin on a line.</summary>
    public static void Refuse(ReadOnlySpan<byte> span, long before, int line, FindingList findings)
    {
        if (before == 0 && (span.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || span.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])))
        {
            findings.Error("TXT-ENCODING", "", "", "the message is UTF-16; UTF-8 is expected", 1);
            return;
        }

        var at = Broken(span);
        findings.Error("TXT-ENCODING", "", $"byte {before + at}", $"byte {before + at} is not UTF-8", span[..at].Count((byte)'\n') + line);
    }

    private static int Broken(ReadOnlySpan<byte> span)
    {
        try
        {
            _ = Text(span);
            return span.Length;
        }
        catch (DecoderFallbackException broken)
        {
            return Math.Clamp(broken.Index, 0, span.Length);
        }
    }

    public static bool Fits(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings)
    {
        if (bytes.Length == 0)
        {
            findings.Error("TXT-EMPTY", "", "", "the message is empty");
            return false;
        }

        if (bytes.Length > counter.Limits.MaxBytes - counter.Bytes)
        {
            findings.Error("SIZE-LIMIT", "", "", $"{bytes.Length} bytes; at most {counter.Limits.MaxBytes} are read");
            return false;
        }

        return true;
    }

    /// <summary>What stands in for U+0000, which no text of a document may hold.</summary>
    public static string WithoutNothing(string text) => text.Replace('\0', '\uFFFD');

    /// <summary>NFC; <c>false</c> when the text is not Unicode (a lone surrogate).</summary>
    public static bool TryCompose(string text, out string composed)
    {
        composed = text;
        if (System.Text.Ascii.IsValid(text))
        {
            return true;
        }

        try
        {
            composed = text.Normalize(NormalizationForm.FormC);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Plain Latin letters for a carrier that holds no others: marks removed, đ as d.</summary>
    public static string ToLatin(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            if (char.GetUnicodeCategory(letter) != System.Globalization.UnicodeCategory.NonSpacingMark)
            {
                plain.Append(letter switch { 'đ' => 'd', 'Đ' => 'D', _ => letter });
            }
        }

        return plain.ToString();
    }
}
