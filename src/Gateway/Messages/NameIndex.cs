namespace Gateway.Messages;

/// <summary>The children of a node by their names: with many of them a line of the map must not look at them all.</summary>
internal sealed class NameIndex
{
    /// <summary>With fewer children going over them is quicker.</summary>
    public const int Worth = 32;

    private readonly Dictionary<(string Space, string Name), Queue> _queues = [];

    public NameIndex(NodeList children)
    {
        foreach (var child in children)
        {
            if (!_queues.TryGetValue((child.Space, child.Name), out var queue))
            {
                _queues[(child.Space, child.Name)] = queue = new Queue();
            }

            queue.Nodes.Add(child);
        }
    }

    /// <summary>The first of a name that nobody has read yet; <paramref name="again"/>: or that somebody has.</summary>
    public MessageNode? Next(string space, string name, bool again) => _queues.GetValueOrDefault((space, name))?.Next(again);

    private sealed class Queue
    {
        public List<MessageNode> Nodes { get; } = [];

        public MessageNode? Next(bool again)
        {
            foreach (var node in Nodes)
            {
                if ((again || !node.Taken) && node.IgnoredBecause is null)
                {
                    return node;
                }
            }

            return null;
        }
    }
}
