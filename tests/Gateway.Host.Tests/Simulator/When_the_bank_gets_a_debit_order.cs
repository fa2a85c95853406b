using System.Text;
using System.Xml.Linq;
using Xunit;

namespace Gateway.Host.Tests.Simulator;

public sealed class When_the_bank_gets_a_debit_order : IAsyncLifetime
{
    private static readonly XNamespace Bank = "http://vn.fis.bgw";
    private static readonly XNamespace Tempuri = "http://tempuri.org/";

    private SimulatorProcess _simulator = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorProcess.StartAsync();
        var key = _simulator.Leaves.Key("gateway");
        _simulator.Gateway.Answer = arrived =>
        {
            var operation = arrived.Path == "/soap/reconciliation" ? "ReconcileProcess" : "WSProcess";
            var answer = GatewaySignatures.Bank30(DebitOrderByHand.Answer(XElement.Parse(DebitOrderByHand.Carried(arrived.Text, "msg"))), key);
            return (200, DebitOrderByHand.Envelope(Tempuri + (operation + "Response"), true, (operation + "Result", answer)));
        };
    }

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task It_accepts_reports_the_debit_and_confirms_the_payment()
    {
        var accepted = await OrderAsync(DebitOrderByHand.Order("order-1"));
        Assert.Equal(("200", "order-1"), (Field(accepted, "Message_Type"), Field(accepted, "Request_ID")));
        Assert.NotEmpty(Field(accepted, "So_TN_CT"));

        var report = await ArrivedAsync("213");
        Assert.Equal(("3.1", "0", "order-1"), (Field(report, "Application_Version"), Field(report, "Ma_KQ_XL"), Field(report, "Request_ID")));

        var payment = await ArrivedAsync("301");
        Assert.Equal(
            ["Ma_NH_PH", "Ten_NH_PH", "Ma_NH_TH", "Ten_NH_TH", "Ma_DV", "Ma_Chuong", "Ten_DV", "Ma_KB", "Ten_KB", "TKKB", "Ma_NTK", "Ma_HQ_PH", "Ma_HQ_CQT", "KyHieu_CT", "So_CT", "Loai_CT", "So_TN_CTS", "Ngay_TN_CTS", "Ngay_BN", "Ngay_BC", "Ngay_CT", "Ma_NT", "Ty_Gia", "SoTien_TO", "DienGiai", "GNT_CT"],
            payment.Element("Data")!.Elements().Select(e => e.Name.LocalName));
        Assert.Equal(
            ["TTButToan", "Ma_HQ", "Ma_LH", "Nam_DK", "So_TK", "Ma_LT", "ToKhai_CT", "ToKhai_CT"],
            payment.Element("Data")!.Element("GNT_CT")!.Elements().Select(e => e.Name.LocalName));
        Assert.Equal(("RF18539007547034", "14595466", "CÔNG TY & THỬ"), (Field(payment, "So_CT"), Field(payment, "SoTien_TO"), Field(payment, "Ten_DV")));
        Assert.Equal("RF18539007547034 thue", Field(payment, "DienGiai"));
    }

    [Fact]
    public async Task The_same_order_again_gets_the_same_answer_and_is_debited_once()
    {
        var order = Signed(DebitOrderByHand.Order("order-2"));
        var first = await SendAsync(order);
        Assert.Equal(first, await SendAsync(order));
        await ArrivedAsync("301");
        Assert.Equal(2, (int)(await _simulator.ReceivedAsync("304"))["attempts"]!);
        Assert.Equal(2, _simulator.Gateway.Arrived.Count);
    }

    [Fact]
    public async Task An_order_that_does_not_add_up_has_no_cover_or_no_valid_signature_is_not_paid()
    {
        var unequal = await OrderAsync(DebitOrderByHand.Order("order-3", total: "14595467"));
        Assert.Equal(("299", "2"), (Field(unequal, "Message_Type"), Field(unequal, "ErrorNumber")));

        var tampered = XElement.Parse(Verified(await SendAsync(Signed(DebitOrderByHand.Order("order-4")).Replace("order-4", "order-5", StringComparison.Ordinal))));
        Assert.Equal(("299", "1"), (Field(tampered, "Message_Type"), Field(tampered, "ErrorNumber")));

        await OrderAsync(DebitOrderByHand.Order("order-6", account: "9990000"));
        Assert.Equal("1", Field(await ArrivedAsync("213"), "Ma_KQ_XL"));
        Assert.DoesNotContain(_simulator.Gateway.Arrived, a => a.Text.Contains("301&lt;/Message_Type", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Its_controls_repeat_pay_twice_forge_contradict_and_close_the_day()
    {
        await OrderAsync(DebitOrderByHand.Order("order-7"));
        var payment = await ArrivedAsync("301");
        await WaitUntilAcceptedAsync();
        var repeat = await _simulator.ControlAsync("/control/bank/repeat?declaration=" + DebitOrderByHand.Number);
        Assert.Equal((Field(payment, "Transaction_ID"), "accepted", "valid", true), ((string?)repeat["transaction"], (string?)repeat["outcome"], (string?)repeat["verdict"], (bool?)repeat["sameAsFirst"]));
        var paid = _simulator.Gateway.Arrived.Where(a => a.Text.Contains("301&lt;/Message_Type", StringComparison.Ordinal)).ToList();
        Assert.Equal(paid[0].Body, paid[1].Body);

        var second = await _simulator.ControlAsync("/control/bank/second-transfer?declaration=" + DebitOrderByHand.Number);
        Assert.NotEqual((string?)repeat["transaction"], (string?)second["transaction"]);
        var conflict = await _simulator.ControlAsync("/control/bank/conflict?declaration=" + DebitOrderByHand.Number);
        Assert.Equal((string?)repeat["transaction"], (string?)conflict["transaction"]);
        Assert.Equal("14595467", Field(await ArrivedAsync("301", 4), "SoTien_TO"));
        await _simulator.ControlAsync("/control/bank/forge");
        var forged = DebitOrderByHand.Carried((await Where301Async(5)).Text, "msg");
        Assert.False(GatewaySignatures.Verify(forged, _simulator.Leaves.Key("bank")));

        var end = (await _simulator.ControlAsync("/control/bank/day-end?day=" + Field(payment, "Ngay_BN")))["dayEnd"]!;
        Assert.Equal((2, 29190932m, true), ((int)end["sent"]!, (decimal)end["total"]!, (bool)end["agrees"]!));
        var request = await _simulator.Gateway.WaitForAsync(a => a.Path == "/soap/reconciliation");
        var transaction = XElement.Parse(Verified(DebitOrderByHand.Carried(request.Text, "msg"))).Descendants("Transactions").First();
        Assert.Equal(["Transaction_ID", "So_TN_CT", "Ngay_TN_CT", "Ma_NH_PH"], transaction.Elements().Take(4).Select(e => e.Name.LocalName));
        Assert.Equal("GW1", transaction.Element("So_TN_CT")!.Value);
    }

    [Fact]
    public async Task A_control_asked_for_again_while_the_gateway_is_away_is_the_same_transfer()
    {
        await OrderAsync(DebitOrderByHand.Order("order-8"));
        await ArrivedAsync("301");
        await WaitUntilAcceptedAsync();
        var serve = _simulator.Gateway.Answer;
        _simulator.Gateway.Answer = _ => (503, "");
        var control = "/control/bank/second-transfer?declaration=" + DebitOrderByHand.Number;
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var away = _simulator.ControlAsync(control, soon.Token);
        await Where301Async(2);
        await soon.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => away);
        _simulator.Gateway.Answer = serve;

        var second = await _simulator.ControlAsync(control);
        Assert.Equal("accepted", (string?)second["outcome"]);
        var sent = (await _simulator.GetAsync("/log"))["sent"]!.AsArray().Where(s => (string?)s!["purpose"] == "second").ToList();
        Assert.Equal((string?)second["transaction"], (string?)Assert.Single(sent)!["identity"]);
        Assert.NotEqual((string?)second["transaction"], (string?)(await _simulator.ControlAsync(control))["transaction"]);
    }

    [Fact]
    public async Task Garbled_calls_get_a_fault_and_questions_an_answer()
    {
        foreach (var garbage in new[] { "", "<a", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", string.Concat(Enumerable.Repeat("<a>", 10_000)), DebitOrderByHand.Envelope(Bank + "Other", false) })
        {
            var answer = await _simulator.PostAsync("/bank/payment", "text/xml; charset=utf-8", Encoding.UTF8.GetBytes(garbage));
            Assert.Equal(500, answer.Status);
            Assert.Contains("Client", Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
        }

        var question = await _simulator.PostAsync("/bank/payment", "text/xml; charset=utf-8", Encoding.UTF8.GetBytes(DebitOrderByHand.Envelope(Bank + "getPublicKey", false)));
        var key = Convert.FromBase64String(DebitOrderByHand.Carried(Encoding.UTF8.GetString(question.Body), "getPublicKeyReturn"));
        Assert.Equal(_simulator.Leaves.Key("bank").RawData, key);
        Assert.Contains("WSProcessReturn", await _simulator.TextAsync("/bank/payment?wsdl"), StringComparison.Ordinal);
        Assert.Equal("299", Field(XElement.Parse(Verified(await SendAsync("not XML at all"))), "Message_Type"));
    }

    private async Task<XElement> OrderAsync(string order) => XElement.Parse(Verified(await SendAsync(Signed(order))));

    private string Signed(string order) => GatewaySignatures.Bank31(order, _simulator.Leaves.Key("gateway"));

    private async Task<string> SendAsync(string message)
    {
        var envelope = DebitOrderByHand.Envelope(Bank + "WSProcess", false, ("publicKey", ""), ("msg", message));
        var answer = await _simulator.PostAsync("/bank/payment", "text/xml; charset=utf-8", Encoding.UTF8.GetBytes(envelope));
        Assert.Equal(200, answer.Status);
        return DebitOrderByHand.Carried(Encoding.UTF8.GetString(answer.Body), "WSProcessReturn");
    }

    private string Verified(string message)
    {
        Assert.True(GatewaySignatures.Verify(message, _simulator.Leaves.Key("bank")));
        return message;
    }

    private Task<Arrived> Where301Async(int number) =>
        _simulator.Gateway.WaitForAsync(a => a.Text.Contains("301&lt;/Message_Type", StringComparison.Ordinal), number);

    private async Task<XElement> ArrivedAsync(string type, int number = 1)
    {
        var arrived = await _simulator.Gateway.WaitForAsync(a => a.Path == "/soap/payment" && a.Text.Contains(type + "&lt;/Message_Type", StringComparison.Ordinal), number);
        var message = XElement.Parse(Verified(DebitOrderByHand.Carried(arrived.Text, "msg")));
        return message.Element("Document") ?? message;
    }

    private async Task WaitUntilAcceptedAsync()
    {
        for (var i = 0; i < 200; i++)
        {
            if ((await _simulator.GetAsync("/log"))["sent"]!.AsArray().Any(s => (string?)s!["type"] == "301" && (string?)s["outcome"] == "accepted"))
            {
                return;
            }

            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static string Field(XElement message, string name) => message.Descendants(name).First().Value;
}
