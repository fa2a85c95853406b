using System.Text.Json.Nodes;
using Gateway.Host.Cases;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Journeys;
using Gateway.Host.Reconciliation;
using Gateway.Host.Signatures;

namespace Gateway.Host.Tests.Journeys;

/// <summary>How all journeys of a folder ended.</summary>
public sealed record JourneyEnd(IReadOnlyList<DeclarationView> Views, IReadOnlyList<string> Differences)
{
    public static async Task<JourneyEnd> PlayAsync(GatewayRig rig, string run, CancellationToken cancellation, TimeSpan? patience = null, int most = 9)
    {
        using var said = new StringWriter();
        using var player = rig.Player(run, said, patience);
        var views = new List<DeclarationView>();
        var differences = new List<string>();
        Guid? before = null;
        foreach (var (file, journey) in Journey.ReadAll(TryVerb.JourneyFolder(GatewayRig.Root)).Take(most))
        {
            var played = await player.PlayAsync(file, journey, before, cancellation);
            before = played.Declaration.Declaration.Id;
            views.Add(played.Declaration);
            differences.AddRange(played.Differences.Select(difference => $"{Path.GetFileName(file)}: {difference}"));
        }

        return new JourneyEnd(views, differences);
    }

    /// <summary>Events and postings without ids and times, each declaration as its last journey left it: what two runs must have in common.</summary>
    public IReadOnlyList<string> Shape() => Views.GroupBy(view => view.Declaration.Id).Select(views => views.Last()).SelectMany(view =>
        view.Timeline.Entries.Select(entry => $"{view.Declaration.Direction} event {entry.Event} {entry.Attributes.GetValueOrDefault("channel")}{entry.Attributes.GetValueOrDefault("hop")}").Order(StringComparer.Ordinal)
            .Concat(view.Ledger.Select(line => $"{view.Declaration.Direction} posting {line.Account.Split(':')[0]} {line.Debit} {line.Credit} {line.Reason}").Order(StringComparer.Ordinal))
            .Concat(view.Messages.Select(message => $"{view.Declaration.Direction} message {message.Direction} {message.Message} {message.Verdict}").Distinct().Order(StringComparer.Ordinal))).ToList();

    /// <summary>What the audits of the ledger and of the chain complain of: the whole book, not only these journeys.</summary>
    public static async Task<IReadOnlyList<string>> BookViolationsAsync(GatewayRig rig, CancellationToken cancellation)
    {
        await using var source = GatewayDatabase.Open(rig.Database());
        using var certificates = CertificateFolder.Load(rig.Certificates);
        var chain = await new ChainAudit(new Queries(source), certificates.Trust("gateway")).RunAsync(cancellation);
        return [.. await new LedgerAudit(new Queries(source)).RunAsync(cancellation), .. chain.Faults.Select(fault => fault.ToString())];
    }

    /// <summary>Messages the other side received in more than one form: none, whatever happened to us.</summary>
    public async Task<IReadOnlyList<string>> BytesThatDifferAsync(GatewayRig rig, CancellationToken cancellation)
    {
        using var client = new HttpClient();
        var log = JsonNode.Parse(await client.GetStringAsync(new Uri(rig.Simulator + "/log"), cancellation))!;
        var received = (log as JsonArray ?? log["received"] as JsonArray)!;
        Assert.NotEmpty(received);
        return received.Where(entry => entry!["sha256"] is JsonArray { Count: not 1 }).Select(entry => entry!.ToJsonString()).ToList();
    }
}
