using Gateway.Adapters;
using Gateway.Host.Partners;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>Whether the engine a partner's record names can do every profile used with that partner.</summary>
public static class EngineTerms
{
    /// <summary>Throws where it cannot, before anything is served.</summary>
    public static void Require(Catalogue catalogue, PartnerBook partners)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(partners);
        foreach (var partner in partners.All.Where(partner => partner.Engine != SignatureEngine.Own))
        {
            var spoken = catalogue.Messages.Where(message => message.Signature is not null && partner.Speaks(message.Manifest.Id)).Select(message => message.Signature!);
            foreach (var profile in spoken.Append(catalogue.FindSignature(partner.SoapSecurity)).OfType<SignatureProfile>())
            {
                _ = partner.Signing(profile);
            }
        }
    }
}
