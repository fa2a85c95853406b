using System.Globalization;

namespace Gateway.Evidence;

/// <summary>
/// Reads a chain from its beginning, or from a place whose hash is known, and names every place where it is not as it was made: what was changed,
/// taken out, put in or moved. It remembers a bounded stretch of what it has read, however long the chain is.
/// </summary>
/// <param name="from">Place of the first entry.</param>
/// <param name="previous">Hash of the entry before it.</param>
/// <param name="faults">Where faults go; at most <see cref="MostFaults"/> are written.</param>
public sealed class ChainReading(long from, Digest previous, ICollection<Finding> faults)
{
    /// <summary>After as many, the rest is one fault.</summary>
    public const int MostFaults = 200;

    private const int Remembered = 1024;
    private readonly Queue<Entry> _recent = new();
    private readonly Dictionary<Digest, long> _places = [];

    /// <summary>Place of the last entry read.</summary>
    public long Last { get; private set; } = from - 1;

    /// <summary>Hash of the last entry read.</summary>
    public Digest Hash { get; private set; } = previous;

    /// <summary>A place as findings name it.</summary>
    public static string Place(long sequence) => $"entry {sequence.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>A place with what stands there.</summary>
    public static string Place(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return $"{Place(entry.Sequence)} ({entry.Kind} {entry.Key})";
    }

    /// <summary>Reads the next entry; <c>true</c> when it is where and what it must be.</summary>
    public bool Take(Entry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var before = faults.Count;
        var sound = IsSound(entry);
        if (entry.Sequence <= Last)
        {
            Fault(EvidenceCodes.Inserted, entry, $"a second entry stands at place {entry.Sequence.ToString(CultureInfo.InvariantCulture)}, or it stands behind its place");
            return false;
        }

        if (entry.Sequence > Last + 1)
        {
            var (first, last) = (Place(Last + 1), Place(entry.Sequence - 1));
            Add(EvidenceCodes.Removed, first == last ? first : $"{first} to {last}", $"what stood before {Place(entry)} is gone");
        }
        else if (sound && entry.Previous != Hash)
        {
            Follow(entry);
        }

        Remember(entry);
        return faults.Count == before;
    }

    /// <summary>Says that the chain should have reached a place.</summary>
    public void EndsAt(long last)
    {
        if (Last < last)
        {
            Add(EvidenceCodes.Truncated, $"{Place(Last + 1)} to {Place(last)}", "the chain ends before them");
        }
    }

    private bool IsSound(Entry entry)
    {
        if (entry.Compute() == entry.Hash)
        {
            return true;
        }

        // An entry that was only moved still gives its hash at the place it was made for.
        for (var away = 1; away <= Remembered; away++)
        {
            if (Made(entry, away) is { } place)
            {
                Fault(EvidenceCodes.Moved, entry, $"it was made as {Place(place)}");
                return false;
            }
        }

        Fault(EvidenceCodes.Changed, entry, "its values are not those its hash was made of");
        return false;
    }

    private static long? Made(Entry entry, int away) =>
        entry.Sequence > away && entry.Compute(entry.Sequence - away) == entry.Hash ? entry.Sequence - away
        : entry.Sequence <= long.MaxValue - away && entry.Compute(entry.Sequence + away) == entry.Hash ? entry.Sequence + away
        : null;

    private void Follow(Entry entry)
    {
        if (_places.TryGetValue(entry.Previous, out var place))
        {
            Add(EvidenceCodes.Inserted, place + 1 == Last ? Place(Last) : $"{Place(place + 1)} to {Place(Last)}", $"{Place(entry)} follows {Place(place)}");
        }
        else
        {
            Fault(EvidenceCodes.Link, entry, $"it does not follow {Place(Last)}: one of the two was replaced");
        }
    }

    private void Remember(Entry entry)
    {
        (Last, Hash) = (entry.Sequence, entry.Hash);
        _recent.Enqueue(entry);
        _places[entry.Hash] = entry.Sequence;
        if (_recent.Count > Remembered)
        {
            _places.Remove(_recent.Dequeue().Hash);
        }
    }

    private void Fault(string code, Entry entry, string text) => Add(code, Place(entry), text);

    private void Add(string code, string place, string text)
    {
        if (faults.Count < MostFaults)
        {
            faults.Add(Finding.Error(code, "", place, faults.Count == MostFaults - 1 ? text + "; what follows is not listed" : text));
        }
    }
}
