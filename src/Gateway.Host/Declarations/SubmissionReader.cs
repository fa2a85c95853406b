using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace Gateway.Host.Declarations;

/// <summary>Takes a posted body apart: one document, or the parts of a multipart form.</summary>
public static class SubmissionReader
{
    private const int MostParts = 8;

    /// <summary>The submission, or why there is none.</summary>
    public static async Task<(Submission? Submission, Finding? Refused)> ReadAsync(byte[] body, string contentType, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (!MediaTypeHeaderValue.TryParse(contentType, out var media))
        {
            return (null, Finding.Error("SUB-MEDIA-TYPE", "", "Content-Type", "no media type: send application/json, application/xml or multipart/form-data"));
        }

        if (!media.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            return (new Submission(new Dictionary<string, (ReadOnlyMemory<byte>, string)> { ["declaration"] = (body, contentType) }), null);
        }

        var boundary = HeaderUtilities.RemoveQuotes(media.Boundary).Value;
        if (string.IsNullOrEmpty(boundary) || boundary.Length > 70)
        {
            return (null, Finding.Error("SUB-MULTIPART", "", "Content-Type", "a multipart body needs a boundary of at most 70 characters"));
        }

        return await PartsAsync(body, boundary, cancellation).ConfigureAwait(false);
    }

    private static async Task<(Submission?, Finding?)> PartsAsync(byte[] body, string boundary, CancellationToken cancellation)
    {
        var parts = new Dictionary<string, (ReadOnlyMemory<byte>, string)>();
        try
        {
            var reader = new MultipartReader(boundary, new MemoryStream(body));
            while (await reader.ReadNextSectionAsync(cancellation).ConfigureAwait(false) is { } section)
            {
                var name = section.GetContentDispositionHeader()?.Name.Value?.Trim('"') ?? "";
                using var bytes = new MemoryStream();
                await section.Body.CopyToAsync(bytes, cancellation).ConfigureAwait(false);
                if (parts.Count == MostParts || !parts.TryAdd(name, (bytes.ToArray(), section.ContentType ?? "application/octet-stream")))
                {
                    return (null, Finding.Error("SUB-MULTIPART", "", name, $"part {name} stands twice, or there are more than {MostParts} parts"));
                }
            }
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            return (null, Finding.Error("SUB-MULTIPART", "", "", "the multipart body is broken: " + error.Message));
        }

        if (parts.Keys.FirstOrDefault(name => name is not ("invoice" or "facts" or "declaration")) is { } unknown)
        {
            return (null, Finding.Error("SUB-PART-UNKNOWN", "", unknown, $"no part is called '{unknown}': send 'declaration', or 'invoice' and 'facts'"));
        }

        return parts.ContainsKey("invoice") || parts.ContainsKey("declaration")
            ? (new Submission(parts), null)
            : (null, Finding.Error("SUB-NO-DOCUMENT", "", "", "send a part 'declaration', or 'invoice' and 'facts'"));
    }
}
