using Gateway.Payments;
using Xunit;

namespace Gateway.Tests.Payments;

public sealed class When_a_bank_day_ends
{
    private const string Zone = "Asia/Ho_Chi_Minh";
    private static readonly TimeOnly Cutoff = new(16, 0);

    [Theory]
    [InlineData("2026-11-23T15:59:59+07:00", 23)]
    [InlineData("2026-11-23T16:00:00+07:00", 24)]
    [InlineData("2026-11-23T00:00:00+07:00", 23)]
    [InlineData("2026-11-23T08:59:59Z", 23)]
    [InlineData("2026-11-23T09:00:00Z", 24)]
    [InlineData("2026-11-22T17:30:00Z", 23)]
    public void The_cut_off_itself_belongs_to_the_next_day(string instant, int day) =>
        Assert.Equal(new DateOnly(2026, 11, day), BusinessDay.Of(DateTimeOffset.Parse(instant, System.Globalization.CultureInfo.InvariantCulture), Cutoff, Zone));

    [Fact]
    public void The_year_turns_with_the_day() =>
        Assert.Equal(new DateOnly(2027, 1, 1), BusinessDay.Of(new DateTimeOffset(2026, 12, 31, 16, 0, 0, TimeSpan.FromHours(7)), Cutoff, Zone));

    [Fact]
    public void A_zone_nobody_knows_is_refused() =>
        Assert.Throws<TimeZoneNotFoundException>(() => BusinessDay.Of(default, Cutoff, "Asia/Nowhere"));
}
