using Gateway.Exchange;
using Gateway.Host.Database;
using Gateway.Host.Partners;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>What sending needs from the rest of the host.</summary>
public sealed record DispatchParts(DurableCommit Commit, EnvelopeStore Envelopes, PartnerBook Partners, Transports Transports, AdapterShelf Adapters)
{
    /// <summary>What the adapter says is done after an unknown outcome.</summary>
    public OnUnknown OnUnknown(Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return Guide(envelope)?.Entry.OnUnknown.StartsWith("query", StringComparison.Ordinal) == true ? Gateway.Exchange.OnUnknown.Query : Gateway.Exchange.OnUnknown.Resend;
    }

    /// <summary>The SOAP operation that carries the message, where its transport is SOAP.</summary>
    public SoapCall? Call(Envelope envelope) => Guide(envelope) is { Entry.Transport: "soap" } guide ? SoapCall.Of(guide.Entry.Contract) : null;

    /// <summary>Whether the channel's immediate reply is a message (and not just a status).</summary>
    public bool ExpectsReply(Envelope envelope) => Guide(envelope)?.Entry.Transport is "soap" or "smime-http";

    /// <summary>The profile the message is signed by, where it is.</summary>
    public SignatureProfile? Signature(Envelope envelope) => Guide(envelope)?.Signature;

    // What was written is sent as it was meant, whatever version is the one of the day.
    private Gateway.Adapters.MessageGuide? Guide(Envelope envelope) =>
        Partners.Find(envelope.Partner) is { } partner ? Adapters.Catalogue.Held(envelope.Message ?? "", partner.DayOf(envelope.RecordedAt)) : null;
}
