using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Host.Signatures;
using Gateway.Host.Tests.Database;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Polly;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_somebody_is_asked_about_revocation(TestDatabase server) : IAsyncLifetime
{
    private readonly AnswerServer _web = new();
    private readonly Issuer _issuer = new("Issuer");
    private NpgsqlDataSource _source = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _source = GatewayDatabase.Open(await server.CloneAsync(Ct));

    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        _web.Dispose();
        _issuer.Dispose();
    }

    [Fact]
    public async Task Many_who_ask_at_once_ask_one_question_and_the_answer_is_kept_for_other_nodes()
    {
        using var leaf = _issuer.Leaf("Leaf", _web["/list.crl"]);
        _web.Answer("/list.crl", _issuer.List());
        using var desk = Desk();
        var learned = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl }, Ct)));
        Assert.Contains(true, learned);
        Assert.Equal(1, _web.Times("/list.crl"));
        Assert.Equal(RevocationState.Good, State(desk, leaf));

        using var other = Desk();
        Assert.Equal(RevocationState.Unknown, State(other, leaf));
        Assert.True(await other.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl }, Ct));
        Assert.Equal(RevocationState.Good, State(other, leaf));
        Assert.Equal(1, _web.Times("/list.crl"));
    }

    [Fact]
    public async Task A_list_answers_for_every_certificate_of_its_issuer()
    {
        using var first = _issuer.Leaf("First", _web["/list.crl"]);
        using var second = _issuer.Leaf("Second", _web["/list.crl"]);
        _web.Answer("/list.crl", _issuer.List((second, Issuer.Now.AddHours(-1))));
        using var desk = Desk();
        await desk.LearnAsync(Open(first), new RevocationTerms { Ask = RevocationAsk.Either }, Ct);
        await desk.LearnAsync(Open(second), new RevocationTerms { Ask = RevocationAsk.Either }, Ct);
        Assert.Equal((RevocationState.Good, RevocationState.Revoked, 1), (State(desk, first), State(desk, second), _web.Times("/list.crl")));
    }

    [Fact]
    public async Task An_answer_that_says_nothing_is_not_kept_and_not_asked_for_again_at_once()
    {
        using var leaf = _issuer.Leaf("Leaf", _web["/list.crl"]);
        using var stranger = new Issuer("Stranger");
        _web.Answer("/list.crl", stranger.List());
        using var desk = Desk();
        Assert.False(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl }, Ct));
        Assert.False(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl }, Ct));
        Assert.Equal(1, _web.Times("/list.crl"));
        await using var command = _source.CreateCommand("select count(*) from exchange.revocation");
        Assert.Equal(0L, await command.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Who_is_down_is_followed_by_the_next_and_who_points_elsewhere_is_not_followed()
    {
        using var leaf = _issuer.Leaf("Leaf", _web["/list.crl"], _web["/responder"]);
        _web.Answer("/responder", [], 302);
        _web.Answer("/elsewhere", []);
        _web.Answer("/list.crl", _issuer.List());
        using var desk = Desk();
        Assert.True(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Either }, Ct));
        Assert.Equal(["/responder", "/list.crl"], _web.Asked);
    }

    [Fact]
    public async Task When_all_are_down_nothing_is_known_and_when_one_is_back_it_is()
    {
        using var leaf = _issuer.Leaf("Leaf", _web["/list.crl"], _web["/responder"]);
        using var desk = Desk();
        Assert.False(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Either }, Ct));
        Assert.Equal((RevocationState.Unknown, "/responder /list.crl"), (State(desk, leaf), string.Join(' ', _web.Asked)));
        _web.Answer("/list.crl", _issuer.List());
        for (var look = 0; look < 100 && !await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Either }, Ct); look++)
        {
            await Task.Delay(100, Ct);
        }

        Assert.Equal(RevocationState.Good, State(desk, leaf));
    }

    [Fact]
    public async Task Only_hosts_that_are_named_are_asked()
    {
        using var leaf = _issuer.Leaf("Leaf", _web["/list.crl"]);
        _web.Answer("/list.crl", _issuer.List());
        using var desk = Desk();
        Assert.False(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl, Hosts = ["lists.invalid"] }, Ct));
        Assert.Empty(_web.Asked);
        Assert.True(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl, Hosts = ["127.0.0.1"] }, Ct));
    }

    [Fact]
    public async Task Addresses_of_the_partner_s_data_take_the_place_of_the_certificate_s()
    {
        using var leaf = _issuer.Leaf("Leaf", _web["/list.crl"]);
        _web.Answer("/mirror.crl", _issuer.List());
        using var desk = Desk();
        Assert.True(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl, Crl = [_web["/mirror.crl"]] }, Ct));
        Assert.Equal(["/mirror.crl"], _web.Asked);
        Assert.Contains("no address", new RevocationTerms { Crl = ["file:///etc/passwd"] }.Fault(), StringComparison.Ordinal);
        Assert.Contains("no address", new RevocationTerms { Ocsp = ["http://user:secret@here/"] }.Fault(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_does_not_answer_holds_up_nobody_and_what_comes_late_is_there()
    {
        using var leaf = _issuer.Leaf("Leaf", _web["/list.crl"]);
        _web.IsHanging = true;
        using var desk = Desk(TimeSpan.FromSeconds(30));
        Assert.False(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl }, Ct));
        Assert.Equal(["/list.crl"], _web.Asked);
        Assert.False(await desk.LearnAsync(Open(leaf), new RevocationTerms { Ask = RevocationAsk.Crl }, Ct));
        Assert.Equal(["/list.crl"], _web.Asked);
    }

    private Verdict Open(System.Security.Cryptography.X509Certificates.X509Certificate2 leaf)
    {
        var path = Path(leaf);
        var known = RevocationDecision.Decide(path, RevocationKnowledge.From([path], [], Issuer.Now), Issuer.Now);
        return new Verdict(false, SignatureCodes.Revocation, leaf.Subject, leaf.SerialNumber, null, "") { Path = path, Revocation = known };
    }

    private TrustPath Path(System.Security.Cryptography.X509Certificates.X509Certificate2 leaf) => new([leaf.RawData, _issuer.Certificate.RawData], false, new RevocationPolicy(RevocationAsk.Either));

    private RevocationState State(RevocationDesk desk, System.Security.Cryptography.X509Certificates.X509Certificate2 leaf) =>
        RevocationDecision.Decide(Path(leaf), new RevocationKnowledge(desk.Book.Of, Issuer.Now), Issuer.Now).State;

    private RevocationDesk Desk(TimeSpan? longest = null) => new(
        new RevocationBook(), new RevocationClient(new ResiliencePipelineBuilder().AddTimeout(longest ?? TimeSpan.FromSeconds(5)).Build()),
        new RevocationStore(new DurableCommit(_source, TimeProvider.System, NullLogger.Instance), new Queries(_source), TimeProvider.System), NullLogger<RevocationDesk>.Instance);
}
