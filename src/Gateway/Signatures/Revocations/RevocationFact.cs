namespace Gateway.Signatures.Revocations;

/// <summary>Form of an answer about revocation.</summary>
public enum RevocationForm
{
    /// <summary>A certificate revocation list (RFC 5280).</summary>
    Crl,

    /// <summary>A response of the online protocol (RFC 6960).</summary>
    Ocsp,
}

/// <summary>Why a certificate was revoked; the numbers are those of RFC 5280, 5.3.1.</summary>
public enum RevocationReason
{
#pragma warning disable CS1591 // the names are the standard's
    Unspecified = 0,
    KeyCompromise = 1,
    CaCompromise = 2,
    AffiliationChanged = 3,
    Superseded = 4,
    CessationOfOperation = 5,
    CertificateHold = 6,
    RemoveFromCrl = 8,
    PrivilegeWithdrawn = 9,
    AaCompromise = 10,
#pragma warning restore CS1591
}

/// <summary>That a certificate was revoked.</summary>
/// <param name="Since">When, as its issuer says.</param>
/// <param name="Reason">Why.</param>
/// <param name="Invalid">Since when the key is to be distrusted, where the issuer says so.</param>
public sealed record Revoked(DateTimeOffset Since, RevocationReason Reason, DateTimeOffset? Invalid)
{
    /// <summary>The moment from which the certificate's signatures do not count.</summary>
    public DateTimeOffset CountsFrom(RevocationPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        var stolen = Reason is RevocationReason.KeyCompromise or RevocationReason.CaCompromise or RevocationReason.AaCompromise;
        var noticed = stolen && Since - DateTimeOffset.MinValue > policy.CompromiseReach ? Since - policy.CompromiseReach : Since;
        return Invalid is { } invalid && invalid < Since ? invalid : Invalid is null ? noticed : Since;
    }
}

/// <summary>What one answer, whose signature and scope hold, says of one certificate.</summary>
/// <param name="Certificate">SHA-256 of the certificate, hexadecimal.</param>
/// <param name="Form">Form of the answer.</param>
/// <param name="Answer">SHA-256 of the answer's bytes, hexadecimal.</param>
/// <param name="ThisUpdate">As of when.</param>
/// <param name="NextUpdate">When the next answer is out at the latest; <c>null</c>: there is a newer one at any time.</param>
/// <param name="Revoked">That it was revoked; <c>null</c> when it was not.</param>
public sealed record RevocationFact(
    string Certificate, RevocationForm Form, string Answer, DateTimeOffset ThisUpdate, DateTimeOffset? NextUpdate, Revoked? Revoked)
{
    /// <summary>The answer itself, where it came with the message and nobody else keeps it.</summary>
    public ReadOnlyMemory<byte>? Bytes { get; init; }
}

/// <summary>What came of reading an answer for a certificate.</summary>
/// <param name="Fact">What it says; <c>null</c> where it says nothing that counts.</param>
/// <param name="Trouble">Why it says nothing: a constant sentence, never a word of the answer.</param>
public sealed record RevocationReading(RevocationFact? Fact, string Trouble)
{
    internal static RevocationReading Nothing(string trouble) => new(null, trouble);
}
