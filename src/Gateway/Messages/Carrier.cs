namespace Gateway.Messages;

/// <summary>A carrier, such as XML or fixed width: bytes to nodes, nodes held to a schema, nodes to bytes.</summary>
internal interface ICarrier
{
    /// <summary>Blank items say nothing (fixed width); an XML element says something by being there.</summary>
    bool BlankIsAbsent { get; }

    IReadOnlyDictionary<string, string> Namespaces { get; }

    MessageNode? Open(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings);

    /// <summary>All errors against the schema; <paramref name="writing"/> is always strict.</summary>
    void Check(MessageNode root, FindingList findings, bool writing);

    byte[] Close(MessageNode root);

    /// <summary>The items from A to B in template order, for <c>ignore A..B</c>.</summary>
    IReadOnlyList<string> Range(string range, string parent);
}
