namespace Gateway.Messages.Maps;

/// <summary>The leaves written so far, in message order, in chunks: of a long message one list would be among the collector's large objects.</summary>
internal sealed class LeafTrail
{
    private const int Chunk = 256;
    private readonly List<WrittenLeaf[]> _chunks = [];

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    public WrittenLeaf this[int index] => index < Count ? _chunks[index / Chunk][index % Chunk] : throw new ArgumentOutOfRangeException(nameof(index));

    /// <summary>Adds the next.</summary>
    public void Add(WrittenLeaf leaf)
    {
        if (Count == _chunks.Count * Chunk)
        {
            _chunks.Add(new WrittenLeaf[Chunk]);
        }

        _chunks[Count / Chunk][Count % Chunk] = leaf;
        Count++;
    }

    /// <summary>Forgets those after the first <paramref name="count"/>: their group turned out to have nothing to say.</summary>
    public void KeepFirst(int count) => Count = count <= Count ? count : throw new ArgumentOutOfRangeException(nameof(count));
}
