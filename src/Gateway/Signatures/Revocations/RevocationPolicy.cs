namespace Gateway.Signatures.Revocations;

/// <summary>Which answers make a certificate good.</summary>
public enum RevocationAsk
{
    /// <summary>Nobody is asked.</summary>
    None,

    /// <summary>A list of its issuer.</summary>
    Crl,

    /// <summary>A responder's answer about it.</summary>
    Ocsp,

    /// <summary>One of the two. An answer that says revoked counts whichever it is.</summary>
    Either,
}

/// <summary>Whether and how it is asked if certificates below an anchor, or a pinned one, were revoked.</summary>
/// <param name="Ask">Which answers make a certificate good.</param>
public sealed record RevocationPolicy(RevocationAsk Ask)
{
    /// <summary>Nobody is asked.</summary>
    public static RevocationPolicy None { get; } = new(RevocationAsk.None);

    /// <summary>How far clocks may differ; default five minutes, one day at the most.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A key that became somebody else's was so before anybody noticed. Where the issuer does not say since when (<c>invalidityDate</c>), a
    /// revocation for that reason counts from so long before its date; default seven days. What is older than that, proven by a trusted
    /// time-stamp or our receipt, stays good: the thief cannot have made it then, for the time is not the signer's to choose.
    /// </summary>
    public TimeSpan CompromiseReach { get; init; } = TimeSpan.FromDays(7);

    /// <summary>A certificate that names no address to ask at counts as good. Otherwise, and by default, nothing is known of it.</summary>
    public bool AcceptsUnaddressed { get; init; }
}
