using System.Text.Json.Nodes;
using Gateway.Evidence;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Serving;
using Gateway.Host.Tests.Signatures;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Host.Tests.Evidence;

/// <summary>Who exports sees whether the database is what was sealed, and what leaves is what it is said to be; who reads sees whose it is.</summary>
public sealed class When_a_bundle_is_exported(TestDatabase server, DevelopmentSet certificates) : IDisposable
{
    private readonly TestFolder _folder = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private string Bundle => _folder.In("bundle.zip");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_database_that_is_not_what_was_sealed_is_said_and_its_bundle_is_written_all_the_same()
    {
        await using var chained = await FilledAsync();
        var (exit, output) = await ExportAsync(chained);
        Assert.True(exit == 0, output);
        Assert.DoesNotContain("audit verify", output, StringComparison.Ordinal);

        File.Delete(Bundle);
        await chained.TamperAsync("update payments.payment set amount = amount + 1");
        (exit, output) = await ExportAsync(chained);
        Assert.Equal(1, exit);
        Assert.Contains($"{EvidenceCodes.Content} entry", output, StringComparison.Ordinal);
        Assert.Contains("the database is not what was sealed", output, StringComparison.Ordinal);
        Assert.Contains("./gateway audit verify", output, StringComparison.Ordinal);

        (exit, output) = await CommandLine.RunAsync(["evidence", "verify", Bundle, "--anchor", chained.Certificate]);
        Assert.Equal(1, exit);
        Assert.Contains($"{EvidenceCodes.Content} entry", output, StringComparison.Ordinal);
        (exit, output) = await ExportAsync(chained, "--json");
        var said = JsonNode.Parse(output)!;
        Assert.Equal((1, false, 1), (exit, (bool)said["ok"]!, said["faults"]!.AsArray().Count));

        File.Delete(Bundle);
        await chained.TamperAsync("delete from payments.payment");
        (exit, output) = await ExportAsync(chained);
        Assert.Equal((1, true), (exit, File.Exists(Bundle)));
        Assert.Contains($"{EvidenceCodes.Missing} entry", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_purged_or_is_withheld_is_no_fault()
    {
        await using var rested = await RestedCase.StartAsync(server, certificates);
        await rested.MessageAsync("an encrypted one", encrypted: true);
        await rested.PurgeAsync();
        await rested.SealAsync();

        var (exit, output) = await ExportAsync(rested.Chained);
        Assert.True(exit == 0, output);
        Assert.Contains("withheld entry", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_anchors_by_another_certificate_are_believed_when_it_is_named_and_the_last_is_by_who_signs()
    {
        await using var chained = await Chained.StartAsync(server, certificates);
        await chained.EnvelopeAsync("a message");
        await chained.Sealer.RunAsync(Ct);
        await chained.AnchoredBy("bank").SignAsync(Ct);

        var (exit, output) = await ExportAsync(chained);
        Assert.True(exit == 1, output);
        Assert.Contains(EvidenceCodes.AnchorSignature, output, StringComparison.Ordinal);
        (exit, output) = await ExportAsync(chained, "--anchor", certificates.Certificate("bank"));
        Assert.True(exit == 0, output);
        (exit, output) = await CommandLine.RunAsync(["evidence", "verify", Bundle, "--anchor", chained.Certificate, "--anchor", certificates.Certificate("bank"), "--json"]);
        Assert.True(exit == 0, output);
        var said = JsonNode.Parse(output)!;
        Assert.Equal(chained.Certificates.Certificate("gateway").SerialNumber, (string)said["signer"]!["serial"]!);
        Assert.Equal(["bank", "gateway"], said["anchorSigners"]!.AsArray().Select(signer => (string)signer!["serial"]! == (string)said["signer"]!["serial"]! ? "gateway" : "bank"));
    }

    [Fact]
    public async Task It_is_read_what_it_is_about_when_it_was_made_and_who_signed_it()
    {
        await using var chained = await FilledAsync();
        var at = TimeProvider.System.GetUtcNow();
        var maker = new BundleMaker(chained.Queries, Kept(chained), chained.Anchoring);
        BundleFile.Write(Bundle, await maker.MakeAsync("declaration X\u001b[2J\u202eY", [3], SigningKey.Of(certificates.Store.Key("gateway")), at, Ct));

        var (exit, output) = await CommandLine.RunAsync(["evidence", "verify", Bundle, "--anchor", chained.Certificate]);
        Assert.True(exit == 0, output);
        var own = certificates.Store.Certificate("gateway");
        Assert.StartsWith(
            $"about        declaration X·[2J·Y\nmade         {at:yyyy-MM-dd'T'HH:mm:ss'Z'}\nsigned by    {own.Subject}, serial {own.SerialNumber}\nanchors by   {own.Subject}, serial {own.SerialNumber}\n",
            output, StringComparison.Ordinal);
        (exit, output) = await CommandLine.RunAsync(["evidence", "verify", Bundle, "--anchor", chained.Certificate, "--json"]);
        var said = JsonNode.Parse(output)!;
        Assert.Equal((0, "declaration X·[2J·Y", at, own.Subject), (exit, (string)said["subject"]!, (DateTimeOffset)said["made"]!, (string)said["signer"]!["subject"]!));
        (exit, output) = await CommandLine.RunAsync(["evidence", "verify", Bundle, "--anchor", certificates.Certificate("bank")]);
        Assert.Equal(1, exit);
        Assert.Contains("signed by    nobody who is trusted here\n", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_does_not_read_as_what_it_is_kept_as_is_withheld()
    {
        const string Password = "MATKHAU1";
        await using var chained = await Chained.StartAsync(server, certificates);
        var text = await File.ReadAllTextAsync(Path.Combine(GatewayRig.Root, "adapters/vn/vnaccs/import/2014/samples/green/1-IDA.txt"), Ct);
        Assert.Contains(Password, text, StringComparison.Ordinal);
        var (named, misnamed, mistaken, unnamed) = (await KeptAsync("vn/vnaccs/import/2014:IDA"), await KeptAsync("vn/bank/payment/3.0:301"), await KeptAsync("vn/vnaccs/import/2014:VAD419"), await KeptAsync(null));

        var released = await Kept(chained).ReleaseAsync(named, stamped: false, Ct);
        Assert.Equal(text.Replace(Password, "********", StringComparison.Ordinal), System.Text.Encoding.UTF8.GetString(released.Bytes!));
        foreach (var (message, kept) in new[] { ("vn/bank/payment/3.0:301", misnamed), ("vn/vnaccs/import/2014:VAD419", mistaken) })
        {
            var withheld = await Kept(chained).ReleaseAsync(kept, stamped: false, Ct);
            Assert.Null(withheld.Bytes);
            Assert.Equal($"it does not read as {message}, which it is kept as", withheld.Withheld);
        }

        // What an enterprise brought needs no name; it is blanked all the same where it reads as something with a confidential place.
        Assert.Null((await Kept(chained).ReleaseAsync(unnamed, stamped: false, Ct)).Bytes);
        await chained.TamperAsync("update exchange.envelope set channel = 'rest' where id = $1", unnamed);
        Assert.Equal(released.Bytes, (await Kept(chained).ReleaseAsync(unnamed, stamped: false, Ct)).Bytes);

        async Task<Guid> KeptAsync(string? message)
        {
            var id = await chained.EnvelopeAsync(text);
            if (message is not null)
            {
                await chained.DoAsync(work => work.ExecuteAsync("insert into exchange.recognition (envelope, round, message, at) values ($1, 1, $2, $3)", id, message, Rows.At));
            }

            return id;
        }
    }

    private static KeptMessages Kept(Chained chained) => new(chained.Queries, CatalogueFolder.Read(GatewayRig.Root).Catalogue, new SealRing("none"));

    private Task<(int Exit, string Output)> ExportAsync(Chained chained, params string[] more) => CommandLine.RunAsync(
        ["evidence", "export", "--database", chained.Connection, "--data", _folder.In("none"), "--from", "2000-01-01", "--to", "2100-01-01", "--out", Bundle, .. more],
        new Dictionary<string, string> { ["GATEWAY_CERTIFICATES"] = certificates.Directory });

    private async Task<Chained> FilledAsync()
    {
        var chained = await Chained.StartAsync(server, certificates);
        await chained.FillAsync();
        return chained;
    }
}
