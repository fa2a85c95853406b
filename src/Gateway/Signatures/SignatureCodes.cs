namespace Gateway.Signatures;

/// <summary>
/// The stable codes of a <see cref="Verdict"/>. They are for the gateway's own records; a partner is told
/// <see cref="Fault"/> and nothing else, so that nobody can learn from refusals how to forge.
/// </summary>
public static class SignatureCodes
{
    /// <summary>The only words about a refused signature that may leave the gateway.</summary>
    public const string Fault = "The signature was not accepted.";

#pragma warning disable CS1591 // each code is explained by its sentence in Describe
    public const string Valid = "SIG-OK";
    public const string None = "SIG-NONE";
    public const string Size = "SIG-SIZE";
    public const string Encoding = "SIG-ENCODING";
    public const string Malformed = "SIG-XML";
    public const string Dtd = "SIG-DTD";
    public const string Depth = "SIG-DEPTH";
    public const string Nodes = "SIG-NODES";
    public const string Attributes = "SIG-ATTRIBUTES";
    public const string Namespaces = "SIG-NAMESPACES";
    public const string Comment = "SIG-COMMENT";
    public const string Cdata = "SIG-CDATA";
    public const string Instruction = "SIG-INSTRUCTION";
    public const string DuplicateId = "SIG-DUPLICATE-ID";
    public const string Many = "SIG-MANY";
    public const string Place = "SIG-PLACE";
    public const string Coverage = "SIG-COVERAGE";
    public const string Shape = "SIG-SHAPE";
    public const string Object = "SIG-OBJECT";
    public const string Algorithm = "SIG-ALGORITHM";
    public const string Reference = "SIG-REFERENCE";
    public const string Transform = "SIG-TRANSFORM";
    public const string KeyInfo = "SIG-KEYINFO";
    public const string Untrusted = "SIG-UNTRUSTED";
    public const string Expired = "SIG-EXPIRED";
    public const string WeakKey = "SIG-WEAK-KEY";
    public const string KeyUsage = "SIG-KEY-USAGE";
    public const string Digest = "SIG-DIGEST";
    public const string Value = "SIG-VALUE";
    public const string Properties = "SIG-PROPERTIES";
    public const string TimeStamp = "SIG-TIMESTAMP";
    public const string TimeAuthority = "SIG-TIME-AUTHORITY";
    public const string Untimed = "SIG-UNTIMED";
    public const string Stale = "SIG-STALE";
    public const string Revoked = "SIG-REVOKED";
    public const string Revocation = "SIG-REVOCATION";
    public const string Unanswered = "SIG-UNANSWERED";
    public const string Engines = "SIG-ENGINES";
    public const string Mime = "SIG-MIME";
    public const string Cms = "SIG-CMS";
    public const string Signers = "SIG-SIGNERS";
#pragma warning restore CS1591

    /// <summary>What a code means: a constant sentence, never a word of the message itself.</summary>
    public static string Describe(string code) => code switch
    {
        Valid => "The signature is valid and covers everything that was handed back.",
        None => "There is no signature.",
        Size => "The message is larger than the limit.",
        Encoding => "The message is not UTF-8.",
        Malformed => "The message is not well-formed XML.",
        Dtd => "A document type declaration is not allowed.",
        Depth => "Elements are nested deeper than the limit.",
        Nodes => "There are more nodes than the limit.",
        Attributes => "An element has more or longer attributes than the limit.",
        Namespaces => "There are more or other namespace declarations than allowed.",
        Comment => "Comments are not allowed in a signed document.",
        Cdata => "CDATA sections are not allowed in a signed document.",
        Instruction => "Processing instructions are not allowed in a signed document.",
        DuplicateId => "An id stands twice in the document.",
        _ => DescribeSignature(code),
    };

    private static string DescribeSignature(string code) => code switch
    {
        Many => "There is more than one signature.",
        Place => "The signature does not stand at the place of the profile.",
        Coverage => "Something outside the signature is not covered by it.",
        Shape => "The signature has other parts than the profile.",
        Object => "Objects and manifests are not allowed in a signature.",
        Algorithm => "An algorithm is not that of the profile.",
        Reference => "The reference is not that of the profile.",
        Transform => "The transforms are not those of the profile.",
        KeyInfo => "The key information does not name exactly one certificate.",
        Untrusted => "The signer's certificate is not trusted.",
        Expired => "The signer's certificate is not valid at this time.",
        WeakKey => "The signer's key is weaker than the profile allows, or of another kind or curve.",
        KeyUsage => "The signer's certificate is not for signatures on documents.",
        Digest => "The content is not what was signed.",
        Value => "The signature value does not belong to the signer's key.",
        Properties => "The signed properties are missing, of another form, or of another certificate.",
        TimeStamp => "The time-stamp is missing, or is not of this signature.",
        TimeAuthority => "The authority of the time-stamp is not trusted for time-stamps.",
        Untimed => "The message does not say when it was made.",
        Stale => "The message was made too long ago, or in the future.",
        Revoked => "A certificate the signature rests on was revoked.",
        Revocation => "Whether a certificate the signature rests on was revoked is not known.",
        Unanswered => "The signature is to last, and brings no answer that counts about each certificate of its signer.",
        Engines => "The two engines do not agree on the signature.",
        Mime => "The message is not a well-formed multipart/signed of two parts.",
        Cms => "The signature part is not a detached PKCS#7 of the profile.",
        Signers => "There is not exactly one signer with exactly one certificate.",
        _ => throw new ArgumentOutOfRangeException(nameof(code)),
    };
}
