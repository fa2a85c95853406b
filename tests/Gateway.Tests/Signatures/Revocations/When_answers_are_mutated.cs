using Gateway.Signatures.Revocations;
using Xunit;

namespace Gateway.Tests.Signatures.Revocations;

public sealed class When_answers_are_mutated
{
    private const int Rounds = 3_000;
    private static readonly Office One = Office.One;

    public static TheoryData<string> Forms => ["list", "response"];

    // Whatever is done to its bytes, an answer goes on saying what it said, or says nothing; it never says the opposite, and never breaks the reader.
    [Theory]
    [MemberData(nameof(Forms))]
    public void They_say_what_they_said_or_nothing(string form)
    {
        var answer = form == "list" ? One.List(revoked: (One.Leaf, Office.At.AddDays(-1), null))
            : Paper.Response(One.Responder, [One.Responder], [new Paper.Single(One.Leaf, One.Issuing) { Revoked = Office.At.AddDays(-1), Reason = 4 }]);
        var said = One.Read(answer).Fact!.Revoked;
        var random = new Random(20261127);
        var silent = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var reading = One.Read(answer with { Bytes = Mutate(answer.Bytes.ToArray(), random) });
            Assert.True(reading.Fact is null ? reading.Trouble.Length > 0 : reading.Fact.Revoked == said, $"round {round}");
            silent += reading.Fact is null ? 1 : 0;
        }

        Assert.True(silent > Rounds * 9 / 10, $"only {silent} of {Rounds} were noticed");
    }

    // The signature keeps mutations from the parser behind it, so its contents are mutated and signed again.
    [Fact]
    public void Signed_nonsense_is_read_without_harm()
    {
        var random = new Random(27112026);
        var read = 0;
        for (var round = 0; round < 500; round++)
        {
            var value = new byte[random.Next(1, 24)];
            random.NextBytes(value);
            value[0] = round % 3 == 0 ? (byte)0x30 : value[0];
            string[] names = ["2.5.29.28", "2.5.29.27", "2.5.29.21", "2.5.29.24", "1.2.3"];
            var extra = new Paper.Extra(names[round % 5], round % 2 == 0, value);
            read += One.Read(Paper.List(One.Issuing, One.Second, [extra], [])).Fact is null ? 0 : 1;
            read += One.Read(Paper.List(One.Issuing, null, [], [extra])).Fact is null ? 0 : 1;
            _ = One.Read(Paper.Response(One.Issuing, [], [new Paper.Single(One.Leaf, One.Issuing)], [extra]));
        }

        Assert.InRange(read, 1, 999);
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(bytes.Length);
            bytes = random.Next(5) switch
            {
                0 => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
                1 => [.. bytes[..at], .. bytes[(at + 1)..]],
                2 => bytes[..at],
                3 => [.. bytes, .. bytes[..at]],
                _ => [.. bytes[..at], (byte)(bytes[at] ^ (1 << random.Next(8))), .. bytes[(at + 1)..]],
            };
            if (bytes.Length == 0)
            {
                return bytes;
            }
        }

        return bytes;
    }
}
