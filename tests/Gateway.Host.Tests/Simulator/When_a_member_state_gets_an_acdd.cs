using System.Text;
using System.Xml.Linq;
using Xunit;

namespace Gateway.Host.Tests.Simulator;

public sealed class When_a_member_state_gets_an_acdd : IAsyncLifetime
{
    private static readonly XNamespace Tempuri = "http://tempuri.org/";
    private static readonly XNamespace Profile = "urn:gateway:own-profile:acdd-response:1";

    private SimulatorProcess _simulator = null!;

    public async ValueTask InitializeAsync()
    {
        _simulator = await SimulatorProcess.StartAsync();
        _simulator.Gateway.Answer = _ => (200, DebitOrderByHand.Envelope(Tempuri + "ReceiveResponse", true, ("ReceiveResult", "received")));
    }

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task It_reports_every_hop_and_the_receipt_by_its_customs()
    {
        var first = await SendAsync(Signed("ACDD-1-GIVEN"));
        Assert.Equal("AS1", Status(first));
        Assert.Equal(
            ["FunctionCode", "FunctionalReferenceID", "IssueDateTime", "Status", "Declaration", "Signature"],
            first.Elements().Select(e => e.Name.LocalName));
        foreach (var (expected, number) in new[] { "AS2", "AS3", "RES-REC", "GIVEN" }.Select((s, i) => (s, i + 1)))
        {
            var arrived = await _simulator.Gateway.WaitForAsync(a => a.Path == "/soap/window", number);
            var response = Verified(DebitOrderByHand.Carried(arrived.Text, "XMLData"));
            Assert.Equal((expected, "ACDD-1-GIVEN", "300700000010"), (Status(response), Of(response, "FunctionalReferenceID"), Of(response, "ID")));
        }
    }

    [Fact]
    public async Task A_document_changed_after_signing_is_refused_and_nothing_follows()
    {
        var refused = await SendAsync(Signed("ACDD-2").Replace("ACDD-2", "ACDD-3", StringComparison.Ordinal));
        Assert.Equal("REFUSED", Status(refused));
        Assert.StartsWith("signature-invalid", refused.Descendants(Profile + "StatementDescription").Single().Value, StringComparison.Ordinal);
        Assert.Equal(1, (int?)(await _simulator.ReceivedAsync("ACDD"))["verdicts"]!["signature-invalid"]);
        Assert.Empty((await _simulator.GetAsync("/log"))["sent"]!.AsArray());
    }

    [Fact]
    public async Task It_says_that_it_is_there()
    {
        var envelope = DebitOrderByHand.Envelope(Tempuri + "CheckAvailable", true);
        var answer = await _simulator.PostAsync("/member/window", "text/xml; charset=utf-8", Encoding.UTF8.GetBytes(envelope));
        Assert.Equal("true", DebitOrderByHand.Carried(Encoding.UTF8.GetString(answer.Body), "CheckAvailableResult"));
    }

    private string Signed(string reference) => GatewaySignatures.Exclusive(
        $"<Declaration xmlns=\"urn:any:acdd\"><FunctionalReferenceID>{reference}</FunctionalReferenceID><ID>300700000010</ID></Declaration>", _simulator.Leaves.Key("gateway"));

    private async Task<XElement> SendAsync(string acdd)
    {
        var envelope = DebitOrderByHand.Envelope(Tempuri + "Receive", true, ("XMLData", acdd));
        var answer = await _simulator.PostAsync("/member/window", "text/xml; charset=utf-8", Encoding.UTF8.GetBytes(envelope));
        Assert.Equal(200, answer.Status);
        return Verified(DebitOrderByHand.Carried(Encoding.UTF8.GetString(answer.Body), "ReceiveResult"));
    }

    private XElement Verified(string response)
    {
        Assert.True(GatewaySignatures.Verify(response, _simulator.Leaves.Key("member")));
        return XElement.Parse(response);
    }

    private static string Status(XElement response) => response.Element(Profile + "Status")!.Element(Profile + "NameCode")!.Value;

    private static string Of(XElement response, string name) => response.Element(Profile + "Declaration")!.Element(Profile + name)!.Value;
}
