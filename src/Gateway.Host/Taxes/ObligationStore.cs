using Gateway.Host.Cases;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Taxes;
using Npgsql;

namespace Gateway.Host.Taxes;

/// <summary>An obligation with what was already allocated to it.</summary>
public sealed record StandingObligation(Obligation Obligation, Money Open, DateTimeOffset OpenedAt);

/// <summary>Keeps obligations.</summary>
public static class ObligationStore
{
    private const string Rows =
        """
        select o.id, o.declaration, o.number, o.statement, o.tax_item, o.amount, o.currency, o.payer, o.treasury, o.name, o.opened_at,
               (o.amount - coalesce((select sum(m.amount) from reconciliation.match m where m.obligation = o.id), 0))::bigint
        from taxes.obligation o
        """;

    /// <summary>Opens an obligation; <c>false</c> when its statement and item are open already.</summary>
    public static async Task<bool> OpenAsync(Case @case, Obligation obligation)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(obligation);
        return await @case.Work.ExecuteAsync(
            "insert into taxes.obligation (id, declaration, number, statement, tax_item, amount, currency, payer, treasury, name, envelope, opened_at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12) on conflict do nothing",
            obligation.Id, obligation.Declaration, obligation.Number.Base, obligation.Statement, obligation.TaxItem, obligation.Amount.Minor, obligation.Amount.Currency,
            obligation.Payer, obligation.Treasury, obligation.Name, @case.Cause, @case.Now).ConfigureAwait(false) == 1;
    }

    /// <summary>Whether the statement and item are open for another declaration, payer or amount.</summary>
    public static async Task<bool> IsOtherwiseAsync(Case @case, Obligation obligation)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(obligation);
        return await @case.Work.ScalarAsync<bool>(
            "select exists (select 1 from taxes.obligation where statement = $1 and tax_item = $2 and (declaration <> $3 or amount <> $4 or payer <> $5))",
            obligation.Statement, obligation.TaxItem, obligation.Declaration, obligation.Amount.Minor, obligation.Payer).ConfigureAwait(false);
    }

    /// <summary>Whether a payer is on record.</summary>
    public static Task<bool> KnowsPayerAsync(Work work, string payer)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.ScalarAsync<bool>("select exists (select 1 from taxes.obligation where payer = $1)", payer);
    }

    /// <summary>The obligations of a declaration.</summary>
    public static Task<List<StandingObligation>> OfAsync(Work work, Guid declaration)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.QueryAsync(Rows + " where o.declaration = $1 order by o.opened_at, o.tax_item", Map, declaration);
    }

    /// <summary>The obligations of declarations by number (first 11 digits), and those a debit order's reference stands for.</summary>
    public static Task<List<StandingObligation>> CandidatesAsync(Work work, string[] numbers, string reference)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.QueryAsync(
            Rows + """
             where o.number = any($1) or o.declaration in (select declaration from payments.debit_order where reference = $2)
            order by o.opened_at, o.tax_item limit 1000
            """,
            Map, numbers, reference);
    }

    private static StandingObligation Map(NpgsqlDataReader row)
    {
        _ = DeclarationNumber.TryParse(row.GetString(2), out var number);
        var currency = row.GetString(6);
        var obligation = new Obligation(
            row.GetGuid(0), row.GetGuid(1), number, row.GetString(3), row.GetString(4), new Money(row.GetInt64(5), currency), row.GetString(7), row.GetString(8), row.GetString(9));
        return new StandingObligation(obligation, new Money(row.GetInt64(11), currency), row.GetFieldValue<DateTimeOffset>(10));
    }
}
