namespace Gateway.Signatures.Markup;

/// <summary>What a <see cref="MarkupReader"/> stands at.</summary>
internal enum MarkupKind
{
    /// <summary>The XML declaration.</summary>
    Declaration,

    /// <summary>The start of an element, or the whole of one without content.</summary>
    Start,

    /// <summary>The end of an element.</summary>
    End,

    /// <summary>A whole element of one text like one that was read before: start, text and end at once.</summary>
    Leaf,

    /// <summary>A text in an element, or the next piece of one.</summary>
    Text,

    /// <summary>A CDATA section in an element.</summary>
    Section,

    /// <summary>A comment.</summary>
    Comment,

    /// <summary>A processing instruction.</summary>
    Instruction,

    /// <summary>The beginning of a document type declaration; nothing is read behind it.</summary>
    DocumentType,
}
