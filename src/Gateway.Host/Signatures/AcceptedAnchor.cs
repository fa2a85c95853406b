namespace Gateway.Host.Signatures;

/// <summary>An authority whose certificates a partner may sign with.</summary>
public sealed record AcceptedAnchor
{
    /// <summary>File name without ending in the certificates folder.</summary>
    public required string Certificate { get; init; }

    /// <summary>Authorities between it and the signers, by their names in the folder: messages bring the signer's certificate alone.</summary>
    public IReadOnlyList<string> Between { get; init; } = [];

    /// <summary>The only subjects accepted below it; none named: every one.</summary>
    public IReadOnlyList<string> Subjects { get; init; } = [];

    /// <summary>The environments it holds in; none named: in all.</summary>
    public IReadOnlyList<string> Environments { get; init; } = [];

    /// <summary>Whether it is asked if certificates below it were revoked.</summary>
    public RevocationTerms Revocation { get; init; } = new();
}
