namespace Gateway.Signatures;

/// <summary>Where the signature of a profile stands in a document, and that nothing stands outside what it covers.</summary>
internal static class SignedPlace
{
    /// <summary>The reference the signature of a document must bear, or <c>null</c>; the code says why there is none.</summary>
    public static string? Find(SignedParts parts, SignatureProfile profile, out string code)
    {
        code = !IsRoot(parts, profile) ? SignatureCodes.Place : profile.Placement switch
        {
            SignaturePlacement.Enveloped => parts.Last is { IsSignature: true } && parts.Signature!.Depth == 1 ? "" : SignatureCodes.Place,
            SignaturePlacement.Filter => Filter(parts, profile),
            _ => profile.Container is null ? Beside(parts) : InContainer(parts, profile),
        };
        var id = profile.Placement == SignaturePlacement.ById ? Signed(parts, profile)?.Id ?? "" : "";
        code = code.Length == 0 && profile.Placement == SignaturePlacement.ById ? IdCode(id, profile) : code;
        return code.Length > 0 ? null : id.Length > 0 ? "#" + id : "";
    }

    /// <summary>Why there is no room for a new signature in a document without one; empty where there is.</summary>
    public static string Room(SignedParts parts, SignatureProfile profile) =>
        !IsRoot(parts, profile) ? SignatureCodes.Place : profile.Placement switch
        {
            SignaturePlacement.Enveloped => "",
            SignaturePlacement.Filter => FilterCode(parts, profile, parts.Children),
            _ when parts.RootHasText || parts.RootHasAttributes => SignatureCodes.Coverage,
            _ when profile.Container is null => parts.Children is [{ Id: not null }] ? "" : SignatureCodes.Coverage,
            _ => parts.Children.Count is 1 or 2 && parts.Children[0].Is(profile.SignedElement!) && (parts.Children.Count == 1 || parts.Children[1].Is(profile.Container!))
                ? parts.Children is [_, { Below: > 0 } or { HasText: true } or { IsAdorned: true }] ? SignatureCodes.Place : ""
                : SignatureCodes.Coverage,
        };

    /// <summary>The child of the root that a reference by id covers, or <c>null</c>.</summary>
    public static RootChild? Signed(SignedParts parts, SignatureProfile profile) =>
        parts.Children.Find(child => profile.SignedElement is null ? child.Id is not null && !child.IsSignature : child.Is(profile.SignedElement));

    /// <summary>Why an id may not be referenced; empty where it may.</summary>
    public static string IdCode(string id, SignatureProfile profile) =>
        SignatureProfiles.IsId(id) && (profile.ReferenceId ?? id) == id ? "" : SignatureCodes.Reference;

    // The root itself is not covered, so it may say nothing: two children, no text, no attribute but namespaces.
    private static string InContainer(SignedParts parts, SignatureProfile profile)
    {
        if (parts.Children is not [var first, var last] || !first.Is(profile.SignedElement!) || !last.Is(profile.Container!) || parts.RootHasAttributes || parts.RootHasText)
        {
            return SignatureCodes.Coverage;
        }

        return last.Below == 1 && !last.HasText && !last.IsAdorned && parts.Signature!.Depth == 2 && parts.Signature.CoveredDepth == 0 ? "" : SignatureCodes.Place;
    }

    private static string Beside(SignedParts parts)
    {
        var others = parts.Children.Where(child => !child.IsSignature).ToList();
        return parts.Signature!.Depth != 1 ? SignatureCodes.Place
            : parts.Children.Count != 2 || others is not [{ Id: not null }] || parts.RootHasAttributes || parts.RootHasText ? SignatureCodes.Coverage
            : "";
    }

    private static string Filter(SignedParts parts, SignatureProfile profile) =>
        parts.Last is not { IsSignature: true } || parts.Signature!.Depth != 1 ? SignatureCodes.Place : FilterCode(parts, profile, [.. parts.Children.SkipLast(1)]);

    // Under a namespace the filter's names mean nothing, and the signature would hold for any content.
    private static string FilterCode(SignedParts parts, SignatureProfile profile, List<RootChild> children)
    {
        if (parts.Root.Space.Length > 0 || parts.RootDeclares || parts.RootHasAttributes || parts.RootHasText || parts.HasHiddenPart)
        {
            return SignatureCodes.Coverage;
        }

        var covered = children.Take(profile.Covered.Count).Select(child => child.Space.Length == 0 ? child.Name : "").SequenceEqual(profile.Covered);
        var rest = children.Skip(profile.Covered.Count).ToList();
        return covered && rest.Count <= profile.Uncovered.Count && rest.TrueForAll(child => child.Space.Length == 0 && profile.Uncovered.Contains(child.Name))
            && rest.Select(child => child.Name).Distinct().Count() == rest.Count
            ? ""
            : SignatureCodes.Coverage;
    }

    private static bool IsRoot(SignedParts parts, SignatureProfile profile) =>
        profile.Root is null || (parts.Root.Name == profile.Root && parts.Root.Space.Length == 0);
}
