using Gateway.Adapters;
using Gateway.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Signatures;
using Gateway.Messages;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>Opens, recognises, verifies and reads an inbound envelope. Changes nothing.</summary>
public sealed class Interpreter(AdapterShelf adapters, PartnerBook partners, CertificateFolder certificates)
{
    private const string Smime = "cms-detached-sha1";
    private const int MostVersions = 8;

    /// <summary>
    /// What an envelope says: first in the version of the day, then in each other version it could be of. At least one, each made
    /// when it is asked for.
    /// </summary>
    public IEnumerable<Interpretation> Readings(Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var partner = partners.Find(envelope.Partner);
        if (partner is null)
        {
            return [Refused("EXC-PARTNER", $"partner {envelope.Partner} is not known")];
        }

        if (envelope.Truncated)
        {
            return [new Interpretation { Findings = [Reception.TooLong(envelope, partner)] }];
        }

        var (content, opened) = Open(envelope, partner);
        return opened is { Valid: false } bad
            ? [new Interpretation { Verdict = bad, Profile = Smime, Findings = [Finding.Error(bad.Code, "", "Signature", "the signature was not accepted")] }]
            : Readings(envelope, partner, content, opened);
    }

    private IEnumerable<Interpretation> Readings(Envelope envelope, Partner partner, ReadOnlyMemory<byte> content, Verdict? opened)
    {
        var limits = ReadLimits.Default with { MaxBytes = partner.MaxBytes };
        var recognised = adapters.Catalogue.Recognise(content, partner.Families, partner.DayOf(envelope.RecordedAt), limits);
        if (recognised.Guide is { } guide)
        {
            yield return Read(envelope, partner, guide, content, opened, limits);
        }
        else
        {
            yield return new Interpretation { Findings = recognised.Findings, Verdict = opened, Profile = opened is null ? "" : Smime };
        }

        foreach (var other in recognised.Versions.Where(version => version.Id != recognised.Guide?.Id).Take(MostVersions))
        {
            yield return Read(envelope, partner, other, content, opened, limits);
        }
    }

    private static Interpretation? Sent(MessageGuide guide, Verdict? opened) => guide.Entry.Direction == "out"
        ? new Interpretation { Guide = guide, Findings = [Finding.Error("EXC-DIRECTION", "", "", $"{guide.Id} is sent by the gateway, never received")], Verdict = opened, Profile = opened is null ? "" : Smime }
        : null;

    private Interpretation Read(Envelope envelope, Partner partner, MessageGuide guide, ReadOnlyMemory<byte> content, Verdict? opened, ReadLimits limits)
    {
        if (Sent(guide, opened) is { } never)
        {
            return never;
        }

        var profileId = guide.Entry.Signature;
        var verdict = opened;
        if (guide.Signature is { Placement: not SignaturePlacement.DetachedCms } profile)
        {
            verdict = XmlSignatures.Verify(content, profile, certificates.Trust(partner.Accepted(envelope.RecordedAt)), envelope.RecordedAt);
            content = verdict.Content ?? content;
        }

        if (profileId.Length > 0 && verdict is not { Valid: true })
        {
            var code = verdict?.Code ?? "SIG-NONE";
            return new Interpretation { Guide = guide, Verdict = verdict, Profile = profileId, Findings = [Finding.Error(code, "", "Signature", "the signature was not accepted")] };
        }

        var reading = guide.Guideline.Read(content, limits, partner.ContextTree());
        return new Interpretation
        {
            Guide = guide,
            Document = reading.Document,
            Context = reading.Envelope,
            Verdict = verdict,
            Profile = profileId,
            Ignored = reading.Ignored,
            Findings = [.. reading.Findings, .. DateWindow.Check(reading.Document, reading.Envelope, partner.DayOf(envelope.RecordedAt))],
        };
    }

    private (ReadOnlyMemory<byte> Content, Verdict? Verdict) Open(Envelope envelope, Partner partner)
    {
        if (!envelope.ContentType.StartsWith("multipart/signed", StringComparison.OrdinalIgnoreCase))
        {
            return (envelope.Bytes, null);
        }

        var opening = SmimeMessages.Open(envelope.Bytes, envelope.ContentType, certificates.Trust(partner.Accepted(envelope.RecordedAt)), envelope.RecordedAt);
        return (opening.Content, opening.Verdict);
    }

    private static Interpretation Refused(string code, string message) => new() { Findings = [Finding.Error(code, "", "", message)] };
}
