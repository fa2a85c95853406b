namespace Gateway.Adapters;

/// <summary>Ids end in their version: <c>where/who/family/version</c>, procedures <c>where/name/version</c>.</summary>
public static class VersionedId
{
    /// <summary>The id without its version; all of it where it has but one part.</summary>
    public static string Family(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        var last = id.LastIndexOf('/');
        return last < 0 ? id : id[..last];
    }

    /// <summary>An id is of a family, or of the families below a beginning of it (<c>where/who</c>).</summary>
    public static bool IsOf(string id, string family)
    {
        ArgumentNullException.ThrowIfNull(id);
        ArgumentNullException.ThrowIfNull(family);
        return id == family || id.StartsWith(family + "/", StringComparison.Ordinal);
    }
}
