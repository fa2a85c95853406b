using Gateway.Payments;
using Gateway.Reconciliation;
using Gateway.Taxes;
using Xunit;

namespace Gateway.Tests.Reconciliation;

public sealed class When_many_payments_arrive
{
    private static readonly string[] Payers = ["0301234567", "0302345678", "0399999999", ""];
    private static readonly string[] Numbers = ["10500000001", "10500000002", "10500000003"];
    private static readonly Disposition[] Dispositions = Enum.GetValues<Disposition>();
    private static readonly string[] Items = ["1901", "1702"];

    [Fact]
    public void The_books_hold_after_every_one_of_them()
    {
        var random = new Random(20261123);
        for (var round = 0; round < 20_000; round++)
        {
            var books = Owing(random);
            for (var step = random.Next(1, 6); step > 0; step--)
            {
                var (payment, order) = Any(random, books, step);
                var match = books.Pay(payment, order, random.Next(2) == 0);
                books.AssertSound();
                AssertPlaced(payment, match, books);
            }
        }
    }

    [Fact]
    public void The_same_payment_and_books_give_the_same_match()
    {
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var books = Owing(random);
            var (payment, order) = Any(random, books, 0);
            var candidates = books.Open.ToArray();
            var first = Matching.Match(payment, candidates, order, false, "VND", Guid.Empty);
            random.Shuffle(candidates);
            Assert.Equivalent(first, Matching.Match(payment, candidates, order, false, "VND", Guid.Empty), strict: true);
        }
    }

    [Fact]
    public void Payments_for_different_debts_may_come_in_any_order()
    {
        var random = new Random(9);
        for (var round = 0; round < 2000; round++)
        {
            var books = new Books();
            var payments = Numbers.Select((number, index) => (
                Debt: books.Owe(number, "1901", random.Next(1, 500), $"90000000000{index}"), Amount: random.Next(1, 700), number))
                .Select(debt => (debt.Debt, Payment: Books.Money($"TX-{debt.number}", debt.Amount, items: Books.For(debt.number, ("1901", debt.Amount))))).ToArray();
            var straight = Apply(books, payments.Select(item => item.Payment));
            random.Shuffle(payments);
            Assert.Equal(straight, Apply(books, payments.Select(item => item.Payment)));
        }
    }

    [Fact]
    public void Payments_of_one_debt_are_taken_by_day_bank_and_transaction()
    {
        var late = Books.Money("A", 1) with { OccurredOn = new DateOnly(2026, 11, 24) };
        var otherBank = Books.Money("B", 1) with { Bank = "abank" };
        Payment[] ordered = [otherBank, Books.Money("B", 1), Books.Money("C", 1), late];
        Assert.Equal(ordered, Matching.Order(ordered.Reverse()));
    }

    private static string Apply(Books template, IEnumerable<Payment> payments)
    {
        var placed = new List<Placed>();
        foreach (var payment in payments)
        {
            var open = Ledger.Open(template.Obligations, placed.Select(item => item.Match));
            placed.Add(new Placed(payment, Matching.Match(payment, open, null, false, "VND", Guid.Empty)));
        }

        return string.Join(' ', placed.SelectMany(item => item.Match.Placements, (item, part) => $"{item.Payment.Transaction}:{part.Obligation}:{part.Amount}:{part.Reason}").Order());
    }

    private static Books Owing(Random random)
    {
        var books = new Books();
        for (var i = 0; i < random.Next(1, 5); i++)
        {
            var number = random.Next(Numbers.Length);
            books.Owe(Numbers[number], Items[random.Next(2)], Amount(random), $"9000000000{i}{number}", Payers[number % 2]);
        }

        return books;
    }

    // Mostly small, sometimes near the largest amount there is.
    private static long Amount(Random random) => random.Next(20) == 0 ? long.MaxValue - random.Next(3) : random.Next(1, 6) * 100;

    private static (Payment Payment, DebitOrderRef? Order) Any(Random random, Books books, int step)
    {
        var order = random.Next(2) == 0 ? null : Books.OrderOf(books.Obligations[random.Next(books.Obligations.Count)]);
        var lines = Enumerable.Range(0, random.Next(0, 4))
            .Select(_ => (Number: random.Next(8) == 0 ? "9999999999" : Numbers[random.Next(3)], Item: random.Next(6) == 0 ? "" : Items[random.Next(2)], Amount: random.Next(0, 5) * 100L)).ToList();
        var total = lines.Sum(line => line.Amount) is > 0 and var sum ? sum : Amount(random);
        var items = lines.GroupBy(line => line.Number).Select(group => Books.For(group.Key, [.. group.Select(line => (line.Item, line.Amount))])).ToArray();
        var payment = Books.Money(
            $"TX-{step}", total, order is null || random.Next(4) == 0 ? "" : order.Reference, Payers[random.Next(Payers.Length)],
            random.Next(12) == 0 ? "USD" : "VND", total == lines.Sum(line => line.Amount) ? items : []);
        return (payment, order);
    }

    // What the ledger's own check cannot see: who may be credited, and on what grounds.
    private static void AssertPlaced(Payment payment, Match match, Books books)
    {
        Assert.Equal(payment.Amount.Minor, Dispositions.Sum(match.Total));
        foreach (var placement in match.Placements)
        {
            Assert.NotEmpty(placement.Reason);
            if (placement.Disposition is Disposition.Allocated or Disposition.Overpaid)
            {
                var agreeing = placement.Evidence.Where(evidence => evidence.Agrees).Select(evidence => evidence.Field).ToList();
                Assert.Contains("payer", agreeing);
                Assert.True(agreeing.Contains("reference") || agreeing.Contains("number"));
                Assert.Equal("VND", payment.Amount.Currency);
            }

            if (placement.Obligation is { } id)
            {
                Assert.Equal(payment.Payer, books.Obligations.Single(obligation => obligation.Id == id).Payer);
            }
        }
    }
}
