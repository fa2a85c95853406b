using System.Text;
using Gateway.Host.Verbs;
using Gateway.Messages;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Bad messages at the payment port: a signed refusal with the reason, the raw message kept, no payment and no posting.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_a_hostile_message_reaches_the_bank_port(SharedGateway gateway) : IDisposable
{
    private readonly SoapCaller _soap = new(gateway);
    private readonly Records _evidence = new(gateway);
    private readonly BankPaper _paper = new(gateway);

    public static TheoryData<string, string> NoMessages => new()
    {
        { "this is no XML", "XML-NOT-WELL-FORMED" },
        { "", "TXT-EMPTY" },
        { "<Customs><Header>", "XML-TRUNCATED" },
        { "<!DOCTYPE Customs [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><Customs>&b;</Customs>", "XML-DTD" },
        { "<!DOCTYPE Customs SYSTEM \"file:///etc/passwd\"><Customs/>", "XML-DTD" },
        { Deep(), "XML-DEPTH" },
        { "<Customs><Header><Message_Type>999</Message_Type></Header></Customs>", "MESSAGE-UNKNOWN" },
        { "<Nothing/>", "MESSAGE-UNKNOWN" },
        { "<?xml version=\"1.0\" encoding=\"UTF-16\"?><Customs/>", "TXT-ENCODING" },
    };

    public void Dispose() => _soap.Dispose();

    [Theory]
    [MemberData(nameof(NoMessages))]
    public Task What_is_no_message_gets_a_signed_refusal(string message, string code) => RefusedAsync(message, code, code);

    [Fact]
    public async Task A_tampered_payment_is_refused_without_saying_how_it_was_noticed()
    {
        var signed = _paper.Sign(BankPaper.Payment(out _)).Replace("39349152.0000", "39349153.0000", StringComparison.Ordinal);
        var (kept, _) = await RefusedAsync(signed, "SIGNATURE", "SIG-DIGEST");
        Assert.Equal("SIG-DIGEST", kept.Verdict);
    }

    [Fact]
    public async Task A_payment_without_a_signature_is_refused() => await RefusedAsync(BankPaper.Payment(out _), "SIGNATURE", "SIG-");

    [Fact]
    public async Task Another_partners_certificate_is_not_the_banks() => await RefusedAsync(_paper.Sign(BankPaper.Payment(out _), "member"), "SIGNATURE", "SIG-UNTRUSTED");

    [Fact]
    public async Task A_stranger_with_the_banks_name_is_not_the_bank()
    {
        using var stranger = Strangers.Named("bank DEV ONLY");
        await RefusedAsync(BankPaper.Sign(BankPaper.Payment(out _), stranger), "SIGNATURE", "SIG-UNTRUSTED");
    }

    [Theory]
    [InlineData("39349152.0000</SoTien_TO>", "39349152.5000</SoTien_TO>", "MONEY-FRACTION")]
    [InlineData("21928320.0000</SoTien_VND>", "21928319.5000</SoTien_VND>", "MONEY-FRACTION")]
    [InlineData("39349152.0000</SoTien_TO>", "39349153.0000</SoTien_TO>", "PAY-SUM")]
    [InlineData("39349152.0000</SoTien_TO>", "-1</SoTien_TO>", "PAY-NOT-POSITIVE")]
    [InlineData("39349152.0000</SoTien_TO>", "0</SoTien_TO>", "PAY-NOT-POSITIVE")]
    [InlineData("39349152.0000</SoTien_TO>", "99999999999999999999</SoTien_TO>", "PAY-AMOUNT")]
    [InlineData("39349152.0000</SoTien_TO>", "1e9</SoTien_TO>", "")]
    [InlineData("<Ma_NT>VND</Ma_NT>", "<Ma_NT>ZZZ</Ma_NT>", "PAY-CURRENCY")]
    [InlineData("<Ngay_BN>2026-11-23</Ngay_BN>", "<Ngay_BN>1926-11-23</Ngay_BN>", "PAY-DATE-WINDOW")]
    [InlineData("<Ngay_CT>2026-11-23</Ngay_CT>", "<Ngay_CT>2126-11-23</Ngay_CT>", "PAY-DATE-WINDOW")]
    [InlineData("2026-11-23T09:21:00</Transaction_Date>", "1926-11-23T09:21:00</Transaction_Date>", "EXC-DATE-WINDOW")]
    [InlineData("2026-11-23T09:21:00</Transaction_Date>", "0001-01-01T00:00:00</Transaction_Date>", "VALUE-DATE")]
    [InlineData("2026-11-23T09:21:00</Transaction_Date>", "9999-12-31T23:59:59</Transaction_Date>", "EXC-DATE-WINDOW")]
    [InlineData("<DienGiai>", "<Colour>red</Colour><DienGiai>", "XML-")]
    public async Task A_payment_that_cannot_be_right_is_refused(string old, string other, string code)
    {
        var payment = BankPaper.Payment(out _);
        Assert.Contains(old, payment, StringComparison.Ordinal);
        var (kept, answer) = await RefusedAsync(_paper.Sign(payment.Replace(old, other, StringComparison.Ordinal)), code, code);
        Assert.Equal("SIG-OK", kept.Verdict);
        Assert.NotEmpty(answer.RequestId);
        Assert.Contains(kept.Findings, finding => finding.StartsWith(code, StringComparison.Ordinal) && finding.Contains('/', StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_voucher_number_with_a_wrong_check_digit_is_no_reference()
    {
        var payment = BankPaper.Payment(out var transaction).Replace("RF71900000000010", "RF72900000000010", StringComparison.Ordinal);
        Assert.Equal("200", _paper.Read(await _soap.ProcessAsync(_paper.Sign(payment))).Type);
        Assert.Equal([""], await _evidence.LinesAsync("select reference from payments.payment where transaction_id = $1", transaction));
    }

    [Fact]
    public async Task Money_for_a_declaration_that_does_not_exist_is_kept_apart_and_never_dropped()
    {
        var before = await _evidence.BusinessAsync();
        var message = _paper.Sign(BankPaper.Payment(out var transaction, "17777777777").Replace("9900000016", "9900000099", StringComparison.Ordinal));
        var answer = _paper.Read(await _soap.ProcessAsync(message));

        Assert.Equal(("200", transaction), (answer.Type, answer.RequestId));
        await _evidence.OfAsync(Encoding.UTF8.GetBytes(message));
        var placed = await _evidence.LinesAsync(
            "select m.disposition || ' ' || sum(m.amount) from reconciliation.match m join payments.payment p on p.id = m.payment where p.transaction_id = $1 group by m.disposition", transaction);
        Assert.Equal("suspense 39349152", Assert.Single(placed));
        Assert.Equal(before with { Payments = before.Payments + 1, Journals = before.Journals + 1 }, await _evidence.BusinessAsync());
        Assert.NotEqual(0, await _evidence.CountAsync(
            "select count(*) from reconciliation.exception x join payments.payment p on p.id = x.payment where p.transaction_id = $1", transaction));
    }

    [Fact]
    public async Task The_same_transaction_with_other_content_is_a_conflict_and_the_first_stays()
    {
        var payment = BankPaper.Payment(out var transaction, "17777777776");
        var first = await _soap.ProcessAsync(_paper.Sign(payment));
        var before = await _evidence.BusinessAsync();
        var other = payment.Replace("39349152.0000", "39349153.0000", StringComparison.Ordinal).Replace("21928320.0000", "21928321.0000", StringComparison.Ordinal);

        var (_, answer) = await RefusedAsync(_paper.Sign(other), "CONFLICT", "CONFLICT");
        Assert.Equal(transaction, answer.RequestId);
        Assert.Equal(before, await _evidence.BusinessAsync());
        Assert.Equal(["39349152"], await _evidence.LinesAsync("select amount::text from payments.payment where transaction_id = $1", transaction));
        Assert.Equal(first, await _soap.ProcessAsync(_paper.Sign(payment)));
    }

    [Fact]
    public async Task The_same_payment_at_the_same_moment_is_taken_once()
    {
        var message = _paper.Sign(BankPaper.Payment(out var transaction, "17777777775"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => _soap.ProcessAsync(message)));

        Assert.Single(answers.Distinct());
        Assert.Equal(1, await _evidence.CountAsync("select count(*) from payments.payment where transaction_id = $1", transaction));
    }

    [Fact]
    public async Task A_days_list_that_comes_again_with_other_content_is_a_conflict()
    {
        var list = BankPaper.Day(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("D"));
        var first = await _soap.ReconcileAsync(_paper.Sign(list));
        Assert.Equal(first, await _soap.ReconcileAsync(_paper.Sign(list)));

        var other = _paper.Sign(list.Replace("39349152.0000", "39349153.0000", StringComparison.Ordinal));
        var answer = _paper.Read(await _soap.ReconcileAsync(other));
        Assert.Equal(("299", "CONFLICT"), (answer.Type, answer.Message));
        Assert.Equal("CONFLICT", (await _evidence.OfAsync(Encoding.UTF8.GetBytes(other))).Aside);
        Assert.Equal(first, await _soap.ReconcileAsync(_paper.Sign(list)));
    }

    [Fact]
    public async Task A_days_list_of_the_wrong_century_is_refused()
    {
        var list = _paper.Sign(BankPaper.Day(Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("D")).Replace("<Ngay_DC>2026", "<Ngay_DC>1926", StringComparison.Ordinal));
        Assert.Equal("299", _paper.Read(await _soap.ReconcileAsync(list)).Type);
        Assert.Equal("EXC-DATE-WINDOW", (await _evidence.OfAsync(Encoding.UTF8.GetBytes(list))).Aside);
    }

    /// <summary>A fault that blames the sender would end the bank's attempts, and with them the payment.</summary>
    [Fact]
    public async Task A_failure_inside_blames_the_gateway_tells_nothing_and_leaves_nothing_half_done()
    {
        var message = _paper.Sign(BankPaper.Payment(out var transaction, "17777777774"));
        var before = await _evidence.BusinessAsync();
        foreach (var (version, blamed) in new[] { (SoapCaller.Soap11, ":Server<"), (SoapCaller.Soap12, ":Receiver<") })
        {
            SoapReply reply;
            await _evidence.DoAsync("alter table reconciliation.match rename to match_away");
            try
            {
                reply = await _soap.CallAsync("/soap/payment", "WSProcess", version, ("publicKey", ""), ("msg", message));
            }
            finally
            {
                await _evidence.DoAsync("alter table reconciliation.match_away rename to match");
            }

            Assert.Equal(500, (int)reply.Status);
            Assert.Contains(blamed, reply.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("match", reply.Text, StringComparison.Ordinal);
        }

        Assert.Equal(before, await _evidence.BusinessAsync());
        await _evidence.OfAsync(Encoding.UTF8.GetBytes(message));
        Assert.Equal(("200", transaction), _paper.Read(await _soap.ProcessAsync(message)) is var answer ? (answer.Type, answer.RequestId) : default);
    }

    [Fact]
    public async Task A_message_that_only_we_send_is_refused() => await RefusedAsync(BankPaper.Sample("vn/bank/debit-order/3.1/samples/import-green/1-304.xml"), "EXC-DIRECTION", "EXC-DIRECTION");

    [Fact]
    public void The_cost_of_a_payment_is_bounded_by_the_limits()
    {
        var guide = CatalogueFolder.Read(GatewayRig.Root).Catalogue.Find("vn/bank/payment/3.0:301", new DateOnly(2026, 11, 24))!;
        Assert.InRange(guide.Guideline.Read(Encoding.UTF8.GetBytes(Deep()), ReadLimits.Default).Counts.Nodes, 1, ReadLimits.Default.MaxDepth + 1);
        var wide = "<Customs>" + string.Concat(Enumerable.Repeat("<a/>", 300_000)) + "</Customs>";
        Assert.InRange(guide.Guideline.Read(Encoding.UTF8.GetBytes(wide), ReadLimits.Default).Counts.Nodes, 1, ReadLimits.Default.MaxNodes + 1);
    }

    private async Task<(Kept Kept, Answer Answer)> RefusedAsync(string message, string said, string recorded)
    {
        var before = await _evidence.BusinessAsync();
        var answer = _paper.Read(await _soap.ProcessAsync(message));

        Assert.Equal("299", answer.Type);
        Assert.NotEqual("0", answer.Error);
        Assert.StartsWith(said, answer.Message, StringComparison.Ordinal);
        var kept = await _evidence.OfAsync(Encoding.UTF8.GetBytes(message));
        Assert.True(kept.Aside?.StartsWith(recorded, StringComparison.Ordinal) == true, $"set aside as {kept.Aside} {kept.Detail}");
        Assert.Equal(before, await _evidence.BusinessAsync());
        return (kept, answer);
    }

    private static string Deep() => string.Concat(Enumerable.Repeat("<a>", 10_000)) + string.Concat(Enumerable.Repeat("</a>", 10_000));
}
