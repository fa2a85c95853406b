using System.Text;
using System.Xml;
using Gateway.Adapters;
using Gateway.Host.Database;
using Gateway.Host.Partners;
using Gateway.Host.Signatures;
using Gateway.Signatures;

namespace Gateway.Host.Exchange.StringSoap;

/// <summary>Where the guard finds profiles, whom to trust, and keys.</summary>
public sealed record SoapTrust(AdapterShelf Adapters, PartnerTrust Partners, KeyRoles Roles);

/// <summary>A call that was let in.</summary>
/// <param name="Call">An envelope around the body that was signed, and nothing else of what was received.</param>
/// <param name="Profile">What it was held to.</param>
/// <param name="Correlation">Under which it is kept; the message inside of it is kept under the same.</param>
public sealed record SoapAdmission(byte[] Call, SignatureProfile Profile, string Correlation);

/// <summary>
/// WS-Security in front of the SOAP library, for partners whose record asks for it: body and time-stamp header are signed, every message is new, and
/// only the body that was digested goes on. What was received is kept with the verdict, whatever the verdict is.
/// </summary>
public sealed class SoapGuard(DurableCommit commit, EnvelopeStore envelopes, Keys keys, SoapTrust trust)
{
    /// <summary>Code of a message that came before.</summary>
    public const string Replayed = "EXC-REPLAYED";

    private const string Kind = "soap-security";

    /// <summary>Throws where a partner's record asks for what cannot be asked.</summary>
    public static void Require(Catalogue catalogue, PartnerBook partners)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        ArgumentNullException.ThrowIfNull(partners);
        foreach (var partner in partners.All.Where(partner => partner.SoapSecurity.Length > 0))
        {
            if (catalogue.FindSignature(partner.SoapSecurity) is not { Placement: SignaturePlacement.SoapBody })
            {
                throw new InvalidDataException($"PARTNER-SOAP partner {partner.Id}: '{partner.SoapSecurity}' is no signature profile of a SOAP body");
            }

            if (partner.Trusted.Count + partner.Anchors.Count == 0 || partner.Token.Length == 0)
            {
                throw new InvalidDataException($"PARTNER-SOAP partner {partner.Id} signs SOAP messages: name its certificate or an anchor, and its token");
            }
        }
    }

    /// <summary>Keeps a call with its verdict; <c>null</c> where it is refused.</summary>
    public async Task<SoapAdmission?> AdmitAsync(Partner partner, string contentType, byte[] raw, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(partner);
        ArgumentNullException.ThrowIfNull(raw);
        var (id, now) = (keys.Next(), keys.Time.GetUtcNow());
        var profile = Profile(partner);
        Verdict Judge() => XmlSignatures.Verify(raw, profile, trust.Partners.Of(partner, now), now, XmlLimits.Default with { MaxBytes = Math.Max(raw.Length, 1) });
        var verdict = Judge();
        if (verdict.Code == SignatureCodes.Revocation && await trust.Partners.LearnAsync(partner, verdict, cancellation).ConfigureAwait(false))
        {
            verdict = Judge();
        }

        var envelope = Envelope.Whole(id, "in", partner.Id, "soap", contentType, raw, now, $"in-{id:N}");
        var committed = await commit.RunAsync($"received:{id:N}", work => KeepAsync(work, envelope, profile, verdict), cancellation).ConfigureAwait(false);
        return committed.Answer == SignatureCodes.Valid ? new SoapAdmission(Around(verdict.Content!), profile, envelope.Correlation) : null;
    }

    /// <summary>A reply as its profile wants it; throws <see cref="InvalidOperationException"/> where no key signs for the gateway today.</summary>
    public byte[] Sign(Partner partner, SignatureProfile profile, byte[] reply)
    {
        ArgumentNullException.ThrowIfNull(partner);
        ArgumentNullException.ThrowIfNull(profile);
        if (!profile.SignsReplies)
        {
            return reply;
        }

        var now = keys.Time.GetUtcNow();
        return trust.Roles.Signing(trust.Roles.RoleFor(partner.Id), now) is { Key: { } key }
            ? XmlSignatures.Sign(reply, profile, key, now)
            : throw new InvalidOperationException("no key signs for the gateway today: ./gateway keys says why");
    }

    // Whatever the profile says elsewhere: in front of the host a message without a time is anybody's to send again.
    private SignatureProfile Profile(Partner partner) => trust.Adapters.Catalogue.FindSignature(partner.SoapSecurity) is { Placement: SignaturePlacement.SoapBody } found
        ? partner.Signing(found with { Fresh = true })
        : throw new InvalidDataException($"there is no signature profile '{partner.SoapSecurity}' of a SOAP body");

    private async Task<string> KeepAsync(Work work, Envelope envelope, SignatureProfile profile, Verdict verdict)
    {
        await envelopes.InsertAsync(work, envelope).ConfigureAwait(false);
        if (verdict.Valid && await EnvelopeStore.ClaimAsync(work, envelope.Partner, Kind, Convert.ToHexStringLower(verdict.Identity!), envelope.Id, envelope.Sha256).ConfigureAwait(false) is not null)
        {
            verdict = verdict with { Valid = false, Code = Replayed, Detail = "The same signed message came before." };
        }

        Finding[] findings = verdict.Valid ? [] : [Finding.Error(verdict.Code, "", "Security", verdict.Detail)];
        await EnvelopeStore.InterpretedAsync(work, envelope, new Interpretation { Verdict = verdict, Profile = profile.Id, Findings = findings }, envelope.RecordedAt).ConfigureAwait(false);
        await EnvelopeStore.FindingsAsync(work, envelope.Id, null, findings).ConfigureAwait(false);

        // Nobody can put back a call that was answered; where only revocation is not known the caller sends it again, signed anew.
        if (verdict is { Valid: false, Code: not SignatureCodes.Revocation })
        {
            await EnvelopeStore.DeadLetterAsync(work, envelope.Id, verdict.Code, verdict.Detail, envelope.RecordedAt).ConfigureAwait(false);
        }

        return verdict.Code;
    }

    // The body is canonical: it brings every namespace it makes use of.
    private static byte[] Around(byte[] body)
    {
        using var reader = XmlReader.Create(new MemoryStream(body), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        reader.MoveToContent();
        return [.. Encoding.UTF8.GetBytes($"<e:Envelope xmlns:e=\"{reader.NamespaceURI}\">"), .. body, .. "</e:Envelope>"u8];
    }
}
