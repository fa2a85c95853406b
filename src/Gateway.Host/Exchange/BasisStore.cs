using System.Text.Json;
using Gateway.Host.Database;
using Gateway.Host.Signatures;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Exchange;

/// <summary>Keeps by which certificates and answers a signature was judged, with the verdict itself.</summary>
public static class BasisStore
{
    private static readonly RevocationPlace[] Stapled = [new(RevocationForm.Crl, "message"), new(RevocationForm.Ocsp, "message")];

    /// <summary>Writes it, where the signature itself was sound.</summary>
    public static async Task KeepAsync(Work work, Guid envelope, Interpretation interpretation, DateTimeOffset received, DateTimeOffset at)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(interpretation);
        if (interpretation.Verdict is not { Path: { } path, Revocation: { } known } verdict)
        {
            return;
        }

        var facts = known.Steps.Select(step => step.Fact).OfType<RevocationFact>().ToList();
        foreach (var fact in facts.Where(fact => fact.Bytes is not null))
        {
            await RevocationStore.InsertAsync(work, Stapled[(int)fact.Form], "", fact, fact.Bytes!.Value.ToArray(), at).ConfigureAwait(false);
        }

        await work.ExecuteAsync(
            """
            with kept as (insert into exchange.certificate (sha256, bytes, at) select sha256(decode(hex, 'hex')), decode(hex, 'hex'), $9 from unnest($10::text[]) as shown(hex) on conflict do nothing)
            insert into exchange.basis (envelope, round, profile, pinned, judged_at, certificates, answers, steps, at)
            values ($1,exchange.round_of($1),$2,$3,$4,$5,$6,$7,$8) on conflict do nothing
            """,
            envelope, interpretation.Profile, path.IsPinned, verdict.TimeStamp ?? received, path.Digests.ToArray(), facts.Select(fact => fact.Answer).Distinct().ToArray(), Steps(known), at,
            at, path.Certificates.Select(Convert.ToHexString).ToArray()).ConfigureAwait(false);
    }

    private static Jsonb Steps(RevocationResult known) => new(JsonSerializer.Serialize(
        known.Steps.Select(step => new
        {
            step.Certificate, State = step.State.ToString(), Answer = step.Fact?.Answer, step.Fact?.ThisUpdate, step.Fact?.NextUpdate, step.Fact?.Revoked?.Since, Reason = step.Fact?.Revoked?.Reason.ToString(), step.Why,
        }),
        JsonSerializerOptions.Web));
}
