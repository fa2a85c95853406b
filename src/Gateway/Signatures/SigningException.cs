namespace Gateway.Signatures;

/// <summary>The gateway's own document or key cannot be signed with: a fault of ours, never of a partner.</summary>
public sealed class SigningException(string code)
    : InvalidOperationException($"{code}: cannot sign. {SignatureCodes.Describe(code)}")
{
    /// <summary>One of <see cref="SignatureCodes"/>.</summary>
    public string Code { get; } = code;
}
