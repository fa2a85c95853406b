using Gateway.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Tests.Signatures.Revocations;

/// <summary>Sound signatures of certificates that were revoked, or of which nobody says that they were not.</summary>
internal static class Endings
{
    /// <summary>An authority whose first leaf is on its list; nobody speaks of the authority of the other office.</summary>
    public static IReadOnlyList<TrustAnchor> Anchors => [Anchor(Office.One), Anchor(Office.Other)];

    public static RevocationKnowledge Known { get; } = RevocationKnowledge.From(
        [Office.One.Path(Policy)], [Office.One.List(revoked: (Office.One.Leaf, Office.At.AddDays(-1), null))], Office.At);

    public static IEnumerable<Attack> All =>
    [
        By("certificate that was revoked", SignatureCodes.Revoked, Office.One),
        By("certificate nobody speaks of", SignatureCodes.Revocation, Office.Other),
    ];

    private static RevocationPolicy Policy => new(RevocationAsk.Either);

    private static TrustAnchor Anchor(Office office) => new(office.Issuing) { Revocation = Policy };

    private static Attack By(string name, string code, Office office) => Attack.Of(
        name, KnownProfiles.Of("generic/enveloped"), code, () => new Mint(KnownProfiles.Of("generic/enveloped"), Papers.Payment) { Method = Mint.More + "ecdsa-sha256", Key = office.Leaf }.Sign());
}
