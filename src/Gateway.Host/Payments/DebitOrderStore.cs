using Gateway.Host.Cases;
using Gateway.Host.Exchange;

namespace Gateway.Host.Payments;

/// <summary>Keeps the debit orders that were sent.</summary>
public static class DebitOrderStore
{
    /// <summary>Writes an order; its reference ties the bank's confirmation to it.</summary>
    public static async Task KeepAsync(Case @case, Envelope envelope, Tree order)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(order);
        _ = Money.TryParse(order.Value("total"), order.Value("currency") ?? "", out var total);
        var statement = await @case.Work.ScalarAsync<string>(
            "select statement from taxes.obligation where declaration = $1 order by opened_at desc, statement desc limit 1", @case.Declaration).ConfigureAwait(false);
        await @case.Work.ExecuteAsync(
            "insert into payments.debit_order (id, declaration, statement, reference, bank, payer, amount, currency, envelope, at) values ($1,$2,$3,$4,$5,$6,$7,$8,$9,$10) on conflict do nothing",
            envelope.Id, @case.Declaration, statement, order.Value("voucher/number"), envelope.Partner, order.Value("payer/id"), total.Minor, total.Currency, envelope.Id, @case.Now).ConfigureAwait(false);
    }
}
