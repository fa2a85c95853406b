using Gateway.Payments;
using Gateway.Reconciliation;
using Gateway.Taxes;
using Xunit;

namespace Gateway.Tests.Reconciliation;

public sealed class When_a_payment_arrives
{
    private const string Number = "10500000001";
    private const string Other = "10500000002";
    private readonly Books _books = new();

    private (Obligation Duty, Obligation Vat, DebitOrderRef Order) Debt()
    {
        var (duty, vat) = (_books.Owe(Number, "1901", 100), _books.Owe(Number, "1702", 200));
        return (duty, vat, Books.OrderOf(duty, vat));
    }

    private static (Disposition, long, string, string)[] Told(Match match) =>
        [.. match.Placements.Select(placement => (placement.Disposition, placement.Amount.Minor, placement.Rule, placement.Reason))];

    [Fact]
    public void Our_reference_the_payer_and_the_open_amount_settle_the_order()
    {
        var (duty, vat, order) = Debt();
        var match = _books.Pay(Books.Money("TX-1", 300, order.Reference), order);
        Assert.Equal([(Disposition.Allocated, 200, "P1", "R1_ORDER_EXACT"), (Disposition.Allocated, 100, "P1", "R1_ORDER_EXACT")], Told(match));
        Assert.Equal([vat.Id, duty.Id], match.Settled);
        Assert.Equal(
            [("CLAIM:bank", 300L, 0L), ($"OBL:{vat.Id}", 0L, 200L), ($"OBL:{duty.Id}", 0L, 100L)],
            match.Journal.Postings.Select(posting => (posting.Account, posting.Debit.Minor, posting.Credit.Minor)));
        Assert.Equal(("payment", "bank/TX-1", Matching.RuleSet), (match.Journal.Kind, match.Journal.Cause, match.Journal.RuleSet));
        _books.AssertSound();
    }

    [Fact]
    public void A_second_payment_for_one_obligation_is_set_aside()
    {
        var (_, _, order) = Debt();
        var item = Books.For(Number + "0", ("1901", 100), ("1702", 200));
        _books.Pay(Books.Money("TX-1", 300, order.Reference, items: item), order);
        var second = _books.Pay(Books.Money("TX-2", 300, order.Reference, items: item), order);
        Assert.All(second.Placements, placement => Assert.Equal((Disposition.Overpaid, "P10", "R10_DUP_PAYMENT"), (placement.Disposition, placement.Rule, placement.Reason)));
        Assert.Equal([("CLAIM:bank", 300L, 0L), ($"OVERPAID:{Books.Payer}", 0L, 300L)], second.Journal.Postings.Select(posting => (posting.Account, posting.Debit.Minor, posting.Credit.Minor)));
        Assert.Empty(second.Settled);
        _books.AssertSound();
    }

    [Fact]
    public void A_part_is_applied_and_the_last_part_settles()
    {
        var (duty, _, _) = Debt();
        var first = _books.Pay(Books.Money("TX-1", 40, items: Books.For(Number, ("1901", 40))));
        Assert.Equal([(Disposition.Allocated, 40, "P3", "R3_DECL_PAYER")], Told(first));
        Assert.Empty(first.Settled);
        var last = _books.Pay(Books.Money("TX-2", 60, items: Books.For(Number, ("1901", 60))));
        Assert.Equal([duty.Id], last.Settled);
        _books.AssertSound();
    }

    [Fact]
    public void More_than_is_open_settles_and_sets_the_rest_aside()
    {
        var (duty, _, _) = Debt();
        var match = _books.Pay(Books.Money("TX-1", 150, items: Books.For(Number, ("1901", 150))));
        Assert.Equal([(Disposition.Allocated, 100, "P3b", "R3_OVER"), (Disposition.Overpaid, 50, "P3b", "R3_OVER")], Told(match));
        Assert.Equal([duty.Id], match.Settled);
        Assert.Equal(("R3_OVER", "P3b"), (match.Journal.Reason, match.Journal.Rule));
        _books.AssertSound();
    }

