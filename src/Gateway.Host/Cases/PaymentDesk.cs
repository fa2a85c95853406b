using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Gateway.Host.Payments;
using Gateway.Host.Reconciliation;
using Gateway.Host.Taxes;
using Gateway.Messages;
using Gateway.Payments;
using Gateway.Reconciliation;
using Gateway.Taxes;

namespace Gateway.Host.Cases;

/// <summary>Takes a bank's payment confirmation: posted, matched, answered and the release set off in one transaction.</summary>
public sealed partial class PaymentDesk(DurableCommit commit, PaymentParts parts, Keys keys, ILogger<PaymentDesk> logger)
{
    /// <summary>The signed answer; a repeat of the same confirmation gets the first one's bytes.</summary>
    public async Task<string> TakeAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        using var activity = Telemetry.Source.StartActivity("payment.take", ActivityKind.Consumer);
        var started = keys.Time.GetTimestamp();
        var document = interpretation.Document!;
        var (payment, findings) = Payment.From(document, envelope.Partner, envelope.RecordedAt);
        if (payment is null)
        {
            var refused = interpretation with { Findings = findings };
            return await parts.Answers.RefusingAsync(envelope, refused, refused.Trouble, cancellation).ConfigureAwait(false);
        }

        var content = Convert.ToHexString(SHA256.HashData(CanonicalJson.Write(document, "payment")));
        var touched = new SortedSet<string>(StringComparer.Ordinal);
        var committed = await commit.RunAsync(
            $"payment:{envelope.Partner}:{payment.Transaction}",
            async work => content + " " + await WriteAsync(work, envelope, interpretation, payment, touched).ConfigureAwait(false),
            cancellation).ConfigureAwait(false);
        parts.Bells.RingAll();
        var outcome = committed.First ? "first" : committed.Answer.StartsWith(content, StringComparison.Ordinal) ? "repeat" : "conflict";
        Telemetry.Payments.Add(1, new("bank", envelope.Partner), new("outcome", outcome));
        Telemetry.ConfirmSeconds.Record(keys.Time.GetElapsedTime(started).TotalSeconds);
        foreach (var correlation in touched.DefaultIfEmpty(envelope.Correlation))
        {
            LogTaken(logger, correlation, envelope.Partner, payment.Transaction, outcome);
        }

