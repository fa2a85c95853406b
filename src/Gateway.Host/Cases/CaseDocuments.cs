using System.Globalization;
using System.Text;
using Gateway.Host.Clearance;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Payments;
using Gateway.Host.Taxes;
using Gateway.Messages;
using Gateway.Payments;

namespace Gateway.Host.Cases;

/// <summary>Builds the documents that steps of a procedure send, from what the case holds.</summary>
public sealed class CaseDocuments(PartnerBook partners, Keys keys)
{
    /// <summary>The document of a kind, or <c>null</c> when the case has nothing for it.</summary>
    public async Task<Tree?> BuildAsync(Case @case, string kind, string message)
    {
        ArgumentNullException.ThrowIfNull(@case);
        return kind switch
        {
            "order" => await OrderAsync(@case, message).ConfigureAwait(false),
            "settlement" => await SettlementAsync(@case).ConfigureAwait(false),
            _ => await DeclarationStore.DocumentAsync(@case, kind).ConfigureAwait(false),
        };
    }

    /// <summary>Writes down what a sent document commits us to.</summary>
    public Task SentAsync(Case @case, Envelope envelope, Tree document)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(document);
        return document.Name == "order" ? DebitOrderStore.KeepAsync(@case, envelope, document) : Task.CompletedTask;
    }

    private async Task<Tree?> OrderAsync(Case @case, string message)
    {
        var declaration = await DeclarationStore.DocumentAsync(@case, "declaration").ConfigureAwait(false);
        var obligations = await ObligationStore.OfAsync(@case.Work, @case.Declaration).ConfigureAwait(false);
        var open = obligations.Where(standing => standing.Open.Minor > 0).ToList();
        if (declaration is null || open.Count == 0)
        {
            return null;
        }

        var first = open[0].Obligation;
        var notice = await DeclarationStore.DocumentAsync(@case, "notice").ConfigureAwait(false);
        var zone = partners.Speaking(message)?.Zone ?? "UTC";
        var request = new DebitRequest(
            keys.Next().ToString("D"),
            CreditorReference.Make(first.Statement),
            first.Payer,
            first.Treasury,
            notice?.Value("treasury/name") ?? "",
            open.Select(standing => new DebitLine(standing.Obligation.TaxItem, standing.Open)).ToList(),
            TimeZoneInfo.ConvertTime(@case.Now, TimeZoneInfo.FindSystemTimeZoneById(zone)));
        var (order, findings) = DebitOrder.Build(declaration, request, Standing(@case.Enterprise, "order"));
        if (findings.Any(finding => finding.Severity == Severity.Error))
        {
            throw new InvalidDataException("a debit order could not be built: " + string.Join("; ", findings));
        }

        return order;
    }

    private static async Task<Tree?> SettlementAsync(Case @case)
    {
        var declaration = await DeclarationStore.DocumentAsync(@case, "declaration").ConfigureAwait(false);
        var obligations = await ObligationStore.OfAsync(@case.Work, @case.Declaration).ConfigureAwait(false);
        if (declaration is null || obligations.Count == 0)
        {
            return null;
        }

        var total = obligations.Select(standing => standing.Obligation.Amount).Aggregate((sum, amount) => sum + amount);
        var settlement = new Tree("settlement")
            .With("number", declaration.Value("number")).With("revision", declaration.Value("revision")).With("reference", declaration.Value("reference"))
            .With("settled", @case.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture))
            .With("currency", total.Currency).With("total", total.ToText());
        foreach (var (obligation, _, _) in obligations)
        {
            settlement.Add(new Tree("line")).With("statement", obligation.Statement).With("item", obligation.TaxItem).With("amount", obligation.Amount.ToText())
                .With("transaction", await LastTransactionAsync(@case, obligation.Id).ConfigureAwait(false));
        }

        return settlement;
    }

    private static Task<string?> LastTransactionAsync(Case @case, Guid obligation) => @case.Work.ScalarAsync<string>(
        "select p.transaction_id from reconciliation.match m join payments.payment p on p.id = m.payment where m.obligation = $1 order by m.id desc limit 1", obligation);

    private Tree Standing(string enterprise, string kind) =>
        partners.Find(enterprise)?.Standing.TryGetValue(kind, out var record) == true
            ? CanonicalJson.Read(Encoding.UTF8.GetBytes(record.GetRawText()), kind, ReadLimits.Default).Document ?? new Tree(kind)
            : new Tree(kind);
}
