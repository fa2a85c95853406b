namespace Gateway.Signatures.Markup;

/// <summary>
/// Reads the bytes of a document (XML 1.0 with namespaces, UTF-8), forward only, and throws <see cref="MarkupException"/> at the first
/// thing that is not well-formed. It is as strict as the platform's reader, which it is held against; what it is faster for is that bytes
/// stay bytes: names are compared as they are written, and a text that is canonical already is handed on as it stands.
/// </summary>
internal sealed class MarkupReader(MarkupWindow window) : IDisposable
{
    private readonly MarkupNames _names = new();
    private readonly List<MarkupName> _open = [];
    private readonly MarkupBuffer _scratch = new();
    private readonly MarkupLeaves _leaves = new();
    private MarkupName _last = new("", "");
    private bool _rooted;
    private bool _closing;
    private bool _isScratch;
    private bool _isPart;
    private bool _isAsWritten;
    private (int Start, int Length) _piece;
    private int _passed;

    /// <summary>What it stands at.</summary>
    public MarkupKind Kind { get; private set; }

    /// <summary>The element that starts.</summary>
    public CanonicalElement Element { get; } = new();

    /// <summary>The name of the element that starts or ends.</summary>
    public MarkupName Name { get; private set; } = new("", "");

    /// <summary>What the open elements declare, the one that starts among them.</summary>
    public NamespaceScope Scope { get; } = new();

    /// <summary>The element that starts has no content.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>How many elements stand around.</summary>
    public int Depth { get; private set; }

    /// <summary>How many starts, attributes, texts and ends a leaf is made of.</summary>
    public int Nodes { get; private set; }

    /// <summary>A text that goes on from the piece before.</summary>
    public bool IsContinued { get; private set; }

    /// <summary>The declaration names no other encoding.</summary>
    public bool IsUtf8 { get; private set; } = true;

    /// <summary>Text as canonical XML has it; a comment, or an instruction behind its target, as it was written.</summary>
    public ReadOnlySpan<byte> Content => _isScratch ? _scratch.All : window.Rest.Slice(_piece.Start, _piece.Length);

    /// <summary>The target of an instruction.</summary>
    public MarkupName? Target { get; private set; }

    /// <summary>Adds what it stands at to canonical bytes, if that stands in the document as canonical XML writes it and declares nothing; else false.</summary>
    public bool Copy(CanonicalSink sink)
    {
        if (!_isAsWritten)
        {
            return false;
        }

        if (window.Kept is var (bytes, at))
        {
            sink.Run(bytes, at, _passed);
        }
        else
        {
            sink.Write(window.Rest[.._passed]);
        }

        return true;
    }

    /// <summary>The text is white space.</summary>
    public bool IsBlank
    {
        get
        {
            var content = Content;
            var at = content.IndexOfAnyExcept(" \t\n"u8);
            while (at >= 0 && content[at..].StartsWith("&#xD;"u8))
            {
                content = content[(at + 5)..];
                at = content.IndexOfAnyExcept(" \t\n"u8);
            }

            return at < 0;
        }
    }

    /// <summary>
    /// The element that starts was copied as it stands: while nothing else is declared (of which the scope knows) and nothing else written
    /// around (of which that number tells), one like it is too, and <see cref="Read"/> may take it whole.
    /// </summary>
    public void Learn(int written)
    {
        if (_isAsWritten && !Element.HandsDown && !Element.HasId)
        {
            _leaves.Learn(window.Rest, _passed, Name, Element.Attributes.Count, State(written));
        }
    }