        return outcome == "conflict"
            ? await ConflictAsync(envelope, interpretation, payment, cancellation).ConfigureAwait(false)
            : await parts.Answers.TextAsync(committed.Answer[(content.Length + 1)..], cancellation).ConfigureAwait(false);
    }

    private async Task<string> WriteAsync(Work work, Envelope envelope, Interpretation interpretation, Payment payment, SortedSet<string> touched)
    {
        var now = keys.Time.GetUtcNow();
        await EnvelopeStore.InterpretedAsync(work, envelope, interpretation, now).ConfigureAwait(false);
        await EnvelopeStore.FindingsAsync(work, envelope.Id, null, interpretation.Findings).ConfigureAwait(false);
        var candidates = await LockedCandidatesAsync(work, payment).ConfigureAwait(false);
        var order = await PaymentStore.OrderAsync(work, payment.Reference).ConfigureAwait(false);
        var payerKnown = await ObligationStore.KnowsPayerAsync(work, payment.Payer).ConfigureAwait(false);
        var id = keys.Next();
        var match = Matching.Match(
            payment, candidates.Select(candidate => new OpenItem(candidate.Obligation, candidate.Open)).ToList(), order, payerKnown, TaxNotice.BudgetCurrency, keys.Next());
        var kept = new KeptPayment(id, payment, PortAnswers.AcceptanceNumber(envelope), interpretation.Document!);
        await PaymentStore.InsertAsync(work, kept, BusinessDayOf(envelope, interpretation), envelope).ConfigureAwait(false);
        var declarations = Concerned(payment, order, candidates, match);
        var journal = match.Journal with { Cause = id.ToString() };
        await parts.Ledger.PostAsync(work, journal, declarations.Count == 0 ? null : declarations[0], now).ConfigureAwait(false);
        await parts.Ledger.PlaceAsync(work, id, match, now).ConfigureAwait(false);
        foreach (var declaration in declarations)
        {
            touched.Add(await RecordAsync(work, declaration, candidates, match, envelope, payment).ConfigureAwait(false));
        }

        return await AnswerAsync(work, envelope, interpretation, payment).ConfigureAwait(false);
    }

    // A payer's other debts are looked at when the money names none; what it neither names nor pays, it does not concern.
    private static List<Guid> Concerned(Payment payment, DebitOrderRef? order, List<StandingObligation> candidates, Match match) => candidates
        .Select(candidate => candidate.Obligation)
        .Where(obligation => payment.Items.Any(item => item.Base == obligation.Number.Base)
            || order?.Obligations.Contains(obligation.Id) == true
            || match.Placements.Any(placement => placement.Obligation == obligation.Id))
        .Select(obligation => obligation.Declaration)
        .Distinct()
        .ToList();

    // The declarations' locks make confirmations for one declaration queue; the amounts are read again under them.
    private static async Task<List<StandingObligation>> LockedCandidatesAsync(Work work, Payment payment)
    {
        var numbers = payment.Items.Select(item => item.Base).Where(number => number.Length > 0).Distinct().ToArray();
        var candidates = await ObligationStore.CandidatesAsync(work, numbers, payment.Reference).ConfigureAwait(false);
        foreach (var declaration in candidates.Select(candidate => candidate.Obligation.Declaration).Distinct().Order())
        {
            await work.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended($1, 0))", declaration.ToString("N")).ConfigureAwait(false);
        }

        return await ObligationStore.CandidatesAsync(work, numbers, payment.Reference).ConfigureAwait(false);
    }

    private async Task<string> RecordAsync(Work work, Guid declaration, List<StandingObligation> candidates, Match match, Envelope envelope, Payment payment)
    {
        var row = await parts.Declarations.FindAsync(declaration, work.Cancellation).ConfigureAwait(false) ?? throw new InvalidDataException($"declaration {declaration} is gone");
        var @case = new Case(work, row.Id, row.Correlation, row.Enterprise, row.Procedure, envelope.Id, keys.Time.GetUtcNow());
        var own = candidates.Where(candidate => candidate.Obligation.Declaration == declaration).ToList();
        var allocated = match.Placements
            .Where(placement => placement.Obligation is { } obligation && own.Exists(candidate => candidate.Obligation.Id == obligation))
            .Sum(placement => placement.Amount.Minor);
        var reason = string.Join('+', match.Placements.Select(placement => placement.Reason).Distinct());
        var events = new List<Event>
        {
            parts.File.Happened(@case, EventType.PaymentConfirmed, envelope.RecordedAt, envelope.Partner, ("amount", payment.Amount.ToText()), ("reason", reason)),
        };
        var open = own.Sum(candidate => candidate.Open.Minor);
        if (open > 0 && allocated == open)
        {
            events.Add(parts.File.Happened(@case, EventType.ObligationSettled, attributes: ("amount", allocated.ToString(CultureInfo.InvariantCulture))));
        }

        await parts.File.RecordAsync(@case, events).ConfigureAwait(false);
        return row.Correlation;
    }

    private async Task<string> AnswerAsync(Work work, Envelope envelope, Interpretation interpretation, Payment payment)
    {
        var answer = parts.Answers.Compose(envelope, interpretation, 0, parts.Answers.Acceptance(envelope, "0", ""));
        var kept = await parts.Answers.KeepAsync(work, envelope, answer).ConfigureAwait(false);
        await EnvelopeStore.ClaimAsync(work, envelope.Partner, interpretation.Guide!.Id, payment.Transaction, envelope.Id, envelope.Sha256).ConfigureAwait(false);
        return kept;
    }

    private async Task<string> ConflictAsync(Envelope envelope, Interpretation interpretation, Payment payment, CancellationToken cancellation)
    {
        var conflict = interpretation with { Findings = [Finding.Error("CONFLICT", "transaction", "", $"transaction {payment.Transaction} came before with another content")] };
        await commit.RunAsync(
            $"conflict:{envelope.Id:N}",
            async work =>
            {
                await parts.Ledger.ExceptAsync(work, null, envelope.Id, "conflict", "CONFLICT", new Jsonb("{}"), keys.Time.GetUtcNow()).ConfigureAwait(false);
                return "conflict";
            },
            cancellation).ConfigureAwait(false);
        return await parts.Answers.RefusingAsync(envelope, conflict, conflict.Trouble, cancellation).ConfigureAwait(false);
    }

    private DateOnly BusinessDayOf(Envelope envelope, Interpretation interpretation)
    {
        var bank = parts.Partners.Find(envelope.Partner)!;
        var at = DateTimeOffset.TryParse(interpretation.Context.Value("at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var stated) ? stated : envelope.RecordedAt;
        return BusinessDay.Of(at, bank.CutoffTime(), bank.Zone);
    }

    [LoggerMessage(EventId = 4001, Level = LogLevel.Information, Message = "{Correlation} {Bank} payment {Transaction}: {Outcome}")]
    private static partial void LogTaken(ILogger logger, string correlation, string bank, string transaction, string outcome);
}

/// <summary>What taking a payment needs from the rest of the host.</summary>
public sealed record PaymentParts(LedgerStore Ledger, CaseFile File, DeclarationStore Declarations, PortAnswers Answers, PartnerBook Partners, Bells Bells);
