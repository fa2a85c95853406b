using System.Numerics;
using System.Xml;

namespace Gateway.Messages.Xml;

/// <summary>
/// The names of one kind of message. A reader asks for each name it meets; one that the message is known to have is found here at once,
/// and is then the very text the map and the table hold.
/// </summary>
internal sealed class KnownNames
{
    private readonly string?[] _slots;

    /// <summary>These names and those every reader asks for.</summary>
    public KnownNames(IEnumerable<string> names)
    {
        HashSet<string> known = [.. names, "xml", "xmlns", "http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2000/xmlns/"];
        known.Remove("");
        _slots = new string?[(int)BitOperations.RoundUpToPowerOf2((uint)known.Count * 4)];
        foreach (var name in known)
        {
            var slot = Slot(name);
            while (_slots[slot] is not null)
            {
                slot = (slot + 1) & (_slots.Length - 1);
            }

            _slots[slot] = name;
        }
    }

    /// <summary>The names of a table: elements, attributes, their namespaces and prefixes.</summary>
    public static KnownNames Of(XmlTable table)
    {
        var names = new HashSet<string>(table.Namespaces.Keys);
        Collect(table.Root, names, []);
        return new KnownNames(names);
    }

    /// <summary>The known name of these letters, or <c>null</c>.</summary>
    public string? Find(ReadOnlySpan<char> letters)
    {
        for (var slot = Slot(letters); _slots[slot] is { } name; slot = (slot + 1) & (_slots.Length - 1))
        {
            if (letters.SequenceEqual(name))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>A reader's own name table: names that are not known are kept for as long as it reads.</summary>
    public XmlNameTable ForOneReader() => new OneReader(this);

    // The names are ours and few, so a few letters tell them apart; what a sender writes is only looked up.
    private int Slot(ReadOnlySpan<char> letters)
    {
        unchecked
        {
            var mixed = ((uint)letters[0] * 31) + ((uint)letters[^1] * 1_031) + ((uint)letters[letters.Length / 2] * 32_771) + ((uint)letters.Length * 7_919);
            return (int)((mixed * 2_654_435_761) >> 8) & (_slots.Length - 1);
        }
    }

    private static void Collect(XmlElementRow row, HashSet<string> names, HashSet<XmlElementRow> seen)
    {
        if (!seen.Add(row))
        {
            return;
        }

        names.Add(row.Name);
        names.Add(row.Space);
        foreach (var below in row.Children.Concat(row.Attributes))
        {
            Collect(below, names, seen);
        }
    }

    private sealed class OneReader(KnownNames known) : XmlNameTable
    {
        private NameTable? _others;

        public override string Add(char[] array, int offset, int length) =>
            length == 0 ? "" : known.Find(array.AsSpan(offset, length)) ?? (_others ??= new NameTable()).Add(array, offset, length);

        public override string Add(string array) =>
            array.Length == 0 ? "" : known.Find(array) ?? (_others ??= new NameTable()).Add(array);

        public override string? Get(char[] array, int offset, int length) =>
            length == 0 ? "" : known.Find(array.AsSpan(offset, length)) ?? _others?.Get(array, offset, length);

        public override string? Get(string array) =>
            array.Length == 0 ? "" : known.Find(array) ?? _others?.Get(array);
    }
}
