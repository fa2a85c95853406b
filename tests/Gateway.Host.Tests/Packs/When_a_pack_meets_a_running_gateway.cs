using System.Diagnostics;
using Gateway.Host.Tests.Declarations;
using Gateway.Host.Tests.Exchange;

namespace Gateway.Host.Tests.Packs;

/// <summary>From the publisher's folder to a translation over the interface, by the commands people use.</summary>
[Collection(ChangingCollection.Name)]
public sealed class When_a_pack_meets_a_running_gateway(ChangingGateway changing) : IDisposable
{
    private readonly Posting _posting = new(changing.Gateway);
    private readonly Publisher _publisher = new();

    public void Dispose()
    {
        _posting.Dispose();
        _publisher.Dispose();
    }

    [Fact]
    public async Task Its_family_is_used_for_a_real_declaration_without_a_restart()
    {
        var slip = new Slip("packed").Into(_publisher.In("source"));
        await File.WriteAllTextAsync(_publisher.In("source/pack.json"), """{"name": "packed", "version": "1"}""", TestContext.Current.CancellationToken);
        var pack = _publisher.In("packed.zip");

        var (made, output) = await RunAsync("packs", "make", _publisher.In("source"), "--key", Path.Combine(_publisher.Keys, "publisher"), "--out", pack);
        Assert.True(made == 0, output);
        var (untrusted, said) = await RunAsync("packs", "add", pack, "--root", changing.Root);
        Assert.Equal(1, untrusted);
        Assert.Contains("PACK-NO-TRUST", said, StringComparison.Ordinal);
        (await slip.PostAsync(_posting, "P-0")).IsProblem(422, "DECLARATION-REFUSED");

        var (added, told) = await RunAsync("packs", "add", pack, "--root", changing.Root, "--trust", _publisher.Trust);
        Assert.True(added == 0, told);
        Assert.Contains($"installed {slip.Folder}", told, StringComparison.Ordinal);
        Assert.Contains("\"installed\": []", (await RunAsync("packs", "add", pack, "--root", changing.Root, "--trust", _publisher.Trust, "--json")).Output, StringComparison.Ordinal);
        Assert.Contains("packed 1: 5 files", (await RunAsync("packs", "list", "--root", changing.Root)).Output, StringComparison.Ordinal);
        Assert.Contains($"\"{slip.Folder}/slip.map\"", (await RunAsync("packs", "list", "--root", changing.Root, "--json")).Output, StringComparison.Ordinal);

        await ChangingGateway.UntilAsync(async () => (int)(await slip.PostAsync(_posting, "P-1")).Status == 201, "the pack is not taken up");
        var reply = await slip.PostAsync(_posting, "P-2");
        Assert.Equal("P-2", (string?)(await _posting.GetAsync($"/api/declarations/{reply.Id}")).Json["document"]!["invoice"]!["number"]);
        Assert.Equal(1, changing.Gateway.Rig.Starts);
    }

    [Fact]
    public async Task What_may_not_be_in_a_pack_is_not_packed()
    {
        new Slip("bad").Into(_publisher.In("bad"));
        var make = new[] { "packs", "make", _publisher.In("bad"), "--key", Path.Combine(_publisher.Keys, "publisher"), "--out", _publisher.In("bad.zip") };
        Assert.Contains("PACK-MANIFEST", (await RunAsync(make)).Output, StringComparison.Ordinal);
        await File.WriteAllTextAsync(_publisher.In("bad/pack.json"), """{"name": "bad", "version": "1"}""", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(_publisher.In("bad/adapters/run.sh"), "#!/bin/sh\n", TestContext.Current.CancellationToken);
        var (exit, said) = await RunAsync(make);
        Assert.Equal(1, exit);
        Assert.Contains("PACK-PATH - adapters/run.sh", said, StringComparison.Ordinal);
        Assert.False(File.Exists(_publisher.In("bad.zip")));
    }

    private static async Task<(int Exit, string Output)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [GatewayRig.HostProgram, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = GatewayRig.Root };
        start.Environment["GATEWAY_ROOT"] = GatewayRig.Root;
        start.Environment.Remove("GATEWAY_PACK_TRUST");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output + await error);
    }
}
