using Gateway.Host.Database;

namespace Gateway.Host.Tests.Database;

/// <summary>Whole rows for tests that care about one column of them.</summary>
internal static class Rows
{
    public static readonly DateTimeOffset At = TimeProvider.System.GetUtcNow();

    public static Guid Id(DateTimeOffset? at = null) => Guid.CreateVersion7(at ?? At);

    public static Task<int> EnvelopeAsync(this Work work, Guid id) => work.ExecuteAsync(
        """
        insert into exchange.envelope (id, direction, partner, channel, correlation, content_type, bytes, length, sha256, recorded_at)
        values ($1, 'in', 'bank', 'soap', 'c', 'text/xml', $2, 1, $3, $4)
        """, id, new byte[] { 1 }, new byte[32], At);

    public static Task<int> EventAsync(this Work work, Guid id, Guid declaration, string type) => work.ExecuteAsync(
        """
        insert into clearance.event (id, declaration, type, occurred_at, recorded_at, source)
        values ($1, $2, $3, $4, $4, 'customs')
        """, id, declaration, type, At);

    public static Task<int> OnceAsync(this Work work, Guid @event, Guid declaration, string type) => work.ExecuteAsync(
        "insert into clearance.once (declaration, type, event) values ($1, $2, $3)", declaration, type, @event);

    public static async Task<Guid> ObligationAsync(this Work work, long amount)
    {
        var id = Id();
        await work.ExecuteAsync(
            """
            insert into taxes.obligation (id, declaration, number, statement, tax_item, amount, currency, payer, envelope, opened_at)
            values ($1, $1, '10000000001', $2, '1901', $3, 'VND', '0100', $1, $4)
            """, id, id.ToString(), amount, At);
        return id;
    }

    public static async Task<Guid> PaymentAsync(this Work work, long amount, string currency = "VND")
    {
        var id = Id();
        await work.ExecuteAsync(
            """
            insert into payments.payment (id, bank, transaction_id, acceptance, payer, amount, currency, occurred_on,
                business_day, received_at, envelope, document)
            values ($1, 'bank', $2, 'a', '0100', $3, $4, $5, $5, $6, $1, $7)
            """, id, id.ToString(), amount, currency, DateOnly.FromDateTime(At.UtcDateTime), At, new Jsonb("{}"));
        return id;
    }

    /// <summary>A journal with its cause; postings are amounts, debits positive and credits negative.</summary>
    public static async Task<Guid> JournalAsync(this Work work, params long[] postings)
    {
        var id = Id();
        await work.CauseAsync(id, id.ToString());
        await work.BareJournalAsync(id, id.ToString());
        foreach (var amount in postings)
        {
            await work.PostingAsync(id, amount);
        }
        return id;
    }

    public static Task<int> CauseAsync(this Work work, Guid journal, string cause) => work.ExecuteAsync(
        "insert into reconciliation.cause (kind, cause, journal) values ('payment', $1, $2)", cause, journal);

    public static Task<int> BareJournalAsync(this Work work, Guid id, string cause, string maker = "m", string? checker = null) =>
        work.ExecuteAsync(
            """
            insert into reconciliation.journal (id, kind, cause, reason, maker, checker, posted_at)
            values ($1, 'payment', $2, 'r', $3, $4, $5)
            """, id, cause, maker, checker, At);

    public static Task<int> PostingAsync(this Work work, Guid journal, long amount, string currency = "VND") => work.ExecuteAsync(
        "insert into reconciliation.posting (id, journal, account, debit, credit, currency) values ($1, $2, 'A', $3, $4, $5)",
        Id(), journal, Math.Max(amount, 0), Math.Max(-amount, 0), currency);

    public static Task<int> MatchAsync(this Work work, Guid payment, Guid? obligation, long amount, Guid journal) =>
        work.ExecuteAsync(
            """
            insert into reconciliation.match (id, payment, obligation, disposition, amount, rule, rule_version, reason, evidence, journal, at)
            values ($1, $2, $3, $4, $5, 'P1', '1', 'R1', $6, $7, $8)
            """, Id(), payment, obligation, obligation is null ? "overpaid" : "allocated", amount, new Jsonb("{}"), journal, At);

    /// <summary>A payment of which all goes to one obligation.</summary>
    public static async Task<Guid> PaidAsync(this Work work, Guid obligation, long amount, string currency = "VND")
    {
        var payment = await work.PaymentAsync(amount, currency);
        var journal = await work.JournalAsync(amount, -amount);
        await work.MatchAsync(payment, obligation, amount, journal);
        return payment;
    }

    public static Task<int> StepAsync(this Work work, Guid declaration, string step = "s") => work.ExecuteAsync(
        "insert into clearance.step (declaration, procedure, step, at) values ($1, 'p', $2, $3)", declaration, step, At);
}
