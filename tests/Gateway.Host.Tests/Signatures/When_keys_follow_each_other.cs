using Gateway.Host.Partners;
using Gateway.Host.Signatures;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

public sealed class When_keys_follow_each_other
{
    private static readonly DateTimeOffset Year = new(2027, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(-30, "old Signing, new Planned", "old")]
    [InlineData(-10, "old Signing, new Published", "old new")]
    [InlineData(0, "old Accepted, new Signing", "old new")]
    [InlineData(29, "old Accepted, new Signing", "old new")]
    [InlineData(30, "old Retired, new Signing", "new")]
    public void The_new_one_is_published_accepted_beside_the_old_switched_to_and_the_old_one_retired(int day, string states, string accepted)
    {
        var plan = Rollover();
        var at = Year.AddDays(day);
        Assert.Empty(plan.Check(at));
        Assert.Equal(states, string.Join(", ", plan.Terms.Select(term => $"{term.Planned.Key} {plan.State(term, at)}")));
        Assert.Equal(accepted, string.Join(' ', plan.Accepted(at).Select(term => term.Planned.Key)));
        Assert.Single(plan.Terms, term => plan.State(term, at) == KeyState.Signing);
        Assert.Equal(Year.AddDays(365), plan.Covered(at));
    }

    [Theory]
    [InlineData("old..10 | new 15..", "KEY-PLAN-GAP", "from 2027-01-11T00:00Z until 2027-01-16T00:00Z")]
    [InlineData("old | new 20.. valid 25", "KEY-PLAN-GAP", "from 2027-01-21T00:00Z until 2027-01-26T00:00Z")]
    [InlineData("old..400 | new 395..", "KEY-PLAN-OVERLAP", "2028-01-31")]
    [InlineData("old | new", "KEY-PLAN-TWICE", "never sign")]
    [InlineData("old | new 20..10", "KEY-PLAN-ORDER", "order")]
    [InlineData("old | new 20.. published 30", "KEY-PLAN-ORDER", "order")]
    [InlineData("old | new 20.. published 20", "KEY-PLAN-OVERLAP", "both are accepted")]
    [InlineData("old retired 20 | new 20..", "KEY-PLAN-OVERLAP", "both are accepted")]
    [InlineData("old..20 retired 10", "KEY-PLAN-ORDER", "order")]
    public void A_plan_that_leaves_somebody_without_a_key_is_refused(string plan, string code, string said) =>
        Assert.Contains(Plan(plan).Check(Year), finding => finding.Code == code && finding.Message.Contains(said, StringComparison.Ordinal) && finding.Message.Contains("role sign", StringComparison.Ordinal));

    [Theory]
    [InlineData("old")]
    [InlineData("old | new 20..")]
    [InlineData("old..20 | new 20..")]
    [InlineData("old..30 retired 40 | new 20.. published 5 | third 50..")]
    public void A_plan_without_gaps_is_taken(string plan) => Assert.Empty(Plan(plan).Check(Year));

    [Fact]
    public void What_is_past_is_not_judged() => Assert.Empty(Plan("old..10 | new 15..").Check(Year.AddDays(16)));

    [Fact]
    public void The_key_that_began_last_signs_even_when_only_an_older_one_is_valid()
    {
        var plan = new KeyPlan("sign", [Term("old", 0, 365, null, null), Term("new", 0, 20, 10, null)]);
        Assert.Equal("new", plan.Signing(Year.AddDays(25))!.Planned.Key);
        Assert.Equal(Year.AddDays(20), plan.Covered(Year));
        Assert.Equal(Year.AddDays(25), plan.Covered(Year.AddDays(25)));
    }

    [Theory]
    [InlineData(-1, "bank")]
    [InlineData(0, "bank bank-new")]
    [InlineData(13, "bank bank-new")]
    [InlineData(14, "bank-new")]
    public void A_partner_s_old_and_new_certificate_are_both_accepted_in_the_overlap(int day, string accepted)
    {
        var partner = new Partner
        {
            Id = "bank", Certificate = "ignored",
            Certificates = [new() { Certificate = "bank", Until = Year.AddDays(14) }, new() { Certificate = "bank-new", From = Year }],
        };
        Assert.Equal(accepted, string.Join(' ', partner.Accepted(Year.AddDays(day))));
    }

    [Fact]
    public void A_time_in_which_a_partner_could_not_sign_is_refused()
    {
        (AcceptedCertificate, DateTimeOffset, DateTimeOffset) Of(int? from, int? until) =>
            (new() { Certificate = "c", From = from is { } f ? Year.AddDays(f) : null, Until = until is { } u ? Year.AddDays(u) : null }, Year.AddDays(-100), Year.AddDays(365));
        Assert.Contains("from 2027-01-06T00:00Z until 2027-01-11T00:00Z", AcceptedCertificates.Check("bank", [Of(null, 5), Of(10, null)], Year)!.Message, StringComparison.Ordinal);
        Assert.Null(AcceptedCertificates.Check("bank", [Of(null, 5), Of(5, null)], Year));
        Assert.Null(AcceptedCertificates.Check("bank", [Of(null, 5), Of(10, null)], Year.AddDays(10)));
        Assert.Equal(Year.AddDays(365), AcceptedCertificates.Covered([Of(3, null), Of(null, 5)], Year));
    }

    [Theory]
    [InlineData("sign/nobody")]
    [InlineData("signs")]
    public void Keys_for_a_role_that_does_not_exist_are_refused(string role) => Assert.Contains(role, Assert.Throws<InvalidDataException>(
        () => new PartnerBook(new PartnerFile { Keys = new Dictionary<string, IReadOnlyList<PlannedKey>> { [role] = [] } })).Message, StringComparison.Ordinal);

    private static KeyPlan Rollover() => new("sign", [
        Term("new", -40, 365, 0, null, publish: -20),
        new KeyTerm(new PlannedKey { Key = "old", Retire = Year.AddDays(30) }, Year.AddDays(-300), Year.AddDays(60))]);

    // "KEY FROM..UNTIL published DAY retired DAY | ...": days of 2027, certificates valid for the year.
    private static KeyPlan Plan(string text) => new("sign", text.Split(" | ").Select(Read));

    private static KeyTerm Read(string text)
    {
        int? After(string word) => text.Contains(word, StringComparison.Ordinal) ? int.Parse(text[(text.IndexOf(word, StringComparison.Ordinal) + word.Length)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture) : null;
        var words = text.Split(' ');
        var (name, span) = words[0].Contains("..", StringComparison.Ordinal) ? (words[0].Split("..")[0], words[0][words[0].IndexOf("..", StringComparison.Ordinal)..]) : (words[0], words.Skip(1).FirstOrDefault(word => word.Contains("..", StringComparison.Ordinal)) ?? "");
        int? Part(int at) => span.Split("..").ElementAtOrDefault(at) is { Length: > 0 } part ? int.Parse(part, System.Globalization.CultureInfo.InvariantCulture) : null;
        return Term(name, After("valid ") ?? -300, 365, Part(0), Part(1), After("published "), After("retired "));
    }

    private static KeyTerm Term(string name, int notBefore, int notAfter, int? from, int? until, int? publish = null, int? retire = null)
    {
        static DateTimeOffset? At(int? day) => day is { } one ? Year.AddDays(one) : null;
        return new KeyTerm(new PlannedKey { Key = name, From = At(from), Until = At(until), Publish = At(publish), Retire = At(retire) }, Year.AddDays(notBefore), Year.AddDays(notAfter));
    }
}
