using System.Collections;

namespace Gateway.Messages;

/// <summary>The nodes below a node, in order: a view, so that going over them costs nothing.</summary>
internal readonly struct NodeList(MessageNode[] nodes, int count) : IReadOnlyList<MessageNode>
{
    public int Count => count;

    public MessageNode this[int index] => index < count ? nodes[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public ReadOnlySpan<MessageNode> Span => nodes.AsSpan(0, count);

    public Enumerator GetEnumerator() => new(nodes, count);

    IEnumerator<MessageNode> IEnumerable<MessageNode>.GetEnumerator() => nodes.Take(count).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => nodes.Take(count).GetEnumerator();

    public struct Enumerator(MessageNode[] nodes, int count)
    {
        private int _at = -1;

        public readonly MessageNode Current => nodes[_at];

        public bool MoveNext() => ++_at < count;
    }
}
