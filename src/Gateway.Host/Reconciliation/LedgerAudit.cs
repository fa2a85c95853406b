using Gateway.Host.Database;

namespace Gateway.Host.Reconciliation;

/// <summary>Looks over the whole book: what the database's constraints hold for each row must hold for the sum.</summary>
public sealed class LedgerAudit(Queries queries)
{
    private static readonly (string Name, string Sql)[] Checks =
    [
        ("I1 debits equal credits", "select currency || ' ' || sum(debit) || ' <> ' || sum(credit) from reconciliation.posting group by currency having sum(debit) <> sum(credit)"),
        ("I3 a payment is placed whole", "select p.id || ' ' || p.amount || ' <> ' || coalesce(sum(m.amount), 0) from payments.payment p left join reconciliation.match m on m.payment = p.id group by p.id having coalesce(sum(m.amount), 0) <> p.amount"),
        ("I4 an obligation is not exceeded", "select o.id || ' ' || o.amount || ' < ' || sum(m.amount) from taxes.obligation o join reconciliation.match m on m.obligation = o.id group by o.id having sum(m.amount) > o.amount"),
        ("I5 a payment has one journal", "select p.id::text from payments.payment p where not exists (select 1 from reconciliation.cause c where c.kind = 'payment' and c.cause = p.id::text)"),
    ];

    /// <summary>Every violation; none when the book is right.</summary>
    public async Task<IReadOnlyList<string>> RunAsync(CancellationToken cancellation)
    {
        var violations = new List<string>();
        foreach (var (name, sql) in Checks)
        {
            var rows = await queries.QueryAsync($"select * from ({sql}) as broken limit 100", row => row.GetString(0), cancellation).ConfigureAwait(false);
            violations.AddRange(rows.Select(row => $"{name}: {row}"));
        }

        return violations;
    }
}
