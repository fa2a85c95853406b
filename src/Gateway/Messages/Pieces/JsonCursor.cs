using System.Text.Json;
using System.Text.Unicode;
using Gateway.Messages.Json;

namespace Gateway.Messages.Pieces;

/// <summary>
/// One pass over a long JSON text: what stands in its outermost object, one value after the other. No more of it is held than one
/// value; after a fault there is a finding, and nothing more.
/// </summary>
internal sealed class JsonCursor(Stream stream, PieceLimits limits, FindingList findings) : IDisposable
{
    private const int Chunk = 65_536;
    private byte[] _buffer = new byte[Chunk];
    private JsonReaderState _state = new(JsonText.Options(limits.One));
    private long _passed;
    private int _at;
    private int _end;
    private int _start;
    private int _depth;
    private int _mark = -1;
    private int _line = 1;
    private int _counted;
    private bool _last;
    private bool _faulty;
    private string _name = "";

    /// <summary>The token it stands at.</summary>
    public JsonTokenType Token { get; private set; }

    /// <summary>The line the token stands on.</summary>
    public int Line => LineAt(_start);

    public void Dispose() => stream.Dispose();

    /// <summary>Goes into the outermost object; <c>false</c> when the text is none.</summary>
    public bool Open()
    {
        if (!Begin() || !Advance())
        {
            return false;
        }

        if (Token != JsonTokenType.StartObject)
        {
            findings.Error("JSON-SHAPE", "", "", "a document is a JSON object", Line);
        }

        return Token == JsonTokenType.StartObject;
    }

    /// <summary>Goes to the value of the next property of the outermost object and gives its name; <c>null</c> at the end of the text.</summary>
    public string? Property()
    {
        if (Advance() && Token == JsonTokenType.PropertyName)
        {
            return Advance() ? _name : null;
        }

        // Nothing but blanks may follow.
        _ = !_faulty && Advance();
        return null;
    }

    /// <summary>Goes to the next element of the array it stands in; <c>false</c> at the array's end.</summary>
    public bool Element() => Advance() && Token != JsonTokenType.EndArray;

    /// <summary>Goes to the end of the value it stands at.</summary>
    public bool Skip() => Token is not (JsonTokenType.StartObject or JsonTokenType.StartArray) || Advance(_depth);

    /// <summary>The value it stands at, as a text of its own.</summary>
    public JsonItem? Take(ReadCounter counter)
    {
        var line = Line;
        _mark = _start;
        var whole = Skip();
        var bytes = _buffer.AsMemory(_mark, _at - _mark);
        var before = _passed + _mark;
        _mark = -1;
        if (whole && !Utf8.IsValid(bytes.Span))
        {
            PlainText.Refuse(bytes.Span, before, line, findings);
            whole = false;
        }

        var item = whole ? JsonText.Parse(bytes, counter, findings, line: line) : null;
        _faulty |= item is null;
        return item;
    }

    private bool Begin()
    {
        while (!_last && _end < PlainText.Mark.Length)
        {
            Fill();
        }

        var text = _buffer.AsSpan(0, _end);
        if (text.Length == 0)
        {
            findings.Error("TXT-EMPTY", "", "", "the message is empty");
        }
        else if (text.StartsWith(PlainText.Mark))
        {
            _at = PlainText.Mark.Length;
        }
        else if (text[0] is 0xFE or 0xFF)
        {
            PlainText.Refuse(text, 0, 1, findings);
        }

        return !findings.HasErrors;
    }

    /// <summary>Goes to the next token, or to the end of what was begun at a depth.</summary>
    private bool Advance(int closes = -1)
    {
        try
        {
            while (!_faulty)
            {
                var reader = new Utf8JsonReader(_buffer.AsSpan(_at, _end - _at), _last, _state);
                if (Step(ref reader, closes))
                {
                    return true;
                }

                if (_last || !Fill())
                {
                    break;
                }
            }
        }
        catch (InvalidOperationException)
        {
            findings.Error("TXT-ENCODING", "", "", "a string is not Unicode text", Line);
        }

        _faulty = true;
        return false;
    }

    private bool Step(ref Utf8JsonReader reader, int closes)
    {
        try
        {
            var found = false;
            while (!found && reader.Read())
            {
                found = closes < 0 || (reader.CurrentDepth == closes && reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray);
            }

            (Token, _depth) = (reader.TokenType, reader.CurrentDepth);
            _start = found ? _at + (int)reader.TokenStartIndex : _start;
            _at += (int)reader.BytesConsumed;
            _state = reader.CurrentState;
            _name = found && Token == JsonTokenType.PropertyName ? reader.GetString()! : _name;
            return found;
        }
        catch (JsonException broken)
        {
            JsonText.Explain(broken, reader.CurrentDepth, _state.Options.MaxDepth, findings);
            _faulty = true;
            return false;
        }
    }

    // What is still needed moves to the front; where that is all there is, the buffer grows.
    private bool Fill()
    {
        var keep = _mark >= 0 ? _mark : _at;
        if (keep > _counted)
        {
            LineAt(keep);
        }

        if (keep == 0 && _end == _buffer.Length)
        {
            if (_end >= limits.One.MaxBytes)
            {
                return TooLong(_end, limits.One.MaxBytes);
            }

            Array.Resize(ref _buffer, (int)Math.Min(limits.One.MaxBytes, _buffer.Length * 2L));
        }
        else
        {
            _buffer.AsSpan(keep, _end - keep).CopyTo(_buffer);
            (_at, _end, _start, _counted, _passed) = (_at - keep, _end - keep, _start - keep, _counted - keep, _passed + keep);
            _mark = _mark >= 0 ? 0 : -1;
        }

        var read = stream.Read(_buffer, _end, _buffer.Length - _end);
        _last = read == 0;
        _end += read;
        return _passed + _end <= limits.MaxBytes || TooLong(_passed + _end, limits.MaxBytes);
    }

    private bool TooLong(long bytes, long most)
    {
        findings.Error("SIZE-LIMIT", "", "", $"{bytes} bytes or more; at most {most} are read", LineAt(_mark >= 0 ? _mark : _at));
        return false;
    }

    private int LineAt(int place)
    {
        if (place > _counted)
        {
            _line += _buffer.AsSpan(_counted, place - _counted).Count((byte)'\n');
            _counted = place;
        }

        return _line;
    }
}
