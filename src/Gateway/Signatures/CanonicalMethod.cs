namespace Gateway.Signatures;

/// <summary>How XML becomes the one sequence of bytes that is digested: C14N 1.0 or exclusive C14N 1.0 (W3C), with or without comments.</summary>
/// <param name="Uri">The algorithm's name.</param>
/// <param name="Exclusive">Only the namespaces an element makes visible use of are written.</param>
/// <param name="Comments">Comments are written.</param>
public sealed record CanonicalMethod(string Uri, bool Exclusive, bool Comments)
{
    /// <summary>C14N 1.0.</summary>
    public static CanonicalMethod Inclusive { get; } = new("http://www.w3.org/TR/2001/REC-xml-c14n-20010315", false, false);

    /// <summary>C14N 1.0 with comments.</summary>
    public static CanonicalMethod InclusiveWithComments { get; } = new("http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments", false, true);

    /// <summary>Exclusive C14N 1.0.</summary>
    public static CanonicalMethod ExclusiveOnly { get; } = new("http://www.w3.org/2001/10/xml-exc-c14n#", true, false);

    /// <summary>Exclusive C14N 1.0 with comments.</summary>
    public static CanonicalMethod ExclusiveWithComments { get; } = new("http://www.w3.org/2001/10/xml-exc-c14n#WithComments", true, true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<CanonicalMethod> All { get; } = [Inclusive, InclusiveWithComments, ExclusiveOnly, ExclusiveWithComments];

    /// <summary>The method of this name, or <c>null</c>.</summary>
    public static CanonicalMethod? Find(string uri) => All.FirstOrDefault(method => method.Uri == uri);
}
