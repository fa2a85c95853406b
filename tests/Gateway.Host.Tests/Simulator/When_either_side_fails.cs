using Xunit;

namespace Gateway.Host.Tests.Simulator;

public sealed class When_either_side_fails : IAsyncLifetime
{
    private SimulatorProcess _simulator = null!;

    public async ValueTask InitializeAsync() => _simulator = await SimulatorProcess.StartAsync();

    public ValueTask DisposeAsync() => _simulator.DisposeAsync();

    [Fact]
    public async Task Killed_with_letters_to_send_it_remembers_its_answers_and_sends_them_after_its_restart()
    {
        _simulator.Gateway.Answer = _ => (503, "");
        var declared = Signed(DeclarationByHand.Eda("EX00000001", "KILL"));
        var copy = await _simulator.PostAsync("/customs", declared.ContentType, declared.Body);
        var number = DeclarationByHand.Read(GatewaySignatures.OpenSmime(copy.Body, copy.ContentType, _simulator.Leaves.Key("customs")), "VAE0LA")["ECN"];
        var register = Signed(DeclarationByHand.Register("EDC", number, "EX00000002"));
        var registered = await _simulator.PostAsync("/customs", register.ContentType, register.Body);
        await _simulator.Gateway.WaitForAsync(a => a.Path == "/inbox/customs");

        await _simulator.KillAndRestartAsync();
        _simulator.Gateway.Answer = _ => (202, "");
        Assert.Equal(registered.Body, (await _simulator.PostAsync("/customs", register.ContentType, register.Body)).Body);
        await _simulator.Gateway.WaitForAsync(a => a.Text.Contains("VAE1LF ", StringComparison.Ordinal));

        var channels = _simulator.Gateway.Arrived.Where(a => a.Text.Contains("VAE1LD ", StringComparison.Ordinal)).ToList();
        Assert.True(channels.Count >= 2);
        Assert.Single(channels.Select(c => Convert.ToHexString(c.Body)).Distinct());
        var next = Signed(DeclarationByHand.Eda("EX00000003", "KILL"));
        var other = await _simulator.PostAsync("/customs", next.ContentType, next.Body);
        Assert.NotEqual(number, DeclarationByHand.Read(GatewaySignatures.OpenSmime(other.Body, other.ContentType, _simulator.Leaves.Key("customs")), "VAE0LA")["ECN"]);
    }

    [Fact]
    public async Task Ordered_faults_refuse_swallow_answers_and_duplicate_what_is_sent()
    {
        var plan = await _simulator.ControlAsync("/control/faults", """{"refuse":1,"dropAnswers":1,"duplicate":1,"delayMs":5,"partner":"customs"}""");
        Assert.Equal(1, (int)plan["refuse"]!);
        var declared = Signed(DeclarationByHand.Eda("EX00000011", "FAULT"));
        Assert.Equal(503, (await _simulator.PostAsync("/customs", declared.ContentType, declared.Body)).Status);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => _simulator.PostAsync("/customs", declared.ContentType, declared.Body));
        var copy = await _simulator.PostAsync("/customs", declared.ContentType, declared.Body);
        var number = DeclarationByHand.Read(GatewaySignatures.OpenSmime(copy.Body, copy.ContentType, _simulator.Leaves.Key("customs")), "VAE0LA")["ECN"];
        var received = await _simulator.ReceivedAsync("EDA");
        Assert.Equal((3, 1, 2), ((int)received["attempts"]!, (int)received["verdicts"]!["fault-refused"]!, (int)received["verdicts"]!["valid"]!));
        Assert.Single(received["sha256"]!.AsArray());

        var register = Signed(DeclarationByHand.Register("EDC", number, "EX00000012"));
        await _simulator.PostAsync("/customs", register.ContentType, register.Body);
        await _simulator.Gateway.WaitForAsync(a => a.Text.Contains("VAE1LD ", StringComparison.Ordinal), 2);
        await _simulator.Gateway.WaitForAsync(a => a.Text.Contains("VAE1LF ", StringComparison.Ordinal));
        Assert.Single(_simulator.Gateway.Arrived, a => a.Text.Contains("VAE1LF ", StringComparison.Ordinal));
    }

    private (string ContentType, byte[] Body) Signed(byte[] message) => GatewaySignatures.Smime(message, _simulator.Leaves.Key("gateway"));
}
