using System.Text;
using Gateway.Host.Tests.Signatures;

namespace Gateway.Host.Tests.Exchange;

/// <summary>A client that shares nothing with us - Python, zeep, the contract as served - and a judge that shares nothing either.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_zeep_calls_the_payment_port(SharedGateway gateway)
{
    private const string Python = "/usr/bin/python3";

    [Fact]
    public async Task A_signed_payment_gets_the_signed_acceptance_over_both_versions()
    {
        Assert.SkipUnless(File.Exists(Python), $"{Python} is not there");
        var (missing, _) = await Tool.RunAsync(Python, "-c", "import zeep");
        Assert.SkipWhen(missing != 0, "python3-zeep is not installed");
        using var folder = new TestFolder();
        var paper = new BankPaper(gateway);
        var transactions = new List<string>();
        foreach (var version in new[] { "11", "12" })
        {
            await File.WriteAllTextAsync(folder.In($"301-{version}.xml"), paper.Sign(BankPaper.Payment(out var transaction, "16666666666")), new UTF8Encoding(false), TestContext.Current.CancellationToken);
            transactions.Add(transaction);
        }

        var script = Path.Combine(GatewayRig.Root, "tests", "Gateway.Host.Tests", "Exchange", "call_payment_port.py");
        var (exit, output) = await Tool.RunAsync(Python, script, gateway.Rig.Gateway, gateway.Rig.Tokens["bank"], folder.In("301-11.xml"), folder.In("301-12.xml"), folder.Path);
        Assert.True(exit == 0, output);
        foreach (var (file, transaction) in new[] { ("11.xml", transactions[0]), ("12.xml", transactions[1]) })
        {
            var answer = paper.Read(await File.ReadAllTextAsync(folder.In(file), TestContext.Current.CancellationToken));
            Assert.Equal(("200", transaction, "0"), (answer.Type, answer.RequestId, answer.Error));
            var (verified, said) = await Tool.RunAsync("xmlsec1", "--verify", "--enabled-key-data", "x509", "--trusted-pem", Path.Combine(gateway.Rig.Certificates, "ca.crt.pem"), folder.In(file));
            Assert.True(verified == 0, said);
        }

        Assert.Equal(
            Convert.ToBase64String(gateway.Certificates.Certificate("gateway").RawData), await File.ReadAllTextAsync(folder.In("key.txt"), TestContext.Current.CancellationToken));
    }
}
