using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Gateway.Simulator.Delivery;
using Gateway.Simulator.Memory;

namespace Gateway.Simulator.Bank;

/// <summary>What a control did and what the gateway said to it.</summary>
internal sealed record ControlResult(string Transaction, string Outcome, int Status, string Verdict, string Sha256, string AnswerSha256, string Answer)
{
    /// <summary>Only for a repetition: whether the gateway's answer is byte for byte the first one.</summary>
    public bool? SameAsFirst { get; init; }

    /// <summary>Only for the day's end.</summary>
    public DayEnd? DayEnd { get; init; }
}

/// <summary>The bank's misdeeds and its day's end, by order of a test or an operator.</summary>
internal sealed class BankControls(World world, Post post, Sealing sealing, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The same 301 once more, the same bytes; once the first was answered.</summary>
    public async Task<ControlResult?> RepeatAsync(string declaration, CancellationToken cancel)
    {
        if (PaymentFor(declaration) is not { } letter)
        {
            return null;
        }

        var first = await AnsweredAsync(letter, cancel);
        var result = await ResultAsync(letter, await post.RepeatAsync(letter, cancel), cancel);
        return result with { SameAsFirst = result.AnswerSha256 == Sealing.Hash(first.Answer) };
    }

    /// <summary>A second real transfer: another transaction of the same sum for the same declaration.</summary>
    public Task<ControlResult?> SecondTransferAsync(string declaration, CancellationToken cancel) =>
        AnotherAsync(declaration, "second", NewId(), d => d, cancel);

    /// <summary>A 301 signed by a key nobody knows.</summary>
    public Task<ControlResult?> ForgeAsync(string? declaration, CancellationToken cancel) =>
        AnotherAsync(declaration, "forged", NewId(), d => d, cancel);

    /// <summary>The transaction id of the 301 that was sent, over another sum.</summary>
    public Task<ControlResult?> ConflictAsync(string declaration, CancellationToken cancel) =>
        AnotherAsync(declaration, "conflict", PaymentFor(declaration)?.Identity ?? "", Vouchers.OneMore, cancel);

    /// <summary>The day's payments to the gateway for reconciliation (801), and what its answer (851) says of each.</summary>
    public async Task<ControlResult> DayEndAsync(DateOnly day, string agreed, CancellationToken cancel)
    {
        var text = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var transactions = world.Letters(l => l is { Type: "301", Purpose: "payment" or "second" }).Select(Transaction).Where(t => t.Element("Ngay_BN")?.Value == text).ToList();
        var data = new XElement("Data", new XElement("Ma_NH_DC", BankHeader.Code), new XElement("Ngay_DC", text), transactions);
        var header = new BankHeader("3.0", "801", "Doi chieu nop thue", time.GetUtcNow(), NewId());
        var sequence = world.NextSequence();
        var letter = PaymentLetters.Of(BankMessage.V30(header, data, BankMessage.NoError), sequence, $"control/{sequence}", Seals.Bank30, [], "day-end");
        var result = await SendAsync(letter, cancel);
        return result with { DayEnd = DayEnd.Of(transactions, Encoding.UTF8.GetBytes(result.Answer), agreed) };
    }

    private XElement Transaction(Letter letter)
    {
        var answer = world.EndingOf(letter.Id) is { } ending ? BankMessage.Body(ending.Answer)?.Element("Data") : null;
        var acceptance = new Acceptance(answer?.Element("So_TN_CT")?.Value ?? "", answer?.Element("Ngay_TN_CT")?.Value ?? "");
        return Vouchers.Transaction(letter.Identity, acceptance, DataOf(letter));
    }

    private async Task<ControlResult?> AnotherAsync(string? declaration, string purpose, string transaction, Func<XElement, XElement> change, CancellationToken cancel)
    {
        if (PaymentFor(declaration) is not { } first)
        {
            return null;
        }

        if (Begun(purpose, first) is { } begun)
        {
            return await ResultAsync(begun, await post.DeliverAsync(begun, cancel), cancel);
        }

        var sequence = world.NextSequence();
        var letter = PaymentLetters.Payment(change(DataOf(first)), transaction, sequence, $"control/{sequence}", purpose, time.GetUtcNow());
        return await SendAsync(letter, cancel);
    }

    // Whoever asked for it went away before the gateway answered: asked again it is that letter, not a further transfer.
    private Letter? Begun(string purpose, Letter first) => world
        .Letters(l => l is { Type: "301", Posted: false } && l.Purpose == purpose && l.Numbers.SequenceEqual(first.Numbers))
        .LastOrDefault(l => world.EndingOf(l.Id) is null);

    private async Task<Ending> AnsweredAsync(Letter letter, CancellationToken cancel)
    {
        while (true)
        {
            if (world.EndingOf(letter.Id) is { } ending)
            {
                return ending;
            }

            await Task.Delay(Pause, time, cancel);
        }
    }

    private async Task<ControlResult> SendAsync(Letter letter, CancellationToken cancel)
    {
        var now = letter with { Due = time.GetUtcNow(), Posted = false };
        world.Commit(new Entry { Letters = [now] });
        return await ResultAsync(now, await post.DeliverAsync(now, cancel), cancel);
    }

    private async Task<ControlResult> ResultAsync(Letter letter, Ending ending, CancellationToken cancel)
    {
        var envelope = await sealing.SealAsync(letter, cancel);
        return new ControlResult(
            letter.Identity, ending.Outcome, ending.Status, ending.Verdict, Sealing.Hash(envelope.Body), Sealing.Hash(ending.Answer), Encoding.UTF8.GetString(ending.Answer));
    }

    // Without a declaration: the latest payment of all.
    private Letter? PaymentFor(string? declaration) => world
        .Letters(l => l is { Type: "301", Purpose: "payment" } && (declaration is null || l.Numbers.Any(n => SameDeclaration(n, declaration))))
        .LastOrDefault();

    private static bool SameDeclaration(string one, string other) =>
        one.Length >= 11 && other.Length >= 11 && string.Equals(one[..11], other[..11], StringComparison.Ordinal);

    private static XElement DataOf(Letter letter) => BankMessage.Body(letter.Content)!.Element("Data")!;

    private string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString();
}
