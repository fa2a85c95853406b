using System.Text;
using Xunit;

namespace Gateway.Host.Tests.Simulator;

public sealed class When_customs_gets_a_declaration : IAsyncLifetime
{
    private static int s_input = 40;
    private SimulatorProcess _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await SimulatorProcess.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task An_import_is_numbered_channelled_assessed_and_after_its_tax_cleared()
    {
        var copy = await SendAsync(DeclarationByHand.Ida("IN00000001", "JOURNEY-1"), "VAD0AA");
        Assert.Equal("VAD419", copy["out"]);
        Assert.Equal("00000-0000-0000", copy["results"]);
        Assert.Matches("^1[0-9]{10}0$", copy["ICN"]);
        Assert.Equal("CÔNG TY THỬ NGHIỆM", copy["A19"]);
        Assert.Equal("Bộ nguồn", copy["B30/2"]);
        Assert.Equal("IN00000001", copy["header"][253..263]);
        Assert.Equal("        ", copy["header"][37..45]);

        var registered = await SendAsync(DeclarationByHand.Register("IDC", copy["ICN"], "IN00000002"), "");
        Assert.Equal(("RESULT", "00000-0000-0000"), (registered["out"], registered["results"]));

        var channel = await LaterAsync("VAD1AC", "VAD0AA");
        Assert.Equal(("1", copy["ICN"]), (channel["A06"], channel["ICN"]));
        Assert.Matches("^2[0-9]{7}$", channel["A09"]);

        // 1000.5 USD = 25,392,690 dong, 5 % duty; 2000 USD = 50,760,000 dong, 10 % duty; VAT 10 % on value and duty, cut per line.
        Assert.Equal(("25392690", "1269634"), (channel["B36/1"], channel["B47/1"]));
        Assert.Equal(("50760000", "5076000"), (channel["B36/2"], channel["B47/2"]));
        var statement = await LaterAsync("VAF801", "VAF801");
        Assert.Equal(("1901", "6345634", "1702", "8249832"), (statement["IS1"], statement["IM1"], statement["IS2"], statement["IM2"]));
        Assert.Equal(("14595466", "VND", copy["ICN"]), (statement["TA4"], statement["CCC"], statement["ICN"]));
        Assert.Equal(channel["B02"], statement["TA4"]);

        var paid = $"<PaymentConfirmed xmlns=\"urn:any\"><Number>{copy["ICN"]}</Number></PaymentConfirmed>";
        var signed = GatewaySignatures.Exclusive(paid, _simulator.Leaves.Key("gateway"));
        var acknowledged = await _simulator.PostAsync("/customs/payment-confirmed", "text/xml", Encoding.UTF8.GetBytes(signed));
        Assert.Equal(200, acknowledged.Status);
        var cleared = await LaterAsync("VAD1AG", "VAD1AG");
        Assert.Matches("^[0-9]{8}$", cleared["C21"]);
        Assert.Matches("^[0-9]{6}$", cleared["AD4"]);
        Assert.All(_simulator.Gateway.Arrived, a => Assert.Equal("Bearer secret", a.Authorization));
    }

