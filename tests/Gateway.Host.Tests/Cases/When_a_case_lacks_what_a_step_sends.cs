using Gateway.Host.Cases;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Serving;
using Gateway.Host.Signatures;
using Gateway.Host.Tests.Database;
using Gateway.Host.Verbs;
using Microsoft.Extensions.DependencyInjection;

namespace Gateway.Host.Tests.Cases;

/// <summary>The steps of a procedure against a case that holds nothing but itself, inside the host's own parts.</summary>
public sealed class When_a_case_lacks_what_a_step_sends : IClassFixture<FreshDatabase>, IDisposable
{
    private readonly FreshDatabase _database;
    private readonly TestFolder _folder = new();
    private readonly ServiceProvider _parts;

    public When_a_case_lacks_what_a_step_sends(FreshDatabase database)
    {
        _database = database;
        var options = new GatewayOptions { Root = GatewayRig.Root, Data = _folder.Path };
        DevelopmentCertificates.Ensure(options.CertificatesFolder, TimeProvider.System);
        var services = new ServiceCollection();
        services.AddLogging();
        Registration.Add(services, options, CatalogueFolder.Read(GatewayRig.Root), database.Source);
        _parts = services.BuildServiceProvider();
    }

    private CaseFile File => _parts.GetRequiredService<CaseFile>();

    private AsidePages Aside => _parts.GetRequiredService<AsidePages>();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _parts.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_order_when_nothing_is_owed_is_no_failure_and_the_step_stays_open()
    {
        var row = await DeclarationAsync(document: true);
        await HappenedAsync(row, EventType.TaxAssessed);
        Assert.Equal((0L, 0L), await CountsAsync(row));
    }

    [Theory]
    [InlineData(true, EventType.ObligationSettled, "confirm", "none was ever assessed")]
    [InlineData(false, EventType.PreRegistered, "register", "the case holds no declaration")]
    [InlineData(false, EventType.TaxAssessed, "order", "the case holds no declaration")]
    public async Task What_the_case_does_not_hold_is_said_and_what_happened_stays(bool document, EventType happened, string step, string why)
    {
        var row = await DeclarationAsync(document);
        await HappenedAsync(row, happened);
        var aside = await OnlyAsync(row);
        Assert.Equal((step, "EXC-NO-DOCUMENT", row.Correlation), (aside.Step, aside.Code, aside.Correlation));
        Assert.Contains(why, aside.Reason, StringComparison.Ordinal);
        Assert.Equal((0L, 1L), await CountsAsync(row));
        Assert.Equal(1, await _database.Source.ScalarAsync<long>(Ct, "select count(*) from clearance.event where declaration = $1", row.Id));
    }

    [Fact]
    public async Task A_message_nobody_speaks_is_said()
    {
        var row = await DeclarationAsync(document: true);
        await HappenedAsync(row, EventType.PreRegistered);
        Assert.Equal("EXC-NOBODY-SPEAKS", (await OnlyAsync(row)).Code);
    }

    [Fact]
    public async Task The_event_that_comes_again_tries_again_under_the_same_id_even_after_the_step_was_dropped()
    {
        var row = await DeclarationAsync(document: false);
        await HappenedAsync(row, EventType.TaxAssessed);
        var first = await OnlyAsync(row);
        await HappenedAsync(row, EventType.TaxAssessed);
        Assert.Equal((first.Id, 2), await OnlyAsync(row) is var second ? (second.Id, second.Round) : default);

        var desk = new AsideDesk(_database.Commit, Aside, TimeProvider.System);
        Assert.True((await desk.DropAsync(first.Id, "somebody", "not wanted", Ct)).Holds);
        await HappenedAsync(row, EventType.TaxAssessed);

        Assert.Equal((first.Id, 3), await OnlyAsync(row) is var third ? (third.Id, third.Round) : default);
        Assert.Equal(["retry gateway", "drop somebody", ""], (await Aside.FindAsync(first.Id, Ct))!.Rounds.Select(round => $"{round.Decided?.Decision} {round.Decided?.Who}".Trim()));
    }

    [Fact]
    public async Task A_step_the_procedure_no_longer_has_is_set_aside_again_and_one_put_back_by_two_at_once_is_queued_once()
    {
        var row = await DeclarationAsync(document: true);
        var failure = new StepFailure(Rows.Id(), row.Id, "of-old", "none/such/1:X", Rows.Id());
        await InCaseAsync(row, async @case =>
        {
            await StepStore.FailAsync(@case, failure);
            await EnvelopeStore.DeadLetterAsync(@case.Work, failure.Id, "EXC-CANNOT-WRITE", "planted", @case.Now, row.Id);
        });
        var desk = new AsideDesk(_database.Commit, Aside, TimeProvider.System);
        var rulings = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => desk.RetryAsync(failure.Id, "somebody", "", Ct)));
        Assert.All(rulings, ruling => Assert.True(ruling.Holds));
        Assert.Single(rulings, ruling => ruling.Code.Length == 0);
        Assert.Equal(1, await _database.Source.ScalarAsync<long>(Ct, "select count(*) from exchange.inbox where envelope = $1 and round = 2", failure.Id));

        var head = new LaneHead(failure.Id, "step", 0, false, 2);
        await _parts.GetRequiredService<InboxDesk>().HandleAsync(head, Ct);
        await _parts.GetRequiredService<InboxDesk>().HandleAsync(head, Ct); // as after a kill whose commit had come through

        Assert.Equal(("EXC-NO-STEP", 2), await OnlyAsync(row) is var aside ? (aside.Code, aside.Round) : default);
        Assert.Equal(0, await _database.Source.ScalarAsync<long>(Ct, "select count(*) from exchange.inbox where envelope = $1", failure.Id));
    }

    private async Task<DeclarationRow> DeclarationAsync(bool document)
    {
        var id = Rows.Id();
        var row = new DeclarationRow(id, "enterprise", id.ToString("N"), "IM", "vn/import/1", $"dec-{id:N}", TimeProvider.System.GetUtcNow(), null);
        await _database.Commit.RunAsync($"declare:{id:N}", async work =>
        {
            Assert.True(await DeclarationStore.InsertAsync(work, row, Rows.Id()));
            return "";
        }, Ct);
        if (document)
        {
            await InCaseAsync(row, @case => DeclarationStore.KeepAsync(@case, new Tree("declaration").With("reference", row.Reference)));
        }

        return row;
    }

    private Task HappenedAsync(DeclarationRow row, EventType type) => InCaseAsync(row, @case => File.RecordAsync(@case, [File.Happened(@case, type)]));

    private Task InCaseAsync(DeclarationRow row, Func<Case, Task> act) => _database.Commit.RunAsync($"test:{Rows.Id():N}", async work =>
    {
        await act(File.Open(work, row, Rows.Id()));
        return "";
    }, Ct);

    private async Task<AsideView> OnlyAsync(DeclarationRow row) => Assert.Single(await Aside.ListAsync(new AsideFilter(), Ct), aside => aside.Declaration == row.Id);

    private async Task<(long Taken, long Failed)> CountsAsync(DeclarationRow row) => (
        await _database.Source.ScalarAsync<long>(Ct, "select count(*) from clearance.step where declaration = $1", row.Id),
        await _database.Source.ScalarAsync<long>(Ct, "select count(*) from clearance.step_failure where declaration = $1", row.Id));
}
