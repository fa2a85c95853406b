using System.Text;
using Gateway.Host.Signatures;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

/// <summary>
/// Every peer verifies what we sign, refuses it tampered with, and signs what we verify, in every shape and with every key. What a peer
/// cannot do is declared and looked at too. The table is the golden <c>INTEROP.md</c>; <c>ACCEPT=1</c> takes a new one.
/// </summary>
public sealed class When_strangers_and_we_sign_for_each_other : IAsyncDisposable
{
    private const string Table = "tests/Gateway.Host.Tests/Signatures/INTEROP.md";
    private const string Begin = "<!-- interoperability: made by a test -->";
    private const string End = "<!-- end -->";
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly InteropKeys _keys = new(Now);
    private readonly OpensslAuthority _authority = new();

    public static TheoryData<string> Peers => [.. InteropPeer.All.Select(peer => peer.Name)];

    public async ValueTask DisposeAsync()
    {
        await _authority.DisposeAsync();
        _keys.Dispose();
    }

    [Theory]
    [MemberData(nameof(Peers))]
    public async Task Every_supported_cell_holds(string name)
    {
        var peer = InteropPeer.All.Single(peer => peer.Name == name);
        Assert.SkipWhen(peer.Missing is not null, $"{name} was not asked: {peer.Missing}");
        var cells = InteropCell.All;
        _authority.Server.Open();
        List<InteropJob> jobs = [];
        foreach (var cell in cells)
        {
            jobs.AddRange(await OursAsync(cell));
        }

        jobs.AddRange(cells.Select(Theirs));
        var answers = await peer.AnswerAsync(_keys.Directory, jobs);
        var wrong = cells.SelectMany((cell, i) => (IEnumerable<string>)
        [
            .. Differences(peer, cell, answers[2 * i], answers[(2 * i) + 1]),
        ]).ToList();
        foreach (var (cell, answer, path) in cells.Select((cell, i) => (cell, answers[(2 * cells.Count) + i], jobs[(2 * cells.Count) + i].Output)))
        {
            var signed = answer == "ok" ? await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken) : [];
            wrong.AddRange(Verdicts(peer, cell, answer, answer == "ok" && peer.Unsupported(cell, true) is null ? await StampedAsync(cell, signed) : signed));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public void The_table_says_what_is_held()
    {
        var path = Path.Combine(GatewayRig.Root, Table);
        if (Environment.GetEnvironmentVariable("ACCEPT") == "1")
        {
            File.WriteAllText(path, Written());
        }

        Assert.True(File.Exists(path), $"{Table} is missing: ACCEPT=1 writes it");
        Assert.Equal(File.ReadAllText(path), Written());
    }

    [Fact]
    public void The_readme_says_the_same_in_short()
    {
        var path = Path.Combine(GatewayRig.Root, "README.md");
        var text = File.ReadAllText(path);
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, text.IndexOf(End, StringComparison.Ordinal));
        Assert.True(from > Begin.Length && to > from, $"the README has no place for the table: {Begin} ... {End}");
        if (Environment.GetEnvironmentVariable("ACCEPT") == "1")
        {
            File.WriteAllText(path, text[..from] + Short() + text[to..]);
        }

        Assert.Equal(Short(), File.ReadAllText(path)[from..^(text.Length - to)]);
    }

    // The peer verifies ours, and refuses ours tampered with: a peer that said yes to everything would prove nothing.
    private async Task<IEnumerable<InteropJob>> OursAsync(InteropCell cell)
    {
        var signed = await StampedAsync(cell, XmlSignatures.Sign(Encoding.UTF8.GetBytes(cell.Document), cell.Shape, SigningKey.Of(_keys[cell.Key]), Now));
        return
        [
            Job("verify", Write($"ours-{cell.File}.xml", signed), "-", cell),
            Job("verify", Write($"tampered-{cell.File}.xml", Tampered(signed)), "-", cell),
        ];
    }

    // What a peer signed is time-stamped like our own: the authority is a peer too, and openssl's own word on its token is asked.
    private async Task<byte[]> StampedAsync(InteropCell cell, byte[] signed)
    {
        if (!cell.HasStamp)
        {
            return signed;
        }

        using var client = new TimeStampClient(new Uri(_authority.Server.Address));
        var bytes = XmlSignatures.ToBeTimeStamped(signed, cell.Shape);
        var token = await client.TokenAsync(bytes, TestContext.Current.CancellationToken);
        Assert.Contains("Verification: OK", await _authority.JudgeAsync(bytes, token), StringComparison.Ordinal);
        return XmlSignatures.AddTimeStamp(signed, cell.Shape, token, TrustFolder.Load(_authority.Root).Signers);
    }