    [Fact]
    public async Task An_export_is_numbered_channelled_and_cleared_without_tax()
    {
        var copy = await SendAsync(DeclarationByHand.Eda("EX00000001", "JOURNEY-3"), "VAE0LA");
        Assert.Equal("VAE400", copy["out"]);
        Assert.Matches("^3[0-9]{10}0$", copy["ECN"]);
        await SendAsync(DeclarationByHand.Register("EDC", copy["ECN"], "EX00000002"), "");
        var channel = await LaterAsync("VAE1LD", "VAE0LA");
        Assert.Equal(("1", "12690000"), (channel["K07"], channel["R07/1"]));
        var cleared = await LaterAsync("VAE1LF", "VAE1LF");
        Assert.Matches("^[0-9]{8}$", cleared["K86"]);
        Assert.DoesNotContain(_simulator.Gateway.Arrived, a => a.Text.Contains("VAF801", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_same_message_gets_the_same_answer_and_causes_nothing_again()
    {
        var message = DeclarationByHand.Ida("IN00000009", "SAME");
        var (type, body) = GatewaySignatures.Smime(message, _simulator.Leaves.Key("gateway"));
        var first = await _simulator.PostAsync("/customs", type, body);
        var second = await _simulator.PostAsync("/customs", type, body);
        Assert.Equal(first.Body, second.Body);
        var received = await _simulator.ReceivedAsync("IDA");
        Assert.Equal(2, (int)received["attempts"]!);
        Assert.Single(received["sha256"]!.AsArray());
    }

    [Fact]
    public async Task A_script_in_the_reference_refuses_repeats_or_waits_to_be_asked()
    {
        var refused = await SendAsync(DeclarationByHand.Ida("IN00000011", "X-REFUSE"), "");
        Assert.Equal(("RESULT", "E1001-REF -0000"), (refused["out"], refused["results"]));

        var silent = await SendAsync(DeclarationByHand.Eda("EX00000012", "X-SILENT"), "VAE0LA");
        await SendAsync(DeclarationByHand.Register("EDC", silent["ECN"], "EX00000013"), "");
        var twice = await SendAsync(DeclarationByHand.Eda("EX00000014", "X-RED-TWICE"), "VAE0LA");
        await SendAsync(DeclarationByHand.Register("EDC", twice["ECN"], "EX00000015"), "");
        var channel = await LaterAsync("VAE1LD", "VAE0LA", 2);
        Assert.Equal(("3", twice["ECN"]), (channel["K07"], channel["ECN"]));
        await LaterAsync("VAE1LF", "VAE1LF", 2);
        Assert.DoesNotContain(_simulator.Gateway.Arrived, a => a.Text.Contains(silent["ECN"], StringComparison.Ordinal));

        var pending = (await _simulator.GetAsync("/customs/pending?after=0")).AsArray().Where(p => (string?)p!["declaration"] == silent["ECN"]).ToList();
        Assert.Equal(["VAE1LD", "VAE1LF"], pending.Select(p => (string?)p!["outCode"]));
        Assert.Contains(silent["ECN"], Encoding.UTF8.GetString(Convert.FromBase64String((string)pending[0]!["message"]!)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_wrong_with_it_is_said_at_once_up_to_five_codes()
    {
        var answer = await SendAsync(
            DeclarationByHand.Ida("IN00000021", "X", v =>
            {
                v.Remove("ARR");
                v["EPN"] = "lower case";
                v.Remove("CMN/2");
            }),
            "");
        Assert.Equal("S0002-EPN -0000S0001-ARR -0000S0001-CMN -0002", answer["results"]);
        var unknown = await SendAsync(DeclarationByHand.Register("IDC", "199999999990", "IN00000022"), "");
        Assert.Equal("E0001-ICN -0000", unknown["results"]);
    }

    [Fact]
    public async Task A_later_part_is_taken_only_with_the_number_of_a_first_that_fits()
    {
        static Action<Dictionary<string, string>> Part(string first, int place, int count) =>
            items => (items["FIC"], items["BNO"], items["DNO"]) = (first, place.ToString(System.Globalization.CultureInfo.InvariantCulture), count.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var alone = await SendAsync(DeclarationByHand.Ida("IN00000030", "PARTS"), "VAD0AA");
        var first = await SendAsync(DeclarationByHand.Ida("IN00000031", "PARTS", Part("F", 1, 3)), "VAD0AA");
        var number = first["ICN"];
        Assert.Equal("VAD419", (await SendAsync(DeclarationByHand.Ida("IN00000032", "PARTS", Part(number, 3, 3)), "VAD0AA"))["out"]);
        foreach (var (wrong, code) in new[]
                 {
                     (Part("199999999990", 2, 3), "E0001-FIC -0000"), (Part(alone["ICN"], 2, 3), "R0001-FIC -0000"), (Part(number, 2, 4), "R0001-FIC -0000"),
                     (Part(number, 1, 3), "R0001-FIC -0000"), (Part(number, 4, 3), "R0001-BNO -0000"), (Part("F", 1, 1), "R0001-BNO -0000"),
                 })
        {
            var refused = await SendAsync(DeclarationByHand.Ida($"IN{Interlocked.Increment(ref s_input):00000000}", "PARTS", wrong), "");
            Assert.Equal(("RESULT", code), (refused["out"], refused["results"]));
        }

        Assert.Equal("R0001-FIC -0000", (await SendAsync(DeclarationByHand.Ida("IN00000033", "OTHERS", Part(number, 2, 3)), ""))["results"]);
    }

    [Fact]
    public async Task Unsigned_forged_and_garbled_messages_are_refused()
    {
        var message = DeclarationByHand.Ida("IN00000031", "X");
        var unsigned = await _simulator.PostAsync("/customs", "text/plain; charset=UTF-8", message);
        var told = DeclarationByHand.Read(GatewaySignatures.OpenSmime(unsigned.Body, unsigned.ContentType, _simulator.Leaves.Key("customs")), "");
        Assert.Equal(("RESULT", "E9990-0000-0000"), (told["out"], told["results"]));

        var (type, body) = GatewaySignatures.Smime(message, _simulator.Leaves.Key("gateway"));
        body[600] ^= 1;
        var tampered = await _simulator.PostAsync("/customs", type, body);
        Assert.Equal((400, "FAIL FAIL"), (tampered.Status, tampered.Headers.GetValues("X-Backside-Transport").Single()));

        var (_, stranger) = GatewaySignatures.Smime(message, _simulator.Leaves.Key("bank"));
        Assert.Equal(400, (await _simulator.PostAsync("/customs", type, stranger)).Status);
        foreach (var garbage in new byte[][] { [], [0, 1, 2], new byte[100_000], Encoding.UTF8.GetBytes("--edge\r\n\r\n--edge--") })
        {
            Assert.Equal(400, (await _simulator.PostAsync("/customs", type, garbage)).Status);
            Assert.Equal(400, (await _simulator.PostAsync("/customs/payment-confirmed", "text/xml", garbage)).Status);
        }

        Assert.Empty(_simulator.Gateway.Arrived);
        Assert.Equal("ok", (string?)(await _simulator.GetAsync("/health"))["status"]);
    }

    private async Task<Dictionary<string, string>> SendAsync(byte[] message, string layout)
    {
        var (type, body) = GatewaySignatures.Smime(message, _simulator.Leaves.Key("gateway"));
        var answer = await _simulator.PostAsync("/customs", type, body);
        Assert.Equal(200, answer.Status);
        return DeclarationByHand.Read(GatewaySignatures.OpenSmime(answer.Body, answer.ContentType, _simulator.Leaves.Key("customs")), layout);
    }

    private async Task<Dictionary<string, string>> LaterAsync(string outCode, string layout, int number = 1)
    {
        var arrived = await _simulator.Gateway.WaitForAsync(a => a.Path == "/inbox/customs" && Encoding.ASCII.GetString(a.Body).Contains(outCode + " ", StringComparison.Ordinal), number);
        return DeclarationByHand.Read(GatewaySignatures.OpenSmime(arrived.Body, arrived.ContentType, _simulator.Leaves.Key("customs")), layout);
    }
}