    [Fact]
    public void A_reference_with_another_amount_is_applied_to_its_order()
    {
        var (duty, vat, order) = Debt();
        Assert.Equal([(Disposition.Allocated, 150, "P3", "R3_DECL_PAYER")], Told(_books.Pay(Books.Money("TX-1", 150, order.Reference), order)));
        Assert.Equal((100, 50), (_books.OpenOf(duty), _books.OpenOf(vat)));
    }

    [Fact]
    public void One_transfer_may_pay_several_declarations()
    {
        var (duty, vat, _) = Debt();
        var third = _books.Owe(Other, "1901", 70, "900000000002");
        var match = _books.Pay(Books.Money("TX-1", 370, items: [Books.For(Number, ("1901", 100), ("1702", 200)), Books.For(Other, ("1901", 70))]));
        Assert.Equivalent(new[] { duty.Id, vat.Id, third.Id }, match.Settled);
        Assert.Single(_books.Placed);
        _books.AssertSound();
    }

    [Fact]
    public void Without_amounts_the_declarations_are_served_as_listed()
    {
        Debt();
        var third = _books.Owe(Other, "1901", 70, "900000000002");
        var match = _books.Pay(Books.Money("TX-1", 100, items: [Books.For(Other), Books.For(Number)]));
        Assert.Equal([third.Id], match.Settled);
        Assert.Equal(70, match.Placements[0].Amount.Minor);
    }

    [Fact]
    public void The_older_notice_of_one_tax_is_served_first()
    {
        var later = _books.Owe(Number, "1901", 100, "900000000009");
        var earlier = _books.Owe(Number, "1901", 100, "900000000001");
        _books.Pay(Books.Money("TX-1", 120, items: Books.For(Number, ("1901", 120))));
        Assert.Equal((0, 80), (_books.OpenOf(earlier), _books.OpenOf(later)));
    }

    [Fact]
    public void A_payer_alone_confirms_nothing()
    {
        Debt();
        var match = _books.Pay(Books.Money("TX-1", 300));
        Assert.Equal([(Disposition.Unapplied, 300, "P11", "R11_PAYER_ONLY")], Told(match));
        Assert.Equal($"UNAPPLIED:{Books.Payer}", match.Journal.Postings[1].Account);
    }

    [Fact]
    public void A_declaration_alone_confirms_nothing()
    {
        Debt();
        var match = _books.Pay(Books.Money("TX-1", 100, payer: "0399999999", items: Books.For(Number, ("1901", 100))), payerKnown: true);
        Assert.Equal([(Disposition.Unapplied, 100, "P11", "R11_OTHER_PAYER")], Told(match));
    }

    [Fact]
    public void A_reference_alone_confirms_nothing()
    {
        var (_, _, order) = Debt();
        var match = _books.Pay(Books.Money("TX-1", 300, order.Reference, payer: "0399999999"), order);
        Assert.Equal([(Disposition.Suspense, 300, "P11", "R12_UNKNOWN_PAYER")], Told(match));
        Assert.Equal("SUSPENSE:bank", match.Journal.Postings[1].Account);
    }

    [Fact]
    public void A_reference_that_contradicts_the_declaration_confirms_nothing()
    {
        var (_, _, order) = Debt();
        _books.Owe(Other, "1901", 300, "900000000002");
        var match = _books.Pay(Books.Money("TX-1", 300, order.Reference, items: Books.For(Other, ("1901", 300))), order);
        Assert.Equal([(Disposition.Unapplied, 300, "P11", "R11_CONTRADICTION")], Told(match));
    }

