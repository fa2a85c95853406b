using System.Text.Json;

namespace Gateway.Simulator.Memory;

/// <summary>An append-only file of JSON lines. A torn last line (we were killed in the middle of it) is dropped on the next start.</summary>
internal sealed class Journal : IDisposable
{
    private readonly FileStream _file;

    public Journal(string directory)
    {
        Directory.CreateDirectory(directory);
        _file = new FileStream(Path.Combine(directory, "journal.jsonl"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        _file.SetLength(EndOfLastLine());
    }

    public IEnumerable<Entry> Replay()
    {
        _file.Seek(0, SeekOrigin.Begin);
        using var reader = new StreamReader(_file, leaveOpen: true);
        while (reader.ReadLine() is { } line)
        {
            yield return JsonSerializer.Deserialize<Entry>(line)!;
        }
    }

    public void Append(Entry entry)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(entry), (byte)'\n'];
        _file.Seek(0, SeekOrigin.End);
        _file.Write(line);
        _file.Flush();
    }

    public void Dispose() => _file.Dispose();

    private long EndOfLastLine()
    {
        for (var at = _file.Length; at > 0; at--)
        {
            _file.Seek(at - 1, SeekOrigin.Begin);
            if (_file.ReadByte() == '\n')
            {
                return at;
            }
        }

        return 0;
    }
}
