using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Gateway.Clearance;
using Xunit;

namespace Gateway.Tests.Clearance;

public sealed class When_events_are_folded
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 8, 0, 0, TimeSpan.FromHours(7));
    private static readonly EventType[] Types = Enum.GetValues<EventType>();

    private static Event At(double minutes, EventType type, params (string Key, string Value)[] attributes) => new(
        Id((long)(minutes * 1000) + ((long)type << 40)), type, Start.AddMinutes(minutes), Start.AddMinutes(minutes), "test",
        attributes.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value));

    private static Guid Id(long number) => new([.. BitConverter.GetBytes(number), 0x80, 0, 0, 0, 0, 0, 0, 1]);

    private static Board Fold(double now, params Event[] events) => Timeline.Fold(events, Start.AddMinutes(now));

    [Fact]
    public void The_whole_journey_reads_as_it_went()
    {
        var board = Fold(
            100, At(0, EventType.Received), At(1, EventType.Checked), At(2, EventType.PreRegistered), At(5, EventType.Registered),
            At(6, EventType.ChannelAssigned, ("channel", "green")), At(10, EventType.TaxAssessed), At(20, EventType.PaymentOrdered),
            At(30, EventType.PaymentConfirmed), At(31, EventType.ObligationSettled), At(40, EventType.Cleared));
        Assert.Equal((Status.Cleared, "green", true, false, true), (board.Status, board.Channel, board.Registered, board.Released, board.Cleared));
        Assert.Equal(
            [(Holder.Trader, 5), (Holder.Customs, 5), (Holder.Trader, 10), (Holder.Bank, 10), (Holder.Trader, 1), (Holder.Customs, 9), (Holder.Port, 60)],
            board.Custody.Select(span => (span.Holder, (int)span.Length.TotalMinutes)));
        Assert.Equal(TimeSpan.FromMinutes(14), board.HeldBy(Holder.Customs));
        Assert.Equal(TimeSpan.FromMinutes(100), board.Total);
    }

    /// <summary>Who holds a registered declaration after an event, and the word for it.</summary>
    public static TheoryData<EventType, Holder, string> After => new()
    {
        { EventType.ChannelAssigned, Holder.Customs, Status.ChannelAssigned },
        { EventType.DocumentsRequested, Holder.Trader, Status.DocumentsRequested },
        { EventType.DocumentsReceived, Holder.Customs, Status.DocumentCheck },
        { EventType.DossierComplete, Holder.Customs, Status.DocumentCheck },
        { EventType.DocumentCheckStarted, Holder.Customs, Status.DocumentCheck },
        { EventType.DocumentCheckFinished, Holder.Customs, Status.Registered },
        { EventType.GoodsPresented, Holder.Customs, Status.Inspection },
        { EventType.InspectionStarted, Holder.Customs, Status.Inspection },
        { EventType.AmendmentInstructed, Holder.Trader, Status.AmendmentInstructed },
        { EventType.Refused, Holder.Trader, Status.Refused },
        { EventType.PermitRequested, Holder.OtherAgency, Status.PermitAwaited },
        { EventType.TaxAssessed, Holder.Trader, Status.PaymentDue },
        { EventType.TaxReassessed, Holder.Trader, Status.PaymentDue },
        { EventType.PaymentOrdered, Holder.Bank, Status.PaymentOrdered },
        { EventType.BankDebited, Holder.Bank, Status.PaymentOrdered },
        { EventType.PaymentReversed, Holder.Trader, Status.PaymentDue },
        { EventType.ObligationSettled, Holder.Customs, Status.Settled },
        { EventType.Guaranteed, Holder.Customs, Status.Settled },
        { EventType.Released, Holder.Customs, Status.Released },
        { EventType.Cleared, Holder.Port, Status.Cleared },
        { EventType.Suspended, Holder.Customs, Status.Suspended },
        { EventType.ChannelDown, Holder.Outage, Status.Registered },
        { EventType.Rated, Holder.Customs, Status.Registered },
    };

    [Theory]
    [MemberData(nameof(After))]
    public void Custody_after_an_event_follows_the_table(EventType type, Holder holder, string status)
    {
        var board = Fold(10, At(0, EventType.Registered), At(1, type));
        Assert.Equal((holder, status), (board.Entries[^1].Holder, board.Status));
    }

    /// <summary>Matters in order of precedence.</summary>
    public static TheoryData<EventType, Holder, EventType> Precedence => new()
    {
        { EventType.ChannelDown, Holder.Outage, EventType.Suspended },
        { EventType.Suspended, Holder.Customs, EventType.PermitRequested },
        { EventType.InspectionStarted, Holder.Customs, EventType.PermitRequested },
        { EventType.PermitRequested, Holder.OtherAgency, EventType.PaymentOrdered },
        { EventType.PaymentOrdered, Holder.Bank, EventType.TaxAssessed },
        { EventType.DocumentsRequested, Holder.Trader, EventType.GateIn },
    };

    [Theory]
    [MemberData(nameof(Precedence))]
    public void The_first_open_matter_holds_the_time(EventType stronger, Holder holder, EventType weaker)
    {
        Assert.Equal(holder, Fold(9, At(0, EventType.Registered), At(1, stronger), At(2, weaker)).Entries[^1].Holder);
        Assert.Equal(holder, Fold(9, At(0, EventType.Registered), At(1, weaker), At(2, stronger)).Entries[^1].Holder);
    }

    [Fact]
    public void One_permit_granted_leaves_the_other_open()
    {
        var board = Fold(
            9, At(0, EventType.Registered), At(1, EventType.PermitRequested, ("permit", "a")), At(2, EventType.PermitRequested, ("permit", "b")),
            At(3, EventType.PermitGranted, ("permit", "a")));
        Assert.Equal(Holder.OtherAgency, board.Entries[^1].Holder);
    }

    [Fact]
    public void A_settlement_that_occurred_before_the_order_was_recorded_still_ends_the_banks_time()
    {
        var board = Fold(50, At(0, EventType.Registered), At(5, EventType.TaxAssessed), At(3, EventType.PaymentConfirmed), At(9, EventType.PaymentOrdered), At(10, EventType.ObligationSettled));
        Assert.Equal(Holder.Customs, board.Entries[^1].Holder);
    }

    [Theory]
    [InlineData(EventType.Cancelled, Status.Cancelled)]
    [InlineData(EventType.Withdrawn, Status.Withdrawn)]
    [InlineData(EventType.Returned, Status.Returned)]
    public void The_clock_ends_with_the_case(EventType type, string status)
    {
        var board = Fold(1000, At(0, EventType.Registered), At(7, type), At(9, EventType.Rated));
        Assert.Equal((status, TimeSpan.FromMinutes(7), 3), (board.Status, board.Total, board.Entries.Count));
    }

    [Fact]
    public void Goods_that_left_before_formalities_ended_do_not_end_the_case()
    {
        Assert.Null(Fold(9, At(0, EventType.Registered), At(1, EventType.Released), At(2, EventType.GateOut)).EndedAt);
        var board = Fold(9, At(0, EventType.Registered), At(1, EventType.Released), At(2, EventType.GateOut), At(3, EventType.Cleared));
        Assert.Equal((Start.AddMinutes(3), Status.Passed), (board.EndedAt, board.Status));
    }

    [Fact]
    public void A_clock_ahead_of_ours_takes_no_time()
    {
        var board = Fold(5, At(0, EventType.Registered), At(30, EventType.Cleared));
        Assert.Equal((Status.Cleared, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(5)), (board.Status, board.Total, board.HeldBy(Holder.Customs)));
    }

    [Fact]
    public void Without_events_there_is_nothing_to_show()
    {
        var board = Fold(5);
        Assert.Equal((Status.None, TimeSpan.Zero, 0), (board.Status, board.Total, board.Custody.Count));
    }

    [Fact]
    public void An_event_counts_once()
    {
        Event[] events = [At(0, EventType.Registered), At(1, EventType.PermitRequested), At(2, EventType.PermitGranted)];
        Assert.Equivalent(Fold(9, events), Fold(9, [.. events, .. events]), strict: true);
    }

    [Fact]
    public void Events_of_one_instant_are_taken_in_the_order_of_life()
    {
        var settled = At(1, EventType.ObligationSettled);
        var debited = At(1, EventType.BankDebited) with { Id = Guid.AllBitsSet };
        Assert.Equal(Holder.Customs, Fold(9, At(0, EventType.Registered), settled, debited).Entries[^1].Holder);
    }

    [Fact]
    public void Custody_divides_all_time_whatever_happens_and_in_whatever_order_it_is_told()
    {
        var random = new Random(20261123);
        for (var round = 0; round < 10_000; round++)
        {
            var events = Enumerable.Range(0, random.Next(1, 14)).Select(index => Random(random, index)).ToArray();
            var now = Start.AddMinutes(random.Next(-5, 400));
            var board = Timeline.Fold(events, now);
            AssertPartition(board, events, now);
            random.Shuffle(events);
            var again = Timeline.Fold(events.Concat(events.Take(3)), now);
            Assert.Equal((board.Status, board.Channel, board.Total, board.EndedAt), (again.Status, again.Channel, again.Total, again.EndedAt));
            Assert.True(board.Custody.SequenceEqual(again.Custody));
            Assert.True(board.Entries.SequenceEqual(again.Entries));
        }
    }

    private static Event Random(Random random, int index)
    {
        var occurred = Start.AddMinutes(random.Next(0, 300));
        var attributes = ImmutableSortedDictionary<string, string>.Empty;
        attributes = random.Next(3) == 0 ? attributes.Add("permit", $"{random.Next(2)}").Add("channel", "red") : attributes;
        return new Event(Id(random.Next(5) == 0 ? index : random.NextInt64()), Types[random.Next(Types.Length)], occurred, occurred.AddMinutes(random.Next(60)), "test", attributes);
    }

    private static void AssertPartition(Board board, Event[] events, DateTimeOffset now)
    {
        var first = events.Min(item => item.OccurredAt);
        var end = board.EndedAt is { } ended && ended < now ? ended : now;
        var total = first < end ? end - first : TimeSpan.Zero;
        Assert.Equal(total, board.Total);
        Assert.Equal(total, board.Custody.Aggregate(TimeSpan.Zero, (sum, span) => sum + span.Length));
        Assert.Equal(total, Enum.GetValues<Holder>().Aggregate(TimeSpan.Zero, (sum, holder) => sum + board.HeldBy(holder)));
        for (var i = 0; i < board.Custody.Count; i++)
        {
            Assert.True(board.Custody[i].Length > TimeSpan.Zero);
            Assert.Equal(i == 0 ? first : board.Custody[i - 1].To, board.Custody[i].From);
            Assert.True(i == 0 || board.Custody[i - 1].Holder != board.Custody[i].Holder);
        }
    }

    /// <summary>
    /// The database keeps the bytes of a case that something opened again; it has its own list of what does. An outage is nobody's case, and
    /// what it does not know to close only keeps them longer.
    /// </summary>
    [Fact]
    public void What_opens_a_case_again_is_the_same_in_the_database()
    {
        var sql = File.ReadAllText(Directory.EnumerateFiles(Path.Combine(Samples.Repository.Root, "src", "Gateway.Host", "Database", "Migrations"), "*.sql")
            .Order(StringComparer.Ordinal).Last(file => File.ReadAllText(file).Contains("function audit.standing(", StringComparison.Ordinal)));
        var (ended, opened, closed) = (Listed(sql, "ended"), Listed(sql, "opened"), Listed(sql, "closed"));
        var opens = Types.Where(type => type != EventType.ChannelDown && Fold(9, At(0, EventType.Cleared), At(1, type)).Custody[^1].Holder != Holder.Port).ToHashSet();
        Assert.Equal(opens.Order(), opened.Order());
        Assert.Equal([EventType.Cancelled, EventType.Returned, EventType.Withdrawn, EventType.Cleared], ended.OrderBy(type => type.ToString(), StringComparer.Ordinal).OrderBy(type => type == EventType.Cleared));
        Assert.Equal([], closed.Except(ended).Where(type => !opens.Any(open => Fold(9, At(0, EventType.Cleared), At(1, open), At(2, type)).Custody[^1].Holder == Holder.Port)));
        Assert.Equal([], opened.Intersect(closed));
    }

    private static EventType[] Listed(string sql, string name) =>
        [.. Regex.Match(sql, $@"v\.type in \(([^)]*)\)\)?(, false\))? as {name}\b").Groups[1].Value.Split(',').Select(word => Enum.Parse<EventType>(word.Trim().Trim('\'')))];
}
