using System.Text;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Messages;
using Gateway.Payments;
using Gateway.Reconciliation;
using Npgsql;

namespace Gateway.Host.Payments;

/// <summary>A payment as kept, with the document it came in.</summary>
public sealed record KeptPayment(Guid Id, Payment Payment, string Acceptance, Tree Document);

/// <summary>Keeps payments and finds the orders they answer.</summary>
public static class PaymentStore
{
    /// <summary>Writes a payment.</summary>
    public static Task InsertAsync(Work work, KeptPayment kept, DateOnly businessDay, Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(kept);
        ArgumentNullException.ThrowIfNull(envelope);
        var payment = kept.Payment;
        return work.ExecuteAsync(
            "insert into payments.payment (id, bank, transaction_id, acceptance, reference, payer, amount, currency, occurred_on, business_day, received_at, envelope, document) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10,$11,$12,$13)",
            kept.Id, payment.Bank, payment.Transaction, kept.Acceptance, payment.Reference, payment.Payer, payment.Amount.Minor, payment.Amount.Currency, payment.OccurredOn,
            businessDay, payment.ReceivedAt, envelope.Id, new Jsonb(Encoding.UTF8.GetString(CanonicalJson.Write(kept.Document, "payment"))));
    }

    /// <summary>The debit order a reference names, or <c>null</c>.</summary>
    public static async Task<DebitOrderRef?> OrderAsync(Work work, string reference)
    {
        ArgumentNullException.ThrowIfNull(work);
        if (reference.Length == 0)
        {
            return null;
        }

        var rows = await work.QueryAsync(
            "select reference, payer, amount, currency, (select array_agg(o.id) from taxes.obligation o where o.statement = d.statement) from payments.debit_order d where reference = $1",
            row => new DebitOrderRef(row.GetString(0), row.GetString(1), new Money(row.GetInt64(2), row.GetString(3)), row.IsDBNull(4) ? [] : row.GetFieldValue<Guid[]>(4)),
            reference).ConfigureAwait(false);
        return rows.FirstOrDefault();
    }

    /// <summary>A bank's payments of one business day.</summary>
    public static Task<List<KeptPayment>> OfDayAsync(Work work, string bank, DateOnly day)
    {
        ArgumentNullException.ThrowIfNull(work);
        return work.QueryAsync(
            "select id, document::text, received_at, acceptance, bank from payments.payment where bank = $1 and business_day = $2 order by received_at, transaction_id limit 100000", Map, bank, day);
    }

    private static KeptPayment Map(NpgsqlDataReader row)
    {
        var document = CanonicalJson.Read(Encoding.UTF8.GetBytes(row.GetString(1)), "payment", ReadLimits.Default).Document
            ?? throw new InvalidDataException("a kept payment cannot be read");
        var (payment, findings) = Payment.From(document, row.GetString(4), row.GetFieldValue<DateTimeOffset>(2));
        return new KeptPayment(row.GetGuid(0), payment ?? throw new InvalidDataException(string.Join("; ", findings)), row.GetString(3), document);
    }
}
