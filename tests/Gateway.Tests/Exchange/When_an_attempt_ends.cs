using Gateway.Exchange;
using Xunit;

namespace Gateway.Tests.Exchange;

public sealed class When_an_attempt_ends
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_accepted_message_is_done() => Assert.IsType<Next.Done>(Attempts.After(1, Outcome.Accepted, OnUnknown.Resend, Now));

    [Fact]
    public void A_refused_message_is_a_dead_letter() =>
        Assert.Equal(new Next.DeadLetter("EXC-REFUSED"), Attempts.After(1, Outcome.Refused, OnUnknown.Resend, Now));

    [Fact]
    public void Nobody_knowing_resends_or_asks_as_the_partner_wants()
    {
        Assert.Equal(new Next.Again(Now.AddSeconds(1)), Attempts.After(1, Outcome.Unknown, OnUnknown.Resend, Now));
        Assert.Equal(new Next.Ask(Now.AddSeconds(1)), Attempts.After(1, Outcome.Unknown, OnUnknown.Query, Now));
        Assert.Equal(new Next.Again(Now.AddSeconds(1)), Attempts.After(1, Outcome.Retry, OnUnknown.Query, Now));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 5)]
    [InlineData(4, 15)]
    [InlineData(5, 60)]
    [InlineData(6, 120)]
    [InlineData(7, 300)]
    [InlineData(999, 300)]
    public void The_pause_grows_to_five_minutes(int attempts, int seconds) =>
        Assert.Equal(new Next.Again(Now.AddSeconds(seconds)), Attempts.After(attempts, Outcome.Retry, OnUnknown.Resend, Now));

    [Fact]
    public void Attempts_are_bounded_in_number_and_age()
    {
        Assert.Equal(new Next.DeadLetter("EXC-ATTEMPTS"), Attempts.After(Attempts.Limit, Outcome.Retry, OnUnknown.Resend, Now));
        Assert.Equal(new Next.DeadLetter("EXC-AGE"), Attempts.After(9, Outcome.Unknown, OnUnknown.Query, Now, Now - Attempts.MaxAge));
    }

    [Fact]
    public void A_partner_silent_for_a_day_is_still_tried()
    {
        var (at, attempts) = (Now, 0);
        while (at < Now.AddDays(1))
        {
            at = Assert.IsType<Next.Again>(Attempts.After(++attempts, Outcome.Retry, OnUnknown.Resend, at, Now)).At;
        }

        Assert.InRange(attempts, 288, Attempts.Limit);
    }

    [Fact]
    public void The_same_reference_is_a_repeat_only_with_the_same_body()
    {
        Assert.Equal(Repeat.First, Identity.Compare(null, [1, 2]));
        Assert.Equal(Repeat.SameBody, Identity.Compare([1, 2], [1, 2]));
        Assert.Equal(Repeat.OtherBody, Identity.Compare([1, 2], [1, 3]));
    }

    [Fact]
    public void Lanes_are_told_apart_by_partner_and_matter()
    {
        var id = new Guid("018f0000-0000-7000-8000-000000000001");
        Assert.Equal("customs/declaration/018f0000-0000-7000-8000-000000000001", Lane.Of("customs", id).ToString());
        Assert.Equal(Lane.OfOrder("bank", "RF1"), Lane.OfOrder("bank", "RF1"));
        Assert.NotEqual(Lane.OfOrder("bank", "RF1"), Lane.OfOrder("other", "RF1"));
    }
}
