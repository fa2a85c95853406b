using Gateway.Adapters;
using Gateway.Evidence;
using Gateway.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Signatures;
using Gateway.Messages;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>Opens, recognises, verifies and reads an inbound envelope. Changes nothing.</summary>
public sealed class Interpreter(AdapterShelf adapters, PartnerBook partners, PartnerTrust trust)
{
    private const string Smime = "cms-detached-sha1";
    private const int MostVersions = 8;

    /// <summary>
    /// What an envelope says: first in the version of the day, then in each other version it could be of. At least one, each made
    /// when it is asked for. <paramref name="judged"/>: it is only shown again, its signers' revocation is not asked for anew.
    /// </summary>
    public IEnumerable<Interpretation> Readings(Envelope envelope, bool judged = false)
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

        var signers = judged ? trust.OfJudged(partner, envelope.RecordedAt) : trust.Of(partner, envelope.RecordedAt);
        var (content, opened) = Open(envelope, signers);
        return opened is { Valid: false } bad
            ? [new Interpretation { Verdict = bad, Profile = Smime, Findings = [Finding.Error(bad.Code, "", "Signature", "the signature was not accepted")] }]
            : Readings(new Opened(envelope, partner, signers, content, opened));
    }

    /// <summary>Finds out what the verdict on an envelope's signature lacks; <c>true</c> when it is worth to read it again.</summary>
    public Task<bool> LearnAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        return interpretation is { IsHeld: true, Verdict: { } open } && partners.Find(envelope.Partner) is { } partner ? trust.LearnAsync(partner, open, cancellation) : Task.FromResult(false);
    }

    private IEnumerable<Interpretation> Readings(Opened message)
    {
        var limits = ReadLimits.Default with { MaxBytes = message.Partner.MaxBytes };
        var recognised = adapters.Catalogue.Recognise(message.Content, message.Partner.Families, message.Partner.DayOf(message.Envelope.RecordedAt), limits);
        if (recognised.Guide is { } guide)
        {
            yield return Read(message, guide, limits);
        }
        else
        {
            yield return new Interpretation { Findings = recognised.Findings, Verdict = message.Verdict, Profile = message.Verdict is null ? "" : Smime };
        }

        foreach (var other in recognised.Versions.Where(version => version.Id != recognised.Guide?.Id).Take(MostVersions))
        {
            yield return Read(message, other, limits);
        }
    }

    private static Interpretation? Sent(MessageGuide guide, Verdict? opened) => guide.Entry.Direction == "out"
        ? new Interpretation { Guide = guide, Findings = [Finding.Error("EXC-DIRECTION", "", "", $"{guide.Id} is sent by the gateway, never received")], Verdict = opened, Profile = opened is null ? "" : Smime }
        : null;

    private static Interpretation Read(Opened message, MessageGuide guide, ReadLimits limits)
    {
        var (envelope, partner, signers, content, opened) = message;
        if (Sent(guide, opened) is { } never)
        {
            return never;
        }

        if (guide.Signature is { } agreed && SignatureEngines.Fault(agreed, partner.Engine) is { } fault)
        {
            // Adapters changed under a running gateway: at its start such a partner stops it.
            return new Interpretation { Guide = guide, Verdict = opened, Profile = guide.Entry.Signature, Findings = [Finding.Error("PARTNER-ENGINE", "", "Signature", fault)] };
        }

        var profileId = guide.Entry.Signature;
        var verdict = opened;
        if (guide.Signature is { Placement: not SignaturePlacement.DetachedCms } profile)
        {
            verdict = XmlSignatures.Verify(content, partner.Signing(profile), signers, envelope.RecordedAt);
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
            Findings = Discreet(guide, content, [.. reading.Findings, .. DateWindow.Check(reading.Document, reading.Envelope, partner.DayOf(envelope.RecordedAt))]),
        };
    }

    // Findings are kept, logged and answered in clear.
    private static IReadOnlyList<Finding> Discreet(MessageGuide guide, ReadOnlyMemory<byte> content, IReadOnlyList<Finding> findings) =>
        guide.Discretion.Any && findings.Count > 0 ? guide.Discretion.Hush(findings, Redaction.Values(content.ToArray(), guide.Confidential!)) : findings;

    private static (ReadOnlyMemory<byte> Content, Verdict? Verdict) Open(Envelope envelope, TrustedSigners signers)
    {
        if (!envelope.ContentType.StartsWith("multipart/signed", StringComparison.OrdinalIgnoreCase))
        {
            return (envelope.Bytes, null);
        }

        var opening = SmimeMessages.Open(envelope.Bytes, envelope.ContentType, signers, envelope.RecordedAt);
        return (opening.Content, opening.Verdict);
    }

    private static Interpretation Refused(string code, string message) => new() { Findings = [Finding.Error(code, "", "", message)] };

    private sealed record Opened(Envelope Envelope, Partner Partner, TrustedSigners Signers, ReadOnlyMemory<byte> Content, Verdict? Verdict);
}
