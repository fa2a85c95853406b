using Gateway.Signatures;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Signatures;

/// <summary>The signature profiles of the repository's own data.</summary>
internal static class KnownProfiles
{
    public static SignatureProfile? Find(string id) => Repository.Known.FindSignature(id);

    public static SignatureProfile Of(string id) => Find(id) ?? throw new InvalidOperationException($"no signature profile {id}");
}
