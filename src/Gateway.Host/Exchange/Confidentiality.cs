using Gateway.Adapters;
using Gateway.Host.Partners;

namespace Gateway.Host.Exchange;

/// <summary>
/// Decides whose bytes are kept encrypted. What was received is not recognised yet when it is kept, so the partner decides, by all the messages its adapters
/// know: one that names a confidential place, or says nothing of any, is enough. Bytes of somebody who is no partner are encrypted, and so are those of a partner
/// of whose messages nothing is known.
/// </summary>
public sealed class Confidentiality(AdapterShelf adapters, PartnerBook partners)
{
    private volatile Standing? _last;

    /// <summary>Throws with every partner that asks for clear bytes and has a message that may not be kept so.</summary>
    public static void Require(Catalogue catalogue, PartnerBook partners)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(partners);
        var refused = partners.All.Where(partner => partner.Seal == false).SelectMany(partner => Reasons(catalogue, partner).Take(1).Select(reason =>
            $"PARTNER-SEAL partner {partner.Id} says \"seal\": false, but {reason}: leave it out, and its bytes are kept encrypted")).ToList();
        if (refused.Count > 0)
        {
            throw new InvalidDataException(string.Join(Environment.NewLine, refused));
        }
    }

    /// <summary>The bytes of a partner's messages are kept encrypted.</summary>
    public bool Covers(string partner)
    {
        var catalogue = adapters.Catalogue;
        if (_last is not { } last || !ReferenceEquals(last.Of, catalogue))
        {
            _last = last = new Standing(catalogue, partners.All.ToDictionary(one => one.Id, one => Covers(catalogue, one)));
        }

        return last.Known.GetValueOrDefault(partner, true);
    }

    // What came while the gateway runs may say more than what was asked at the start: the adapters win.
    private static bool Covers(Catalogue catalogue, Partner partner) =>
        partner.Seal == true || Reasons(catalogue, partner).Any() || (partner.Seal is null && !Spoken(catalogue, partner).Any());

    private static IEnumerable<MessageGuide> Spoken(Catalogue catalogue, Partner partner) => catalogue.Messages.Where(guide => partner.Speaks(guide.Manifest.Id));

    private static IEnumerable<string> Reasons(Catalogue catalogue, Partner partner) => Spoken(catalogue, partner)
        .OrderBy(guide => guide.Entry.Confidential is null).ThenBy(guide => guide.Id, StringComparer.Ordinal)
        .Select(guide => guide.Entry.Confidential switch
        {
            null => $"the adapter of {guide.Id} does not say which of its places are confidential",
            { Count: > 0 } places => $"{guide.Id} holds a credential or a personal number in {string.Join(", ", places)}",
            _ => "",
        })
        .Where(reason => reason.Length > 0);

    private sealed record Standing(Catalogue Of, Dictionary<string, bool> Known);
}