    [Fact]
    public void A_reference_beside_a_second_declaration_pays_what_is_listed()
    {
        var (duty, _, order) = Debt();
        var other = _books.Owe(Other, "1901", 200, "900000000002");
        var match = _books.Pay(Books.Money("TX-1", 300, order.Reference, items: [Books.For(Number, ("1901", 100)), Books.For(Other, ("1901", 200))]), order);
        Assert.Equal([duty.Id, other.Id], match.Settled);
    }

    [Fact]
    public void A_tax_the_declaration_does_not_owe_is_kept_for_its_payer()
    {
        Debt();
        var match = _books.Pay(Books.Money("TX-1", 110, items: Books.For(Number, ("1901", 100), ("1951", 10))));
        Assert.Equal([(Disposition.Allocated, 100, "P3", "R3_DECL_PAYER"), (Disposition.Unapplied, 10, "P11", "R11_TAX_ITEM")], Told(match));
        Assert.Equal("R3_DECL_PAYER+R11_TAX_ITEM", match.Journal.Reason);
    }

    [Fact]
    public void Another_currency_credits_no_debt()
    {
        var (_, _, order) = Debt();
        var match = _books.Pay(Books.Money("TX-1", 300, order.Reference, currency: "USD"), order);
        Assert.Equal([(Disposition.Suspense, 300, "P11", "R12_CURRENCY")], Told(match));
        Assert.All(match.Journal.Postings, posting => Assert.Equal("USD", posting.Debit.Currency));
        _books.AssertSound();
    }

    [Fact]
    public void A_payer_nobody_knows_goes_to_suspense() =>
        Assert.Equal([(Disposition.Suspense, 5, "P11", "R12_UNKNOWN_PAYER")], Told(_books.Pay(Books.Money("TX-1", 5, payer: ""), payerKnown: true)));

    [Fact]
    public void A_payer_written_otherwise_is_the_same_and_has_one_account()
    {
        var (_, _, order) = Debt();
        var match = _books.Pay(Books.Money("TX-1", 301, order.Reference, payer: "03 0123 4567", items: Books.For(Number)), order);
        Assert.Equal($"OVERPAID:{Books.Payer}", match.Journal.Postings[^1].Account);
    }

    [Fact]
    public void The_amendment_counter_is_no_part_of_the_number()
    {
        Debt();
        Assert.Equal("R3_DECL_PAYER", _books.Pay(Books.Money("TX-1", 1, items: Books.For(Number + "3", ("1901", 1)))).Placements[0].Reason);
    }

    [Fact]
    public void Every_placement_carries_its_evidence()
    {
        var (_, _, order) = Debt();
        var evidence = _books.Pay(Books.Money("TX-1", 300, order.Reference), order).Placements[0].Evidence;
        Assert.Equal(["reference", "payer", "amount", "currency"], evidence.Select(item => item.Field));
        Assert.All(evidence, item => Assert.True(item.Agrees));
    }

    [Fact]
    public void Amounts_near_the_largest_there_is_do_not_overflow()
    {
        var first = _books.Owe(Number, "1901", long.MaxValue);
        _books.Owe(Number, "1702", long.MaxValue);
        var match = _books.Pay(Books.Money("TX-1", long.MaxValue, items: Books.For(Number)));
        Assert.Equal(long.MaxValue, match.Total(Disposition.Allocated));
        _books.Pay(Books.Money("TX-2", long.MaxValue, items: Books.For(Number, ("1901", long.MaxValue))));
        _books.AssertSound();
        Assert.Equal(0, _books.OpenOf(first));
    }

    [Fact]
    public void Lines_that_claim_more_than_the_money_place_no_more_than_the_money()
    {
        Debt();
        var match = _books.Pay(Books.Money("TX-1", 50, items: Books.For(Number, ("1901", 100), ("1702", 200))));
        Assert.Equal(50, match.Placements.Sum(placement => placement.Amount.Minor));
    }

    [Fact]
    public void Nothing_is_not_a_payment() =>
        Assert.Throws<ArgumentException>(() => _books.Pay(Books.Money("TX-1", 0)));
}
