namespace Gateway.Host.Verbs;

/// <summary>The files a verb was given: a folder stands for its files in name order, not deeper.</summary>
internal static class InputFiles
{
    public static IReadOnlyList<string> Expand(IEnumerable<string> paths)
    {
        var files = new List<string>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                files.AddRange(Directory.EnumerateFiles(path).Order(StringComparer.Ordinal));
            }
            else
            {
                files.Add(path);
            }
        }

        return files;
    }

    /// <summary>Why a file cannot be opened; empty where it can.</summary>
    public static string Trouble(string file)
    {
        try
        {
            using var stream = File.OpenRead(file);
            return "";
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return $"'{file}' cannot be opened: {trouble.Message}";
        }
    }

    /// <summary>At most so many bytes: an endless file costs no more than the limit.</summary>
    public static byte[] ReadUpTo(string file, int limit)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        var buffer = new byte[stream.CanSeek ? (int)Math.Min(stream.Length, limit) : limit];
        var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return length == buffer.Length ? buffer : buffer[..length];
    }
}
