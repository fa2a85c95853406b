using System.Text.Json;
using Gateway.Messages.Json;

namespace Gateway.Messages.Pieces;

/// <summary>What stands in one array of the outermost object of a long JSON text, one after the other.</summary>
internal sealed class JsonList(JsonCursor cursor, string name) : IDisposable
{
    private bool _begun;
    private bool _ended;

    /// <summary>The property it is the value of.</summary>
    public string Name => name;

    /// <summary>How many were read.</summary>
    public int Count { get; private set; }

    public void Dispose() => cursor.Dispose();

    /// <summary>The next one; <c>null</c> at the end and after a fault.</summary>
    public JsonItem? Next(ReadCounter counter)
    {
        _ended |= (!_begun && !Begin()) || !cursor.Element();
        var item = _ended ? null : cursor.Take(counter);
        _ended = item is null;
        Count += _ended ? 0 : 1;
        return item;
    }

    private bool Begin()
    {
        _begun = true;
        for (var property = cursor.Open() ? cursor.Property() : null; property is not null; property = cursor.Property())
        {
            if (property == name && cursor.Token == JsonTokenType.StartArray)
            {
                return true;
            }

            cursor.Skip();
        }

        return false;
    }
}
