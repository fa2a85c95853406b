namespace Gateway.Evidence;

/// <summary>The stable codes of what is found wrong with evidence.</summary>
public static class EvidenceCodes
{
    /// <summary>An entry's values do not give its hash.</summary>
    public const string Changed = "EVD-CHANGED";

    /// <summary>Entries are missing.</summary>
    public const string Removed = "EVD-REMOVED";

    /// <summary>Entries stand between two that belong together.</summary>
    public const string Inserted = "EVD-INSERTED";

    /// <summary>An entry stands at a place that is not its own.</summary>
    public const string Moved = "EVD-MOVED";

    /// <summary>An entry does not follow the one before it.</summary>
    public const string Link = "EVD-LINK";

    /// <summary>A thing is not what was sealed.</summary>
    public const string Content = "EVD-CONTENT";

    /// <summary>A sealed thing is gone.</summary>
    public const string Missing = "EVD-MISSING";

    /// <summary>A thing stands there that was never sealed.</summary>
    public const string Unsealed = "EVD-UNSEALED";

    /// <summary>The chain ends before a place that was signed.</summary>
    public const string Truncated = "EVD-TRUNCATED";

    /// <summary>An anchor's hash is not that of the chain.</summary>
    public const string Anchor = "EVD-ANCHOR";

    /// <summary>An anchor is not signed by whom it must be.</summary>
    public const string AnchorSignature = "EVD-ANCHOR-SIGNATURE";

    /// <summary>An anchor's time-stamp is not one of it.</summary>
    public const string Stamp = "EVD-STAMP";

    /// <summary>What should be anchored is not.</summary>
    public const string Unanchored = "EVD-UNANCHORED";

    /// <summary>A bundle's list of contents is not the one that was signed.</summary>
    public const string Manifest = "EVD-MANIFEST";

    /// <summary>A file of a bundle is not the one listed.</summary>
    public const string File = "EVD-FILE";

    /// <summary>A bundle cannot be read.</summary>
    public const string Malformed = "EVD-MALFORMED";

    /// <summary>The bytes of a message are gone, as its class allows.</summary>
    public const string Purged = "EVD-PURGED";

    /// <summary>Something of the database cannot be read, so the audit could not go on there.</summary>
    public const string Unreadable = "EVD-UNREADABLE";

    /// <summary>A plan of what is kept how long is none.</summary>
    public const string Plan = "EVD-PLAN";
}
