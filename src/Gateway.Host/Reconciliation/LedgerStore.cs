using System.Text.Json;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Reconciliation;

namespace Gateway.Host.Reconciliation;

/// <summary>Writes journals, postings and matches. One cause has one journal; the database holds the balance.</summary>
public sealed class LedgerStore(Keys keys)
{
    /// <summary>Posts a journal; <c>false</c> when its cause was posted before.</summary>
    public async Task<bool> PostAsync(Work work, Journal journal, Guid? declaration, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(journal);
        if (await work.ExecuteAsync(
                "insert into reconciliation.cause (kind, cause, journal) values ($1,$2,$3) on conflict do nothing", journal.Kind, journal.Cause, journal.Id).ConfigureAwait(false) == 0)
        {
            return false;
        }

        await work.ExecuteAsync(
            "insert into reconciliation.journal (id, kind, cause, reason, rule, rule_version, declaration, maker, posted_at) values ($1,$2,$3,$4,$5,$6,$7,'gateway',$8)",
            journal.Id, journal.Kind, journal.Cause, journal.Reason, journal.Rule, journal.RuleSet, declaration, now).ConfigureAwait(false);
        foreach (var posting in journal.Postings)
        {
            await work.ExecuteAsync(
                "insert into reconciliation.posting (id, journal, account, debit, credit, currency) values ($1,$2,$3,$4,$5,$6)",
                keys.Next(), journal.Id, posting.Account, posting.Debit.Minor, posting.Credit.Minor, posting.Debit.Currency).ConfigureAwait(false);
        }

        return true;
    }

    /// <summary>Writes where each part of a payment went; what was not allocated gets an owner's queue.</summary>
    public async Task PlaceAsync(Work work, Guid payment, Match match, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(match);
        foreach (var placement in match.Placements)
        {
            var evidence = new Jsonb(JsonSerializer.Serialize(placement.Evidence));
            await work.ExecuteAsync(
                "insert into reconciliation.match (id, payment, obligation, disposition, amount, rule, rule_version, reason, evidence, journal, at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11)",
                keys.Next(), payment, placement.Obligation, placement.Disposition.ToString().ToLowerInvariant(), placement.Amount.Minor, placement.Rule, match.RuleSet,
                placement.Reason, evidence, match.Journal.Id, now).ConfigureAwait(false);
            if (placement.Disposition != Disposition.Allocated)
            {
                await ExceptAsync(work, payment, null, placement.Disposition.ToString().ToLowerInvariant(), placement.Reason, evidence, now).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Puts something left over into its owner's queue.</summary>
    public Task ExceptAsync(Work work, Guid? payment, Guid? envelope, string queue, string reason, Jsonb evidence, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.ExecuteAsync(
            "insert into reconciliation.exception (id, payment, envelope, queue, reason, evidence, at) values ($1,$2,$3,$4,$5,$6,$7)",
            keys.Next(), payment, envelope, queue, reason, evidence, now);
    }
}
