using Gateway.Adapters;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Signatures;

/// <summary>The signature profiles of the repository's own data.</summary>
internal static class Profiles
{
    private static readonly Lazy<Catalogue> Known = new(() => CatalogueFolder.Read(GatewayRig.Root).Catalogue);

    public static SignatureProfile Of(string id) => Known.Value.FindSignature(id) ?? throw new InvalidOperationException($"no signature profile {id}");
}
