using Gateway.Signatures.Markup;

namespace Gateway.Signatures;

/// <summary>One child of the root, as far as a profile asks about it.</summary>
internal sealed class RootChild(CanonicalElement element)
{
    public string Name { get; } = element.Name;

    public string Space { get; } = element.Space;

    /// <summary>The attribute <c>Id</c> in no namespace, or <c>null</c>.</summary>
    public string? Id { get; } = element.Attributes.Exists(IsId) ? element.Text(element.Attributes.Find(IsId)) : null;

    /// <summary>The attribute <c>Id</c> of web service security, or <c>null</c>.</summary>
    public string? UtilityId { get; } = element.Attributes.Exists(IsUtilityId) ? element.Text(element.Attributes.Find(IsUtilityId)) : null;

    /// <summary>It has an attribute, or declares a namespace.</summary>
    public bool IsAdorned { get; } = element.Attributes.Count > 0 || element.Declarations.Count > 0;

    /// <summary>Elements right below it.</summary>
    public int Below { get; set; }

    /// <summary>Text that is more than white space stands right below it.</summary>
    public bool HasText { get; set; }

    public bool IsSignature => Name == "Signature" && Space == XmlScan.Dsig;

    public bool Is(string name) => Name == name && Space.Length == 0;

    private static bool IsUtilityId(CanonicalAttribute attribute) => attribute.Name == "Id" && attribute.Space == SoapSecurity.Utility;

    private static bool IsId(CanonicalAttribute attribute) => attribute.Name == "Id" && attribute.Space.Length == 0;
}

/// <summary>
/// What the pass over a document keeps of it: the canonical bytes of what the profile covers, the signature as a small tree, and the
/// shape of everything between them.
/// </summary>
internal sealed class SignedParts(SignatureProfile profile, CanonicalSink sink) : IDisposable
{
    private const int MostChildren = 8;
    private const int Noted = 2;
    private readonly CanonicalWriter _covered = new(profile.Canonical, sink);
    private int _depth = -1;

    /// <summary>The document as it was received, where an engine reads it once more.</summary>
    public ReadOnlyMemory<byte> Received { get; init; }

    /// <summary>The root's name and namespace.</summary>
    public (string Name, string Space) Root { get; private set; }

    /// <summary>The root has an attribute that is no namespace declaration.</summary>
    public bool RootHasAttributes { get; private set; }

    /// <summary>The root declares a namespace.</summary>
    public bool RootDeclares { get; private set; }

    /// <summary>Text that is more than white space stands right below the root.</summary>
    public bool RootHasText { get; private set; }

    /// <summary>A part the filter names stands inside one it leaves out, where its expression would select it too.</summary>
    public bool HasHiddenPart { get; private set; }

    /// <summary>The root's first children; one more than any profile asks for says that there are too many.</summary>
    public List<RootChild> Children { get; } = [];

    /// <summary>The root's last child.</summary>
    public RootChild? Last { get; private set; }

    /// <summary>The first signature that was met; in a SOAP message the security header around it.</summary>
    public CapturedTree? Signature { get; private set; }

    /// <summary>How many security headers a SOAP message has.</summary>
    public int SecurityHeaders { get; private set; }

    /// <summary>What is in scope right below the root, once it is open.</summary>
    public NamespaceScope? RootScope { get; private set; }

    /// <summary>Canonical bytes of what is covered.</summary>
    public CanonicalSink Covered => sink;

    /// <summary>Stands for what is written around, where elements like those before may be taken whole: inside of what is covered, below what is noted.</summary>
    public int? Written => _depth >= Noted && _covered.Depth > 0 && Signature is not { IsOpen: true } ? _covered.State : null;

    /// <summary>A whole element like one that was covered before.</summary>
    public void Leaf(MarkupReader reader) => _covered.Leaf(reader);

    public void Start(MarkupReader reader)
    {
        var (element, scope, depth) = (reader.Element, reader.Scope, reader.Depth);
        _depth = depth;
        if (Signature is { IsOpen: true })
        {
            Signature.Start(element);
            return;
        }

        Note(element, scope, depth);
        if (Signature is null && IsCaptured(element, depth))
        {
            Signature = new CapturedTree(element, scope, depth, _covered.Depth);
        }
        else if (_covered.Depth > 0 || Covers(element, depth))
        {
            if (_covered.Start(reader) && depth > Noted && element.Space != XmlScan.Dsig)
            {
                reader.Learn(_covered.State);
            }
        }
        else if (profile.Placement == SignaturePlacement.Filter)
        {
            HasHiddenPart |= IsFiltered(element);
        }
    }

    public void Text(MarkupReader reader)
    {
        if (Signature is { IsOpen: true })
        {
            Signature.Text(reader.Content);
            return;
        }

        if (_depth <= 1 && !reader.IsBlank)
        {
            RootHasText |= _depth == 0;
            if (_depth == 1 && Last is not null)
            {
                Last.HasText = true;
            }
        }

        if (_covered.Depth > 0)
        {
            _covered.Text(reader);
        }
    }

    public void End(MarkupReader reader)
    {
        _depth--;
        if (Signature is { IsOpen: true })
        {
            Signature.End();
        }
        else if (_covered.Depth > 0)
        {
            _covered.End(reader);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => sink.Dispose();

    private void Note(CanonicalElement element, NamespaceScope scope, int depth)
    {
        if (depth == 0)
        {
            (Root, RootHasAttributes, RootDeclares) = ((element.Name, element.Space), element.Attributes.Count > 0, element.Declarations.Count > 0);
            RootScope = scope.Copy();
        }
        else if (depth == 1)
        {
            Last = new RootChild(element);
            if (Children.Count <= MostChildren)
            {
                Children.Add(Last);
            }
        }
        else if (depth == 2)
        {
            Last!.Below++;
            SecurityHeaders += IsSecurity(element) ? 1 : 0;
        }
    }

    private bool IsCaptured(CanonicalElement element, int depth) => profile.Placement == SignaturePlacement.SoapBody
        ? depth == 2 && IsSecurity(element)
        : element.Name == "Signature" && element.Space == XmlScan.Dsig;

    private static bool IsSecurity(CanonicalElement element) => element.Name == "Security" && element.Space == SoapSecurity.Extension;

    // What is covered begins at its own element; a second one of it is one child too many, and found so.
    private bool Covers(CanonicalElement element, int depth) => profile.Placement switch
    {
        SignaturePlacement.Enveloped => depth == 0,
        SignaturePlacement.ById => depth == 1 && sink.IsEmpty && (profile.SignedElement is null ? Last!.Id is not null : Last!.Is(profile.SignedElement)),
        SignaturePlacement.SoapBody => depth == 1 && sink.IsEmpty && element.Name == "Body" && element.Space == Root.Space,
        SignaturePlacement.Filter => depth == 1 && Children.Count <= MostChildren && IsFiltered(element),
        _ => false,
    };

    private bool IsFiltered(CanonicalElement element) => element.Space.Length == 0 && profile.Covered.Contains(element.Name);
}
