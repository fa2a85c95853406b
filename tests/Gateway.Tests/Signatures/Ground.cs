using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>One placement of a signature, with an honest document: what can be tried on one is tried on all.</summary>
internal sealed record Ground(string Name, SignatureProfile Profile, string Document)
{
    private static readonly Dictionary<string, string> Honest = [];

    public static Ground Enveloped { get; } = new("enveloped", KnownProfiles.Of("generic/enveloped"), Papers.Declaration);

    public static Ground ById { get; } = new("by id", KnownProfiles.Of("generic/by-id"), Papers.Document);

    public static Ground Contained { get; } = new("in a container", Papers.ById, Papers.Document);

    public static Ground Filter { get; } = new("filter", KnownProfiles.Of("filtered-c14n-comments-sha1"), Papers.Payment);

    public static IReadOnlyList<Ground> All { get; } = [Enveloped, ById, Contained, Filter];

    /// <summary>A mint of the ground's own coin: unchanged, its signature is the profile's.</summary>
    public Mint Mint => new(Profile, Document);

    /// <summary>The honest document, signed once.</summary>
    public string Signed
    {
        get
        {
            lock (Honest)
            {
                return Honest.TryGetValue(Name, out var signed) ? signed : Honest[Name] = Mint.Sign();
            }
        }
    }

    /// <summary>The honest document, changed after it was signed.</summary>
    public Attack Changed(string name, string code, string old, string replacement) => Of(name, code, () => Signed.Cut(old, replacement));

    /// <summary>A document signed in another way, soundly.</summary>
    public Attack Minted(string name, string code, Func<Mint, Mint> change) => Of(name, code, () => change(Mint).Sign());

    /// <summary>Anything.</summary>
    public Attack Of(string name, string code, Func<string> make) => Attack.Of($"{Name}: {name}", Profile, code, make);

    /// <summary>Any bytes.</summary>
    public Attack OfBytes(string name, string code, Func<byte[]> make) => new($"{Name}: {name}", Profile, code, make);
}