    /// <summary>Goes on; false at the end of a whole document. Elements of one text are taken whole where a number is given that stands for what is written around.</summary>
    public bool Read(int? written = null)
    {
        Leave();
        while (true)
        {
            var rest = window.Rest;
            if (rest.IsEmpty)
            {
                return _rooted && _open.Count == 0 && window.IsWhole ? false : throw window.Fault;
            }

            if (rest[0] == '<')
            {
                _isPart = false;
                if (written is null || !ReadLeaf(rest, State(written.Value)))
                {
                    ReadMarkup(rest);
                }

                return true;
            }

            if (_open.Count > 0)
            {
                ReadText(rest);
                return true;
            }

            PassBlank(rest);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => window.Dispose();

    // What it stood at is passed only now: its bytes were in use.
    private void Leave()
    {
        window.Pass(_passed);
        _passed = 0;
        if (_closing)
        {
            Scope.Pop();
            _closing = false;
        }
    }

    private long State(int written) => ((long)Scope.State << 32) | (uint)written;

    private bool ReadLeaf(ReadOnlySpan<byte> rest, long state)
    {
        if (_open.Count == 0 || rest.Length < 2 || rest[1] is (byte)'/' or (byte)'!' or (byte)'?' || !_leaves.IsNext(rest, state, out var length, out var nodes))
        {
            return false;
        }

        (Kind, Depth, Nodes, _passed, _isAsWritten) = (MarkupKind.Leaf, _open.Count, nodes, length, true);
        IsContinued = false;
        return true;
    }

    private void ReadMarkup(ReadOnlySpan<byte> rest)
    {
        switch (rest.Length > 1 ? rest[1] : default)
        {
            case (byte)'/':
                ReadEnd(rest);
                break;
            case (byte)'!':
                ReadDeclared(rest);
                break;
            case (byte)'?':
                ReadInstruction(rest);
                break;
            default:
                ReadStart(rest);
                break;
        }
    }

    private void ReadStart(ReadOnlySpan<byte> rest)
    {
        if (_rooted && _open.Count == 0)
        {
            throw MarkupException.Malformed;
        }

        var tag = rest[..Math.Min(rest.Length, MarkupWindow.LongestTag)];
        var at = 1;
        Name = TakeName(tag, ref at);
        Element.Begin(Name, window.Next(tag.Length));
        var isCanonical = TakeAttributes(tag, ref at);
        IsEmpty = tag[at - 1] == '/';
        if (IsEmpty && At(tag, at++) != '>')
        {
            throw MarkupException.Malformed;
        }

        Scope.Push(Element);
        if (!Element.Resolve(Scope))
        {
            throw MarkupException.Malformed;
        }

        (Kind, Depth, _rooted, _closing, _passed) = (MarkupKind.Start, _open.Count, true, IsEmpty, at);
        if (!IsEmpty)
        {
            _open.Add(Name);
        }

        _isAsWritten = isCanonical && !IsEmpty;
    }

    // Up to the letter behind the last one, which is > or /; whether all of it stands as canonical XML writes it.
    private bool TakeAttributes(ReadOnlySpan<byte> tag, ref int at)
    {
        var isCanonical = true;
        while (true)
        {
            var start = at;
            PassSpace(tag, ref at);
            var next = At(tag, at);
            if (next is (byte)'>' or (byte)'/')
            {
                isCanonical &= at == start;
                at++;
                return isCanonical;
            }

            isCanonical &= at == start + 1 && tag[start] == ' ';
            var name = at > start ? TakeName(tag, ref at) : throw MarkupException.Malformed;
            isCanonical &= TakeQuote(tag, ref at);
            var end = MarkupBytes.EndOfValue(tag, at, out var isPlain);
            isCanonical &= Element.Add(name, at, end < 0 ? throw Cut(tag) : end - at, isPlain);
            at = end + 1;
        }
    }

    // The equals sign and the quote behind it; whether they stand as canonical XML writes them.
    private bool TakeQuote(ReadOnlySpan<byte> tag, ref int at)
    {
        if (tag[at..].StartsWith("=\""u8))
        {
            at += 2;
            return true;
        }

        PassSpace(tag, ref at);
        Require(At(tag, at++) == '=');
        PassSpace(tag, ref at);
        Require(At(tag, at++) is (byte)'"' or (byte)'\'');
        return false;
    }

    private void ReadEnd(ReadOnlySpan<byte> rest)
    {
        if (_open.Count == 0)
        {
            throw MarkupException.Malformed;
        }

        var tag = rest[..Math.Min(rest.Length, MarkupWindow.LongestTag)];
        Name = _open[^1];
        var name = Name.Written;
        var at = 2 + name.Length;
        if (!tag[2..].StartsWith(name))
        {
            throw tag.Length < at && name.AsSpan().StartsWith(tag[2..]) ? Cut(tag) : MarkupException.Malformed;
        }

        PassSpace(tag, ref at);
        Require(At(tag, at) == '>');
        _open.RemoveAt(_open.Count - 1);
        (Kind, Depth, _closing, _passed) = (MarkupKind.End, _open.Count, true, at + 1);
        _isAsWritten = at == 2 + name.Length;
    }

    private void ReadText(ReadOnlySpan<byte> rest)
    {
        IsContinued = _isPart;
        var view = rest[..Math.Min(rest.Length, MarkupWindow.LongestTag)];
        var length = MarkupBytes.EndOfText(view, out _isScratch);
        _isPart = length < 0 && (view.Length < rest.Length || !window.IsComplete);
        length = length >= 0 ? length : _isPart ? Piece(view) : throw window.Fault;
        if (_isScratch)
        {
            _scratch.Clear();
            MarkupText.Add(view[..length], _scratch);
        }

        (Kind, Depth, _piece, _passed) = (MarkupKind.Text, _open.Count, (0, length), length);
        _isAsWritten = !_isScratch;
    }

    // A part of a long text, parted where no character, reference, line end or closing bracket is.
    private static int Piece(ReadOnlySpan<byte> view)
    {
        var reference = view.LastIndexOf((byte)'&');
        if (reference >= 0 && !view[reference..].Contains((byte)';'))
        {
            return reference > 0 ? reference : throw MarkupException.Malformed;
        }

        var length = view.Length;
        while ((view[length - 1] & 0xC0) == 0x80)
        {
            length--;
        }

        length -= view[length - 1] is >= 0xC0 or (byte)'\r' ? 1 : 0;
        for (var brackets = 0; brackets < 2 && view[length - 1] == ']'; brackets++)
        {
            length--;
        }

        return length;
    }

    private void PassBlank(ReadOnlySpan<byte> rest)
    {
        var length = rest.IndexOf((byte)'<');
        length = length < 0 ? rest.Length : length;
        Require(rest[..length].IndexOfAnyExcept(" \t\r\n"u8) < 0);
        window.Pass(length);
    }

    private void ReadDeclared(ReadOnlySpan<byte> rest)
    {
        if (rest.StartsWith("<!--"u8))
        {
            var length = rest[4..].IndexOf("--"u8);
            Require(length < 0 || rest[(4 + length)..].StartsWith("-->"u8));
            Hold(MarkupKind.Comment, 4, length, 3);
        }
        else if (rest.StartsWith("<![CDATA["u8) && _open.Count > 0)
        {
            var length = rest.IndexOf("]]>"u8);
            Hold(MarkupKind.Section, 9, length - 9, 3);
            _scratch.Clear();
            MarkupText.AddSection(window.Rest.Slice(_piece.Start, _piece.Length), _scratch);
            _isScratch = true;
        }
        else
        {
            Require(rest.StartsWith("<!D"u8) && !_rooted);
            Hold(MarkupKind.DocumentType, 0, 0, 3);
        }
    }

    private void ReadInstruction(ReadOnlySpan<byte> rest)
    {
        if (window.IsAtStart && rest.StartsWith("<?xml"u8) && rest.Length > 5 && IsSpace(rest[5]))
        {
            var length = rest.IndexOf("?>"u8);
            Hold(MarkupKind.Declaration, 5, length - 5, 2);
            IsUtf8 = MarkupDeclaration.Encoding(Content)?.ToUpperInvariant() is null or "UTF-8";
            return;
        }

        var at = 2;
        Target = TakeName(rest, ref at);
        Require(Target.Prefix.Length == 0 && !Target.Local.Equals("xml", StringComparison.OrdinalIgnoreCase));
        var end = rest[at..].IndexOf("?>"u8);
        Require(end == 0 || PassSpace(rest, ref at) || end < 0);
        Hold(MarkupKind.Instruction, at, rest[at..].IndexOf("?>"u8), 2);
    }

    // What ends with some letters behind its content; without its end it is only what it begins like.
    private void Hold(MarkupKind kind, int start, int length, int behind)
    {
        if (length < 0 && window.IsComplete)
        {
            throw window.Fault;
        }

        (Kind, Depth, _isScratch, _isAsWritten) = (kind, _open.Count, false, false);
        _piece = (start, Math.Max(0, length));
        _passed = start + _piece.Length + behind;
    }

    private MarkupName TakeName(ReadOnlySpan<byte> tag, ref int at)
    {
        if (_last.Next is { } expected && MarkupBytes.IsName(tag[at..], expected.Written))
        {
            at += expected.Written.Length;
            return _last = expected;
        }

        var (start, end) = (at, MarkupBytes.EndOfName(tag, at));
        at = end < 0 ? throw Cut(tag) : end;
        _last.Next = _names.Find(tag[start..end]) ?? throw MarkupException.Malformed;
        return _last = _last.Next;
    }

    private byte At(ReadOnlySpan<byte> tag, int at) => at < tag.Length ? tag[at] : throw Cut(tag);

    // A tag does not end where it is looked at: it is too long, or nothing more comes.
    private MarkupException Cut(ReadOnlySpan<byte> tag) =>
        tag.Length >= MarkupWindow.LongestTag ? new MarkupException(SignatureCodes.Attributes) : window.Fault;

    private static bool PassSpace(ReadOnlySpan<byte> tag, ref int at)
    {
        var start = at;
        while (at < tag.Length && IsSpace(tag[at]))
        {
            at++;
        }

        return at > start;
    }

    private static bool IsSpace(byte one) => one is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n';

    private static void Require(bool good)
    {
        if (!good)
        {
            throw MarkupException.Malformed;
        }
    }
}
