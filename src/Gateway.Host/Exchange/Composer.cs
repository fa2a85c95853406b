using Gateway.Adapters;
using Gateway.Host.Partners;
using Gateway.Host.Signatures;
using Gateway.Messages;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>A message ready for the outbox, or the reasons why there is none.</summary>
/// <param name="Envelope">The envelope with its final bytes; <c>null</c> when refused.</param>
/// <param name="Guide">The adapter message.</param>
/// <param name="Findings">Everything found while writing.</param>
public sealed record Composition(Envelope? Envelope, MessageGuide? Guide, IReadOnlyList<Finding> Findings);

/// <summary>Who a message is for and what it belongs to.</summary>
/// <param name="Message">Adapter message id.</param>
/// <param name="Correlation">Correlation id of the case.</param>
/// <param name="Declaration">Declaration it belongs to.</param>
/// <param name="InReplyTo">The partner's identity of the message answered.</param>
/// <param name="Partner">The partner it is for, where that is known; else whoever speaks the message.</param>
public sealed record Posting(string Message, string Correlation, Guid? Declaration = null, string? InReplyTo = null, string? Partner = null)
{
    /// <summary>What it belongs to was begun in this version: it is spoken to the end, even when it takes nothing new any more.</summary>
    public bool Held { get; init; }

    /// <summary>The declaration's place among those that one posted declaration became.</summary>
    public int Branch { get; init; } = 1;
}

/// <summary>What a signature needs: a key, and where the profile says so somebody who knows the time.</summary>
public sealed record SigningParts(KeyRoles Roles, TimeAuthority Time)
{
    /// <summary>The key a message is signed with, or the finding that says why it is not.</summary>
    public (SigningKey? Key, Finding? Refusal) Signing(MessageGuide guide, string partner, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(guide);
        return guide.Signature is { Stamping: not StampTime.Unsaid } && !Time.IsThere
            ? (null, Finding.Error("EXC-TIME-AUTHORITY", "", guide.Id, $"{guide.Id} is sent with a time-stamp, and no authority is configured"))
            : Roles.Signing(Roles.RoleFor(partner), at);
    }
}

/// <summary>Writes a document as a partner's message and signs it: steps 3 and 4 of the journey.</summary>
public sealed class Composer(AdapterShelf adapters, PartnerBook partners, SigningParts signing, Keys keys)
{
    /// <summary>The next key.</summary>
    public Guid NewKey() => keys.Next();

    /// <summary>The instant.</summary>
    public DateTimeOffset Now() => keys.Time.GetUtcNow();

    /// <summary>The version of a message that its partner speaks today; <c>null</c> when nobody does.</summary>
    public MessageGuide? OfTheDay(string message) =>
        partners.Speaking(message) is { } partner ? adapters.Catalogue.Find(message, partner.DayOf(keys.Time.GetUtcNow()), partner.Families) : null;

    /// <summary>The rules of this message that the document breaks; none when nobody speaks the message.</summary>
    public IReadOnlyList<Finding> Rules(Posting posting, Tree document)
    {
        ArgumentNullException.ThrowIfNull(posting);
        var now = keys.Time.GetUtcNow();
        return Speaker(posting) is { } partner && Guide(posting, partner, now) is { } guide ? guide.Discretion.Hush(guide.Rules.Check(document, partner.DayOf(now)), []) : [];
    }

    /// <summary>Findings on a document this message was to be made of, without what stands in its confidential places.</summary>
    public IReadOnlyList<Finding> Discreet(Posting posting, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(posting);
        return Speaker(posting) is { } partner && Guide(posting, partner, keys.Time.GetUtcNow()) is { } guide ? guide.Discretion.Hush(findings, []) : findings;
    }

    /// <summary>What writing this message would complain of, its rules apart; nothing is signed.</summary>
    public IReadOnlyList<Finding> Complaints(Posting posting, Tree document) => Write(posting, document).Findings;

    /// <summary>The message, or all findings.</summary>
    public Composition Compose(Posting posting, Tree document)
    {
        var draft = Write(posting, document);
        IReadOnlyList<Finding> findings = [.. draft.Rules, .. draft.Findings];
        if (draft.Bytes is not { } bytes || draft.Guide is not { } guide || findings.Any(finding => finding.Severity == Severity.Error))
        {
            return new Composition(null, draft.Guide, findings);
        }

        var (key, refusal) = guide.Entry.Signature.Length == 0 ? (null, null) : signing.Signing(guide, draft.Partner, draft.At);
        if (refusal is not null)
        {
            return new Composition(null, guide, [.. findings, refusal]);
        }

        var (signed, contentType) = Sign(bytes, guide, draft, key);
        var envelope = Envelope.Whole(draft.Id, "out", draft.Partner, guide.Entry.Transport, contentType, signed, draft.At, posting.Correlation) with
        {
            Message = guide.Id,
            Declaration = posting.Declaration,
            Reference = Identity(draft.Id, guide),
            Trace = draft.Trace,
        };
        return new Composition(envelope, guide, findings);
    }

