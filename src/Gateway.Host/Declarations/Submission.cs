using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Gateway.Host.Declarations;

/// <summary>What an enterprise posted: one document, or an invoice with the facts it lacks.</summary>
/// <param name="Parts">Parts by name: <c>declaration</c>, or <c>invoice</c> and <c>facts</c>; bytes with their media type.</param>
public sealed record Submission(IReadOnlyDictionary<string, (ReadOnlyMemory<byte> Bytes, string ContentType)> Parts)
{
    /// <summary>Hash of the content, whatever the multipart boundary was.</summary>
    public byte[] Fingerprint()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, (bytes, _)) in Parts.OrderBy(part => part.Key, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{bytes.Length}:"));
            hash.AppendData(bytes.Span);
        }

        return hash.GetHashAndReset();
    }
}

/// <summary>The gateway's answer to a submission: kept, and given again to a repeat.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">JSON body: the declaration's summary or problem details (RFC 9457).</param>
public sealed record SubmissionAnswer(int Status, string Body)
{
    /// <summary>One line for the durable commit's answer.</summary>
    public string ToText() => $"{Status} {Body}";

    /// <summary>Reads <see cref="ToText"/>.</summary>
    public static SubmissionAnswer Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        return new SubmissionAnswer(int.Parse(text[..space], System.Globalization.CultureInfo.InvariantCulture), text[(space + 1)..]);
    }

    /// <summary>A problem with a stable code and all findings.</summary>
    public static SubmissionAnswer Problem(int status, string code, string title, string correlation, IReadOnlyList<Finding> findings) =>
        new(status, JsonSerializer.Serialize(Problems.Body(status, code, title, correlation, findings), Problems.Json));
}
