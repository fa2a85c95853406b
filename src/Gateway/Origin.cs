namespace Gateway;

/// <summary>Where a node of a document came from, spelled out when somebody asks.</summary>
internal abstract class Origin
{
    /// <summary>The place in the message.</summary>
    public abstract string Path { get; }
}
