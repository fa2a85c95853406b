using System.Text;
using System.Text.Json.Nodes;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Host.Tests.Signatures;
using Gateway.Signatures;
using Microsoft.Extensions.Logging;

namespace Gateway.Host.Tests.Exchange;

/// <summary>A gateway whose bank signs its calls, and both engines have to agree on what it signs.</summary>
public sealed class TwofoldGateway : IAsyncLifetime
{
    public SharedGateway Gateway { get; } = new();

    public async ValueTask InitializeAsync() => await Gateway.StartAsync(Add);

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();

    private static void Add(JsonArray partners)
    {
        var bank = partners.Single(partner => (string?)partner!["id"] == "bank")!;
        (bank["soapSecurity"], bank["engine"]) = ("generic/soap-body", "both");
    }
}

/// <summary>What both accept is taken and answered; what only one of them accepts is refused, kept, and cried out about.</summary>
public sealed class When_a_partner_wants_two_engines : IClassFixture<TwofoldGateway>, IDisposable
{
    private readonly SharedGateway _gateway;
    private readonly SoapCaller _bank;
    private readonly Records _evidence;
    private readonly BankPaper _paper;

    public When_a_partner_wants_two_engines(TwofoldGateway twofold)
    {
        _gateway = twofold.Gateway;
        (_bank, _evidence, _paper) = (new SoapCaller(_gateway), new Records(_gateway), new BankPaper(_gateway));
    }

    private static SignatureProfile Profile => Profiles.Of("generic/soap-body") with { Fresh = true };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose() => _bank.Dispose();

    [Fact]
    public async Task What_both_accept_is_taken_and_answered()
    {
        var call = Signed(out var transaction);
        var answer = _paper.Read((await _bank.PostAsync("/soap/payment", call)).Result("WSProcess"));
        Assert.Equal(("200", transaction, "0"), (answer.Type, answer.RequestId, answer.Error));
        var kept = await _evidence.OfAsync(call);
        Assert.Equal((SignatureCodes.Valid, (string?)null), (kept.Verdict, kept.Aside));
    }

    // SignedXml hands xml:lang of the envelope down to the body, which exclusive form does not: the same call without it is good, and so is this one to us.
    [Fact]
    public async Task What_only_one_accepts_is_refused_and_cried_out_about_until_it_is_decided_on()
    {
        var call = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Signed(out _)).Replace("<soap:Envelope ", "<soap:Envelope xml:lang=\"vi\" ", StringComparison.Ordinal));
        Assert.Equal(SignatureCodes.Valid, XmlSignatures.Verify(call, Profile, _gateway.Certificates.Trust("bank"), TimeProvider.System.GetUtcNow()).Code);
        var before = await _evidence.BusinessAsync();
        Assert.True((await _bank.PostAsync("/soap/payment", call)).IsFault);
        var kept = await _evidence.OfAsync(call);
        Assert.Equal((SignatureCodes.Engines, SignatureCodes.Engines), (kept.Aside, kept.Verdict));
        Assert.Equal(before, await _evidence.BusinessAsync());

        var log = new Lines();
        var alarm = new EngineAlarm(new Queries(_gateway.Database), TimeProvider.System, log);
        Assert.Equal(1, (await alarm.LookAsync(Ct))["bank"]);
        Assert.StartsWith("3104 Critical signatures: the engines do not agree on 1 messages of bank", Assert.Single(log.Written), StringComparison.Ordinal);
        await _evidence.CountAsync("with dropped as (insert into exchange.resolution (envelope, round, decision, who, why, at) values ($1, 1, 'drop', 'a test', 'looked at', now()) returning 1) select count(*) from dropped", kept.Id);
        Assert.Empty(await alarm.LookAsync(Ct));
    }

    private byte[] Signed(out string transaction) => XmlSignatures.Sign(
        SoapCaller.Envelope("WSProcess", SoapCaller.Soap11, ("publicKey", ""), ("msg", _paper.Sign(BankPaper.Payment(out transaction, "16666666666")))),
        Profile, SigningKey.Of(_gateway.Certificates.Key("bank")), TimeProvider.System.GetUtcNow());

    private sealed class Lines : ILogger<EngineAlarm>
    {
        public List<string> Written { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Add($"{eventId.Id} {logLevel} {formatter(state, exception)}");
    }
}
