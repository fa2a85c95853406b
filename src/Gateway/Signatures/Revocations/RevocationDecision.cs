using System.Security.Cryptography.X509Certificates;

namespace Gateway.Signatures.Revocations;

/// <summary>Whether a certificate, or all of a path, was good at a moment.</summary>
public enum RevocationState
{
    /// <summary>It was.</summary>
    Good,

    /// <summary>It was revoked.</summary>
    Revoked,

    /// <summary>No answer that counts says either.</summary>
    Unknown,
}

/// <summary>What holds of one certificate of a path.</summary>
/// <param name="Certificate">SHA-256 of the certificate, hexadecimal.</param>
/// <param name="State">What holds.</param>
/// <param name="Fact">By which answer; <c>null</c> where there is none, or none was asked for.</param>
/// <param name="Why">Why nothing is known: a constant sentence.</param>
public sealed record RevocationStep(string Certificate, RevocationState State, RevocationFact? Fact, string Why);

/// <summary>What holds of a path, and for each of its certificates why.</summary>
/// <param name="State">Revoked when one is; unknown when nothing is known of one; else good.</param>
/// <param name="Steps">Those that were asked about, from the signer on.</param>
public sealed record RevocationResult(RevocationState State, IReadOnlyList<RevocationStep> Steps);

/// <summary>
/// Decides from answers alone. An answer counts for a moment when it is not from the future and was not yet replaced then: one made after the
/// moment counts as well, for lists and responders go on saying what was revoked before. Any that says revoked outweighs all that say good.
/// A certificate on hold is not valid while it is: what was signed then is refused, for the hold may end in revocation as from its beginning.
/// </summary>
public static class RevocationDecision
{
    /// <summary>Decides about a path at a moment (the trusted time-stamp, or the receipt) by what is known.</summary>
    public static RevocationResult Decide(TrustPath path, RevocationKnowledge known, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(known);
        var digests = path.Asked == 0 ? [] : path.Digests;
        var steps = Enumerable.Range(0, path.Asked).Select(step => Decide(path, step, digests[step], known, at)).ToList();
        var state = steps.Exists(step => step.State == RevocationState.Revoked) ? RevocationState.Revoked
            : steps.Exists(step => step.State == RevocationState.Unknown) ? RevocationState.Unknown
            : RevocationState.Good;
        return new RevocationResult(state, steps);
    }

    /// <summary>
    /// An accepted signature, refused when its path was revoked or nothing is known of it. Answers that came inside the message are worth what
    /// their signatures are; one that is to last has to bring them, whoever else is asked or not.
    /// </summary>
    internal static Verdict Settle(Verdict accepted, TrustPath path, RevocationKnowledge? known, DateTimeOffset at)
    {
        var brought = path.Read([.. accepted.Embedded?.Answers ?? [], .. known?.Answers ?? []]).ToLookup(fact => fact.Certificate);
        var all = new RevocationKnowledge(certificate => [.. brought[certificate], .. known?.Of(certificate) ?? []], known?.Now ?? at);
        var lasting = accepted.Embedded?.Decide(path, all.Now, at);
        var result = lasting?.State == RevocationState.Revoked ? lasting : Decide(path, all, at);
        var verdict = result.State == RevocationState.Revoked ? accepted.But(SignatureCodes.Revoked)
            : lasting?.State == RevocationState.Unknown ? accepted.But(SignatureCodes.Unanswered)
            : result.State == RevocationState.Unknown ? accepted.But(SignatureCodes.Revocation)
            : accepted;
        return verdict with { Path = path, Revocation = verdict.Code == SignatureCodes.Unanswered ? lasting : result };
    }

    /// <summary>
    /// Whether an answer at hand says that a time-stamp's authority was revoked so that its time-stamp of this moment counts for nothing (RFC 3161, 4.1):
    /// after the revocation; and before it too, unless the key is said to have stayed with its owner, for whoever has it says what time it is. Nobody is
    /// asked, and without an answer the authority is believed.
    /// </summary>
    internal static bool IsDistrusted(TrustPath authority, RevocationKnowledge? known, DateTimeOffset at, IReadOnlyList<RevocationAnswer> stapled)
    {
        var asked = authority with { Policy = authority.Policy with { Ask = RevocationAsk.Either } };
        var now = known?.Now ?? DateTimeOffset.MaxValue;
        return asked.Read([.. stapled, .. known?.Answers ?? []]).Concat(known is null ? [] : asked.Digests.Take(asked.Asked).SelectMany(known.Of))
            .Any(fact => fact.Revoked is { } revoked && fact.ThisUpdate <= Later(now, authority.Policy) && (revoked.Since <= at || !IsHarmless(revoked.Reason)));
    }

    // A reason that is not said is none of these.
    private static bool IsHarmless(RevocationReason reason) =>
        reason is RevocationReason.AffiliationChanged or RevocationReason.Superseded or RevocationReason.CessationOfOperation or RevocationReason.CertificateHold;

    private static RevocationStep Decide(TrustPath path, int step, string certificate, RevocationKnowledge known, DateTimeOffset at)
    {
        var (facts, policy) = (known.Of(certificate), path.Policy);
        var counting = facts.Where(fact => Trouble(fact, policy, known.Now, at).Length == 0).OrderByDescending(fact => fact.ThisUpdate).ToList();
        if (counting.Find(fact => fact.Revoked is { } revoked && revoked.CountsFrom(policy) <= at) is { } refusing)
        {
            return new RevocationStep(certificate, RevocationState.Revoked, refusing, "");
        }

        if (counting.Find(fact => policy.Ask == RevocationAsk.Either || (policy.Ask == RevocationAsk.Crl) == (fact.Form == RevocationForm.Crl)) is { } good)
        {
            return new RevocationStep(certificate, RevocationState.Good, good, "");
        }

        var isAddressed = facts.Count > 0 || IsAddressed(path.Certificates[step]);
        return !isAddressed && policy.AcceptsUnaddressed
            ? new RevocationStep(certificate, RevocationState.Good, null, "it names no address to ask at, which is accepted")
            : new RevocationStep(certificate, RevocationState.Unknown, null, !isAddressed ? "it names no address to ask at" : facts.Select(fact => Trouble(fact, policy, known.Now, at)).FirstOrDefault(why => why.Length > 0) ?? "there is no answer");
    }

    // An answer without an end may be replaced at any time: it counts only when it was made after the moment.
    private static string Trouble(RevocationFact fact, RevocationPolicy policy, DateTimeOffset now, DateTimeOffset at) =>
        Later(now, policy) < fact.ThisUpdate ? "the answer is from the future"
        : Later(fact.NextUpdate ?? fact.ThisUpdate, policy) < at ? "the answer is too old"
        : "";

    private static DateTimeOffset Later(DateTimeOffset at, RevocationPolicy policy) => DateTimeOffset.MaxValue - at > policy.Tolerance ? at + policy.Tolerance : at;

    private static bool IsAddressed(byte[] der)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(der);
        return RevocationAddresses.Of(certificate) is not { Crl: [], Ocsp: [] };
    }
}
