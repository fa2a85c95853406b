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

/// <summary>What a step is to send.</summary>
/// <param name="Document">The document; <c>null</c> when there is none, and then either findings say why or there is nothing to say.</param>
/// <param name="Findings">Why it could not be built.</param>
public sealed record Paper(Tree? Document, IReadOnlyList<Finding> Findings)
{
    /// <summary>Nothing is to be sent, and that is right.</summary>
    public static Paper Needless { get; } = new(null, []);

    /// <summary>The case lacks what the document is made of.</summary>
    public static Paper Lacking(string what) => new(null, [Finding.Error("EXC-NO-DOCUMENT", "", "", what)]);
}

/// <summary>
/// Builds the documents that steps of a procedure send, from what the case holds. Where there is none:
/// <list type="bullet">
/// <item>order, nothing is owed: right. A notice may assess nothing, or the debt was paid or settled before the step was taken. Nothing is sent,
/// and the step stays open for a later notice that does assess something;</item>
/// <item>order, standing data or a number is missing, so that it breaks its own rules: the step fails with every finding;</item>
/// <item>settlement without an obligation: the step is due because obligations were settled, so the case contradicts itself: the step fails;</item>
/// <item>any other kind (declaration, certificate ...) that the case was never given: the procedure asks for what nobody brought: the step fails.
/// The declaration itself is kept with its first transaction; should it be missing, that is said the same way.</item>
/// </list>
/// </summary>
public sealed class CaseDocuments(PartnerBook partners, Keys keys)
{
    /// <summary>The document of a kind, or why there is none.</summary>
    public async Task<Paper> BuildAsync(Case @case, string kind, string message)
    {
        ArgumentNullException.ThrowIfNull(@case);
        return kind switch
        {
            "order" => await OrderAsync(@case, message).ConfigureAwait(false),
            "settlement" => await SettlementAsync(@case).ConfigureAwait(false),
            _ => await DeclarationStore.DocumentAsync(@case, kind).ConfigureAwait(false) is { } kept ? new Paper(kept, []) : Paper.Lacking($"the case holds no {kind}"),
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

    private async Task<Paper> OrderAsync(Case @case, string message)
    {
        var declaration = await DeclarationStore.DocumentAsync(@case, "declaration").ConfigureAwait(false);
        var obligations = await ObligationStore.OfAsync(@case.Work, @case.Declaration).ConfigureAwait(false);
        var open = obligations.Where(standing => standing.Open.Minor > 0).ToList();
        if (declaration is null)
        {
            return Paper.Lacking("the case holds no declaration");
        }

        if (open.Count == 0)
        {
            return Paper.Needless;
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
        var (standing, unreadable) = Standing(@case.Enterprise, "order");
        var (order, findings) = DebitOrder.Build(declaration, request, standing);
        return findings.Any(finding => finding.Severity == Severity.Error) ? new Paper(null, [.. unreadable, .. findings]) : new Paper(order, findings);
    }

    private static async Task<Paper> SettlementAsync(Case @case)
    {
        var declaration = await DeclarationStore.DocumentAsync(@case, "declaration").ConfigureAwait(false);
        var obligations = await ObligationStore.OfAsync(@case.Work, @case.Declaration).ConfigureAwait(false);
        if (declaration is null || obligations.Count == 0)
        {
            return Paper.Lacking(declaration is null ? "the case holds no declaration" : "the taxes are settled and none was ever assessed");
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

        return new Paper(settlement, []);
    }

    private static Task<string?> LastTransactionAsync(Case @case, Guid obligation) => @case.Work.ScalarAsync<string>(
        "select p.transaction_id from reconciliation.match m join payments.payment p on p.id = m.payment where m.obligation = $1 order by m.id desc limit 1", obligation);

    // A record that cannot be read leaves its data missing: what is wrong with it is told beside what is missing.
    private (Tree Standing, IReadOnlyList<Finding> Unreadable) Standing(string enterprise, string kind)
    {
        if (partners.Find(enterprise)?.Standing.TryGetValue(kind, out var record) != true)
        {
            return (new Tree(kind), []);
        }

        var reading = CanonicalJson.Read(Encoding.UTF8.GetBytes(record.GetRawText()), kind, ReadLimits.Default);
        return reading.Document is { } read ? (read, []) : (new Tree(kind), reading.Findings);
    }
}
