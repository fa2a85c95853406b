using Gateway.Declarations;
using Xunit;

namespace Gateway.Tests.Declarations;

public sealed class When_codes_are_looked_up
{
    [Fact]
    public void There_are_as_many_countries_as_the_standard_assigns() => Assert.Equal(249, Countries.Count);

    [Theory]
    [InlineData("VN", true)]
    [InlineData("YE", true)]
    [InlineData("YT", true)]
    [InlineData("OM", true)]
    [InlineData("UK", false)]
    [InlineData("vn", false)]
    [InlineData("VNM", false)]
    [InlineData("", false)]
    public void A_country_is_known_by_its_two_letters(string code, bool known) => Assert.Equal(known, Countries.IsKnown(code));

    [Theory]
    [InlineData("VND", true)]
    [InlineData("XXX", false)]
    [InlineData("usd", false)]
    public void A_currency_is_known_by_its_three_letters(string code, bool known) => Assert.Equal(known, Currencies.IsKnown(code));

    [Theory]
    [InlineData("CSQU3054383", true)]
    [InlineData("MSKU1234565", true)]
    [InlineData("TEXU3070079", true)]
    [InlineData("TEXU3070078", false)]
    [InlineData("CSQU305438", false)]
    [InlineData("CSQX3054383", false)]
    public void A_container_number_carries_its_own_check(string number, bool valid) => Assert.Equal(valid, ContainerNumber.IsValid(number));

    [Fact]
    public void Every_single_wrong_digit_of_a_container_is_noticed_unless_the_check_is_ten()
    {
        const string Right = "CSQU3054383";
        for (var i = 4; i < 10; i++)
        {
            for (var digit = '0'; digit <= '9'; digit++)
            {
                var other = Right[..i] + digit + Right[(i + 1)..];
                Assert.Equal(digit == Right[i], ContainerNumber.IsValid(other));
            }
        }
    }

    [Theory]
    [InlineData("0", true)]
    [InlineData("-0.5", true)]
    [InlineData("12345678901234567890", true)]
    [InlineData("123456789012345678901", false)]
    [InlineData("1.", false)]
    [InlineData(".5", false)]
    [InlineData("+1", false)]
    [InlineData("--1", false)]
    [InlineData("1 000", false)]
    [InlineData("1,000", false)]
    [InlineData("١", false)]
    [InlineData("-", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_decimal_has_one_exact_form(string? text, bool right) => Assert.Equal(right, Lexical.TryDecimal(text, out _));

    [Theory]
    [InlineData("2026-11-23T09:15:00+07:00", true)]
    [InlineData("2026-11-23T02:15:00Z", true)]
    [InlineData("2026-11-23T09:15:00", false)]
    [InlineData("2026-11-23 09:15:00+07:00", false)]
    [InlineData("2026-11-23T24:00:00Z", false)]
    public void An_instant_has_an_offset(string text, bool right) => Assert.Equal(right, Lexical.TryInstant(text, out _));
}
