using Gateway.Payments;
using Xunit;

namespace Gateway.Tests.Payments;

public sealed class When_a_creditor_reference_is_used
{
    [Theory]
    [InlineData("539007547034", "RF18539007547034")]
    [InlineData("2348231", "RF712348231")]
    [InlineData("a1b2", "RF45A1B2")]
    public void It_is_made_from_its_body(string body, string reference)
    {
        Assert.Equal(reference, CreditorReference.Make(body));
        Assert.True(CreditorReference.IsValid(reference));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1234567890123456789012")]
    [InlineData("12 34")]
    [InlineData("12é")]
    public void A_body_that_does_not_fit_is_refused(string body) => Assert.Throws<ArgumentException>(() => CreditorReference.Make(body));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("RF18")]
    [InlineData("RF19539007547034")]
    [InlineData("rf18539007547034")]
    [InlineData("RF18 5390 0754 7034")]
    [InlineData("XX18539007547034")]
    [InlineData("RFAA539007547034")]
    public void Anything_else_is_not_valid(string? text) => Assert.False(CreditorReference.IsValid(text));

    [Fact]
    public void Every_wrong_digit_and_every_swap_of_neighbours_is_noticed()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var right = CreditorReference.Make($"{random.NextInt64(100_000_000_000, 999_999_999_999)}");
            for (var i = 2; i < right.Length; i++)
            {
                for (var digit = '0'; digit <= '9'; digit++)
                {
                    Assert.Equal(digit == right[i], CreditorReference.IsValid(right[..i] + digit + right[(i + 1)..]));
                }

                if (i + 1 < right.Length)
                {
                    var swapped = right[..i] + right[i + 1] + right[i] + right[(i + 2)..];
                    Assert.Equal(right[i] == right[i + 1], CreditorReference.IsValid(swapped));
                }
            }
        }
    }

    [Fact]
    public void Every_wrong_letter_of_a_body_with_letters_is_noticed()
    {
        var right = CreditorReference.Make("TQK47NBXYZ");
        for (var i = 4; i < right.Length; i++)
        {
            var alphabet = char.IsAsciiDigit(right[i]) ? "0123456789" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
            Assert.All(alphabet, other => Assert.Equal(other == right[i], CreditorReference.IsValid(right[..i] + other + right[(i + 1)..])));
        }
    }

    [Theory]
    [InlineData("RF18539007547034", "RF18539007547034")]
    [InlineData("NOP THUE TK 10500000001 RF18539007547034 CAM ON", "RF18539007547034")]
    [InlineData("thue:rf18539007547034.", "RF18539007547034")]
    [InlineData("RF18 5390 0754 7034 NOP THUE", "RF18539007547034")]
    [InlineData("PRF PERF RF RF18539007547034", "RF18539007547034")]
    [InlineData("RF18539007547034 RF18539007547034", "RF18539007547034")]
    [InlineData("RF18539007547034 RF712348231", null)]
    [InlineData("XRF18539007547034", null)]
    [InlineData("RF19539007547034", null)]
    [InlineData("RF18539007547034123456789012345678901234567890", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void It_is_found_in_what_people_write(string? text, string? reference) => Assert.Equal(reference, CreditorReference.FindIn(text));

    [Fact]
    public void Searching_costs_little_however_long_the_text()
    {
        var text = string.Concat(Enumerable.Repeat("RF18 5390 0754 7035 ", 5_000));
        Assert.Null(CreditorReference.FindIn(text));
    }
}
