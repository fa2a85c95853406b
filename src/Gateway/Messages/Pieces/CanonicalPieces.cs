using System.Text;
using System.Text.Json;

namespace Gateway.Messages.Pieces;

/// <summary>
/// Writes the canonical document of a long message as its pieces come: what stands around the repeated noun first, then its occurrences,
/// then how the message was spelled. The text is that of one document; only those two nouns stand last.
/// </summary>
public sealed class CanonicalPieces : IDisposable
{
    private readonly ElementTable _table;
    private readonly string _noun;
    private readonly string? _spelling;
    private readonly Stream _stream;
    private readonly Stream _spill;
    private readonly Utf8JsonWriter _writer;
    private readonly HashSet<string> _first = [];
    private bool _begun;

    internal CanonicalPieces(Stream stream, Stream spill, ElementTable table, string noun, string? spelling)
    {
        (_stream, _spill, _table, _noun, _spelling) = (stream, spill, table, noun, spelling);
        _writer = new Utf8JsonWriter(stream, CanonicalJson.Readable);
    }

    /// <summary>Writes one piece; of all but the first, only what the others did not have.</summary>
    public void Add(Tree document)
    {
        ArgumentNullException.ThrowIfNull(document);
        var first = !_begun;
        if (first)
        {
            _begun = true;
            _writer.WriteStartObject();
            CanonicalJson.Members(_writer, document, _table.Root, [_noun, _spelling ?? _noun]);
            _writer.WriteStartArray(_noun);
        }

        foreach (var occurrence in document.All(_noun))
        {
            CanonicalJson.Value(_writer, occurrence, _table.Root.Find(_noun));
        }

        _writer.Flush();
        Spell(document, first);
    }

    /// <summary>Closes the document.</summary>
    public void End()
    {
        _writer.WriteEndArray();
        if (_spelling is not null && _spill.Length > 0)
        {
            _spill.Position = 0;
            using var lines = new StreamReader(_spill, leaveOpen: true);
            _writer.WriteStartArray(_spelling);
            while (lines.ReadLine() is { } line)
            {
                _writer.WriteRawValue(line, skipInputValidation: true);
                _writer.Flush();
            }

            _writer.WriteEndArray();
        }

        _writer.WriteEndObject();
        _writer.Flush();
        _stream.Write("\n"u8);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();

    // What stands around the repeated elements is read with every piece, and so is how it was spelled: that of the first is kept.
    private void Spell(Tree document, bool first)
    {
        foreach (var place in _spelling is null ? [] : document.All(_spelling))
        {
            var at = place.Value("at") ?? "";
            if (first ? _first.Add(at) : !_first.Contains(at))
            {
                _spill.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(new SortedDictionary<string, string> { ["at"] = at, ["text"] = place.Value("text") ?? "" }) + "\n"));
            }
        }
    }
}