    private Draft Write(Posting posting, Tree document)
    {
        ArgumentNullException.ThrowIfNull(posting);
        var (id, now) = (keys.Next(), keys.Time.GetUtcNow());
        if (Speaker(posting) is not { } partner)
        {
            return Draft.Refused(id, now, "EXC-NOBODY-SPEAKS", $"no partner speaks {posting.Message}");
        }

        if (Guide(posting, partner, now) is not { } guide)
        {
            return Draft.Refused(id, now, "ADP-NOT-VALID", $"{posting.Message} is not an adapter message valid on {partner.DayOf(now):yyyy-MM-dd}");
        }

        var writing = guide.Guideline.Write(Apart(document, posting, guide), Context(id, posting, partner, now), partner.ContextTree());
        return new Draft(id, now, partner.Id, guide, writing.Ok ? writing.Bytes : null, guide.Discretion.Hush(writing.Findings, []), Trace.Of(writing.Provenance, writing.NotCarried))
        {
            // A part was held to the rules with the whole it is of.
            Rules = Division.IsPart(document, guide.Entry.Cap) ? [] : guide.Discretion.Hush(guide.Rules.Check(document, partner.DayOf(now)), []),
        };
    }

    private Partner? Speaker(Posting posting) => posting.Partner is { } known ? partners.Find(known) : partners.Speaking(posting.Message);

    private MessageGuide? Guide(Posting posting, Partner partner, DateTimeOffset now) => posting.Held
        ? adapters.Catalogue.Held(posting.Message, partner.DayOf(now))
        : adapters.Catalogue.Find(posting.Message, partner.DayOf(now), partner.Families);

    // Parts of one declaration have one reference. Who knows nothing of parts would take the second for a repeat of the first.
    private static Tree Apart(Tree document, Posting posting, MessageGuide guide) =>
        posting.Branch > 1 && document.Name == "declaration" && guide.Entry.Cap?.Split is null && document.Value("reference") is { } reference
            ? document.Copy().Set("reference", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{reference}/{posting.Branch}"), "division")
            : document;

    /// <summary>The identity a message carries: the ten-character echo key on fixed-width channels, else the key itself.</summary>
    private static string Identity(Guid id, MessageGuide guide) => guide.Entry.Carrier == "fixed" ? Keys.Echo(id) : id.ToString("D");

    private static Tree Context(Guid id, Posting posting, Partner partner, DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, TimeZoneInfo.FindSystemTimeZoneById(partner.Zone));
        return new Tree("envelope")
            .With("id", id.ToString("D"))
            .With("key", Keys.Echo(id))
            .With("inputInfo", Keys.Echo(id))
            .With("at", local.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture))
            .With("inReplyTo", posting.InReplyTo)
            .With("sequence", "000001")
            .With("correlation", posting.Correlation);
    }

    private (byte[] Bytes, string ContentType) Sign(byte[] bytes, MessageGuide guide, Draft draft, SigningKey? key)
    {
        var plain = guide.Entry.Carrier switch
        {
            "fixed" => "text/plain; charset=UTF-8",
            "delimited" => "text/csv; charset=UTF-8",
            "json" => "application/json",
            "edifact" => "application/edifact",
            _ => "application/xml; charset=UTF-8",
        };
        if (key is null || guide.Signature is not { } profile)
        {
            return (bytes, plain);
        }

        return profile.Placement != SignaturePlacement.DetachedCms ? (XmlSignatures.Sign(bytes, partners.Find(draft.Partner)!.Signing(profile), key, draft.At), plain) : SmimeMessages.Sign(bytes, plain, key);
    }

    private sealed record Draft(
        Guid Id, DateTimeOffset At, string Partner, MessageGuide? Guide, byte[]? Bytes, IReadOnlyList<Finding> Findings, Trace? Trace)
    {
        public IReadOnlyList<Finding> Rules { get; init; } = [];

        public static Draft Refused(Guid id, DateTimeOffset at, string code, string message) => new(id, at, "", null, null, [Finding.Error(code, "", "", message)], null);
    }
}