    private InteropJob Theirs(InteropCell cell) =>
        Job("sign", Write($"template-{cell.File}.xml", Encoding.UTF8.GetBytes(cell.Template(_keys[cell.Key], Now))), Path.Combine(_keys.Directory, $"theirs-{cell.File}.xml"), cell);

    private static IEnumerable<string> Differences(InteropPeer peer, InteropCell cell, string honest, string tampered)
    {
        if (honest == "ok" != peer.Unsupported(cell, false) is null)
        {
            yield return $"{peer.Name} verifies {cell.Profile} {cell.Key}: {honest}";
        }

        if (tampered == "ok")
        {
            yield return $"{peer.Name} accepts {cell.Profile} {cell.Key} tampered with";
        }
    }

    // Where it is said that a peer cannot, it either does not sign or signs what is not so: that is looked at too.
    private IEnumerable<string> Verdicts(InteropPeer peer, InteropCell cell, string answer, byte[] signed)
    {
        var code = answer == "ok" ? Verify(cell, signed).Code : answer;
        if (code == SignatureCodes.Valid != peer.Unsupported(cell, true) is null)
        {
            yield return $"{peer.Name} signs {cell.Profile} {cell.Key}: {code}\n{Encoding.UTF8.GetString(signed)}";
        }

        if (code == SignatureCodes.Valid && Verify(cell, Tampered(signed)).Code != SignatureCodes.Digest)
        {
            yield return $"we do not refuse {cell.Profile} {cell.Key} of {peer.Name} tampered with";
        }
    }

    private Verdict Verify(InteropCell cell, byte[] signed) => XmlSignatures.Verify(signed, cell.Shape, new TrustedSigners([_keys[cell.Key]]) { TimeAuthorities = TrustFolder.Load(_authority.Root).Signers }, Now);

    private InteropJob Job(string action, string input, string output, InteropCell cell) => new(action, input, output, _keys.KeyFile(cell.Key), _keys.CertificateFile(cell.Key), cell.IsSoap);

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_keys.Directory, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static byte[] Tampered(byte[] signed)
    {
        var text = Encoding.UTF8.GetString(signed);
        var tampered = text.Replace(" Nai", " Noi", StringComparison.Ordinal);
        Assert.NotEqual(text, tampered);
        return Encoding.UTF8.GetBytes(tampered);
    }

    private static string Written()
    {
        var text = new StringBuilder("# Who verifies whose signatures\n\nMade by `When_strangers_and_we_sign_for_each_other`, which holds every cell: each peer accepts ours, refuses ours tampered with, and signs what we accept. Signatures with a time-stamp get it from `openssl ts`, which checks it too.\n\n");
        text.Append("| profile | key | ").AppendJoin(" | ", InteropPeer.All.Select(peer => $"{peer.Name} verifies ours | we verify {peer.Name}")).Append(" |\n|---|---|").Append(string.Concat(Enumerable.Repeat("---|", 2 * InteropPeer.All.Count))).Append('\n');
        foreach (var cell in InteropCell.All)
        {
            text.Append($"| {cell.Profile} | {cell.Key} | ").AppendJoin(" | ", InteropPeer.All.SelectMany(peer => (string[])[Said(peer.Unsupported(cell, false)), Said(peer.Unsupported(cell, true))])).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Short()
    {
        var text = new StringBuilder("\n| profile | ").AppendJoin(" | ", InteropPeer.All.Select(peer => peer.Name)).Append(" |\n|---|").Append(string.Concat(Enumerable.Repeat("---|", InteropPeer.All.Count))).Append('\n');
        foreach (var cells in InteropCell.All.GroupBy(cell => cell.Profile))
        {
            text.Append($"| {cells.Key} | ").AppendJoin(" | ", InteropPeer.All.Select(peer => Keys(peer, [.. cells]))).Append(" |\n");
        }

        return text.ToString();
    }

    private static string Keys(InteropPeer peer, IReadOnlyList<InteropCell> cells)
    {
        var read = cells.Where(cell => peer.Unsupported(cell, false) is null).ToList();
        var both = read.Where(cell => peer.Unsupported(cell, true) is null).ToList();
        string[] said = [.. new[] { ("⇄", both), ("→", [.. read.Except(both)]) }.Where(way => way.Item2.Count > 0).Select(way => $"{way.Item1} {string.Join(", ", way.Item2.Select(cell => cell.Key))}")];
        return said.Length == 0 ? "–" : string.Join(" ", said);
    }

    private static string Said(string? reason) => reason is null ? "ok" : $"not supported by it: {reason}";
}
