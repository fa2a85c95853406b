using System.Security.Cryptography;
using System.Text;
using Gateway.Evidence;
using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Tests.Database;
using Gateway.Host.Tests.Signatures;

namespace Gateway.Host.Tests.Evidence;

/// <summary>A declaration that came to its end long ago, wholly paid, with the messages it was made of; and a plan under which they may go.</summary>
public sealed class RestedCase : IAsyncDisposable
{
    public const string Enterprise = "an-enterprise";
    public const string Number = "10000000001";

    /// <summary>When everything happened.</summary>
    public static readonly DateTimeOffset Old = Rows.At.AddDays(-400);

    public static readonly RetentionPlan Plan = PlanOf(
        """
        {"format":"gateway-retention/1","classes":[
          {"class":"customs","days":365,"unconfirmed":false,"basis":"a test","messages":[{"message":"a/customs"}]},
          {"class":"files","days":100,"unconfirmed":true,"basis":"nobody knows","messages":[{"channel":"rest"}]}]}
        """);

    private static int _ids;

    private RestedCase(Chained chained) => (Chained, Purging) = (chained, new Purging(chained.Commit, chained.Queries, TimeProvider.System));

    public Chained Chained { get; }

    public Purging Purging { get; }

    public Guid Declaration { get; } = Id();

    /// <summary>The message of the customs everything hangs on.</summary>
    public Guid Message { get; private set; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static RetentionPlan PlanOf(string json)
    {
        var faults = new List<Finding>();
        var plan = RetentionPlan.Parse(Encoding.UTF8.GetBytes(json), faults);
        Assert.Empty(faults);
        return plan!;
    }

    public static async Task<RestedCase> StartAsync(TestDatabase server, DevelopmentSet certificates)
    {
        var rested = new RestedCase(await Chained.StartAsync(server, certificates));
        await rested.Chained.DoAsync(work => work.ScalarAsync<int>("select database.ensure_partitions($1, 1)", Old));
        rested.Message = await rested.MessageAsync("a registration", rested.Declaration);
        await rested.DeclareAsync(rested.Declaration, rested.Message);
        await rested.SealAsync();
        return rested;
    }

    /// <summary>An id of that time, later than the one before it.</summary>
    public static Guid Id() => Rows.Id(Old.AddMilliseconds(Interlocked.Increment(ref _ids)));

    public ValueTask DisposeAsync() => Chained.DisposeAsync();

    /// <summary>A message of the class <c>customs</c>; inside of a signed call, or (empty) such a call itself.</summary>
    public Task<Guid> MessageAsync(string text, Guid? declaration = null, string message = "a/customs/import/1:REG", string partner = "customs", bool encrypted = false, DateTimeOffset? at = null, Guid? around = null) => Chained.DoAsync(async work =>
    {
        var (id, bytes) = (Rows.Id(at ?? Old), Encoding.UTF8.GetBytes(text));
        await work.ExecuteAsync(
            """
            insert into exchange.envelope (id, direction, partner, channel, message, declaration, correlation, content_type, bytes, sealed, length, sha256, recorded_at)
            values ($1, 'in', $2, 'soap', $3, $4, $10, 'text/plain', $5, $6, $7, $8, $9)
            """, id, partner, message, declaration, encrypted ? SHA512.HashData(bytes) : bytes, encrypted, bytes.LongLength, SHA256.HashData(bytes), at ?? Old, around == Guid.Empty ? $"in-{id:N}" : around is { } call ? $"in-{call:N}" : "c");
        return id;
    });

    /// <summary>Does as the application; the text's $1 is the message, $2 its declaration, $3 when everything happened, $4 an id of its own.</summary>
    public Task DoAsync(string sql) => Chained.DoAsync(work => work.ExecuteAsync(
        $"with given(message, declaration, at, id) as (select $1::uuid, $2::uuid, $3::timestamptz, $4::uuid) {sql}", Message, Declaration, Old, Id()));

    public Task SealAsync() => Chained.Sealer.RunAsync(Ct);

    public Task<PurgeReport> PurgeAsync() => Purging.RunAsync(Plan, "a test", Ct);

    /// <summary>Calls the database's function for these, whatever they are.</summary>
    public Task<int> TakeAsync(params Guid[] messages) => Chained.DoAsync(async work =>
        (await RetentionStore.PurgeAsync(work, Rows.Id(TimeProvider.System.GetUtcNow()), Plan, new PurgeWish("customs", messages, "a test"), TimeProvider.System.GetUtcNow())).Messages);

    public Task<int> KeptAsync(Guid message) => Chained.Queries.FirstAsync("select octet_length(bytes) from exchange.envelope where id = $1", row => row.GetInt32(0), Ct, message);

    public async Task<Candidate?> CandidateAsync(Guid message) =>
        (await RetentionStore.AfterAsync(Chained.Queries, Guid.Empty, TimeProvider.System.GetUtcNow(), 1_000, Ct)).Find(one => one.Id == message);

    /// <summary>A payment of which all goes to an obligation, or to nobody.</summary>
    public Task PaidAsync(Guid envelope, Guid? obligation, long amount) => Chained.DoAsync(async work =>
    {
        var (payment, journal) = (Id(), await work.JournalAsync(amount, -amount));
        await work.ExecuteAsync(
            """
            insert into payments.payment (id, bank, transaction_id, acceptance, payer, amount, currency, occurred_on, business_day, received_at, envelope, document)
            values ($1, 'bank', $2, 'a', '0100', $3, 'VND', $4, $4, $5, $6, '{}')
            """, payment, payment.ToString(), amount, DateOnly.FromDateTime(Old.UtcDateTime), Old, envelope);
        await work.ExecuteAsync(
            """
            insert into reconciliation.match (id, payment, obligation, disposition, amount, rule, rule_version, reason, evidence, journal, at)
            values ($1, $2, $3, $4, $5, 'P1', '1', 'R1', '{}', $6, $7)
            """, Id(), payment, obligation, obligation is null ? "overpaid" : "allocated", amount, journal, Old);
    });

    private async Task DeclareAsync(Guid declaration, Guid message)
    {
        var obligation = Id();
        await Chained.DoAsync(async work =>
        {
            await work.ExecuteAsync(
                """
                insert into declarations.declaration (id, enterprise, reference, direction, procedure, correlation, envelope, created_at)
                values ($1, $2, 'REF-1', 'IM', 'p/1', $3, $4, $5)
                """, declaration, Enterprise, declaration.ToString(), message, Old);
            await work.ExecuteAsync("insert into declarations.number (base, declaration, at) values ($1, $2, $3)", Number, declaration, Old);
            await work.ExecuteAsync(
                """
                insert into taxes.obligation (id, declaration, number, statement, tax_item, amount, currency, payer, envelope, opened_at)
                values ($1, $2, '10000000001', 's', '1901', 500, 'VND', '0100', $3, $4)
                """, obligation, declaration, message, Old);
            foreach (var type in new[] { "Received", "Registered", "TaxAssessed", "PaymentConfirmed", "Cleared" })
            {
                var id = Id();
                await work.ExecuteAsync("insert into clearance.event (id, declaration, type, occurred_at, recorded_at, source, envelope) values ($1, $2, $3, $4, $4, 'customs', $5)", id, declaration, type, Old, message);
                await work.ExecuteAsync("insert into clearance.once (declaration, type, event) values ($1, $2, $3)", declaration, type, id);
            }
        });
        await PaidAsync(message, obligation, 500);
    }
}
