using Gateway.Evidence;
using Xunit;

namespace Gateway.Tests.Evidence;

/// <summary>Every kind of tampering with a chain, planted and named.</summary>
public sealed class When_a_chain_is_read
{
    private static readonly DateTimeOffset At = new(2026, 11, 27, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_chain_as_it_was_made_has_no_fault()
    {
        var chain = Chain(5_000);

        Assert.Empty(Read(chain));
        Assert.Empty(Read(chain[100..], 101, chain[99].Hash));
    }

    [Fact]
    public void The_encoding_is_pinned_by_a_known_hash()
    {
        // Put together by hand, so that another program can do the same.
        byte[] framed =
        [
            1, .. Length(15), .. "gateway entry 1"u8, 0, 0, 0, 0, 0, 0, 0, 1, .. Length(32), .. new byte[32], 1, .. Length(8), .. "envelope"u8,
            1, .. Length(2), .. "k1"u8, .. BitConverter.GetBytes(At.ToUnixTimeMilliseconds() * 1000).Reverse(), .. Length(32), .. Of("one").ToArray(),
        ];

        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(framed)), Entry.After(null, "envelope", "k1", At, Of("one")).Hash.ToString());
    }

    [Theory]
    [InlineData("kind")]
    [InlineData("key")]
    [InlineData("time")]
    [InlineData("content")]
    [InlineData("previous")]
    [InlineData("hash")]
    public void A_changed_entry_is_named(string what)
    {
        var chain = Chain(20);
        var entry = chain[9];
        chain[9] = what switch
        {
            "kind" => entry with { Kind = "payment" },
            "key" => entry with { Key = entry.Key + "0" },
            "time" => entry with { At = entry.At.AddMicroseconds(1) },
            "content" => entry with { Content = Flip(entry.Content) },
            "previous" => entry with { Previous = Flip(entry.Previous) },
            _ => entry with { Hash = Flip(entry.Hash) },
        };

        var faults = Read(chain);
        Assert.Equal(EvidenceCodes.Changed, faults[0].Code);
        Assert.StartsWith("entry 10 ", faults[0].Path, StringComparison.Ordinal);
        Assert.All(faults.Skip(1), fault => Assert.StartsWith("entry 11 ", fault.Path, StringComparison.Ordinal));
    }

    [Fact]
    public void A_replaced_entry_that_gives_its_own_hash_is_seen_at_the_next()
    {
        var chain = Chain(20);
        chain[9] = Entry.After(chain[8], "envelope", "another", At, Of("another"));

        var fault = Assert.Single(Read(chain));
        Assert.Equal(EvidenceCodes.Link, fault.Code);
        Assert.StartsWith("entry 11 ", fault.Path, StringComparison.Ordinal);
        Assert.Contains("entry 10", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 1, "entry 10")]
    [InlineData(0, 1, "entry 1")]
    [InlineData(4, 3, "entry 5 to entry 7")]
    public void Removed_entries_are_named(int at, int many, string place)
    {
        var chain = Chain(20);
        chain.RemoveRange(at, many);

        var fault = Assert.Single(Read(chain));
        Assert.Equal((EvidenceCodes.Removed, place), (fault.Code, fault.Path));
    }

    [Fact]
    public void A_removed_end_is_named_when_it_is_known_how_far_the_chain_went()
    {
        var faults = new List<Finding>();
        var reading = new ChainReading(1, Digest.Nothing, faults);
        Chain(20)[..17].ForEach(entry => reading.Take(entry));
        reading.EndsAt(17);
        Assert.Empty(faults);

        reading.EndsAt(20);

        var fault = Assert.Single(faults);
        Assert.Equal((EvidenceCodes.Truncated, "entry 18 to entry 20"), (fault.Code, fault.Path));
    }

    [Fact]
    public void An_inserted_entry_is_named_when_those_after_it_were_pushed_on()
    {
        var chain = Chain(20);
        chain.Insert(10, Entry.After(chain[9], "envelope", "inserted", At, Of("inserted")));
        for (var i = 11; i < chain.Count; i++)
        {
            chain[i] = chain[i] with { Sequence = i + 1 };
        }

        var faults = Read(chain);
        Assert.All(faults.Take(10), fault => Assert.Equal(EvidenceCodes.Moved, fault.Code));
        Assert.Equal("it was made as entry 11", faults[0].Message);
        Assert.StartsWith("entry 12 ", faults[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public void An_inserted_entry_is_named_when_those_after_it_were_made_anew_but_one()
    {
        var chain = Chain(20);
        var last = Entry.After(chain[9], "envelope", "inserted", At, Of("inserted"));
        chain.Insert(10, last);
        chain[11] = chain[11] with { Sequence = 12 };
        chain[11] = chain[11] with { Hash = chain[11].Compute() };

        var fault = Read(chain)[0];
        Assert.Equal((EvidenceCodes.Inserted, "entry 11"), (fault.Code, fault.Path));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue - 3)]
    public void An_entry_at_the_last_place_there_can_be_is_named(long place)
    {
        var chain = Chain(5);
        chain[4] = chain[4] with { Sequence = place };

        Assert.Equal(
            [(EvidenceCodes.Changed, $"entry {place} (envelope k5)"), (EvidenceCodes.Removed, $"entry 5 to entry {place - 1}")], Read(chain).Select(fault => (fault.Code, fault.Path)));
    }

    [Fact]
    public void A_second_entry_at_one_place_is_named()
    {
        var chain = Chain(20);
        chain.Insert(10, Entry.After(chain[8], "envelope", "twice", At, Of("twice")));

        var fault = Assert.Single(Read(chain));
        Assert.Equal(EvidenceCodes.Inserted, fault.Code);
        Assert.StartsWith("entry 10 (envelope twice)", fault.Path, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(9, 10)]
    [InlineData(3, 17)]
    public void Two_entries_that_were_swapped_are_both_named(int one, int other)
    {
        var chain = Chain(20);
        (chain[one], chain[other]) = (chain[other] with { Sequence = one + 1 }, chain[one] with { Sequence = other + 1 });

        var moved = Read(chain).Where(fault => fault.Code == EvidenceCodes.Moved).ToList();
        Assert.Equal([$"it was made as entry {other + 1}", $"it was made as entry {one + 1}"], moved.Select(fault => fault.Message));
        Assert.StartsWith($"entry {one + 1} ", moved[0].Path, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_told_of_a_chain_made_of_nothing_is_bounded()
    {
        var chain = Chain(1_000).ConvertAll(entry => entry with { Key = "forged" });

        Assert.Equal(ChainReading.MostFaults, Read(chain).Count);
    }

    [Fact]
    public void No_two_things_share_a_digest_because_their_parts_can_be_read_otherwise()
    {
        Thing[] things =
        [
            new("a", "b", [new("x", "1"), new("y", "2")]), new("a", "b", [new("x", "1y"), new("", "2")]), new("a", "b", [new("x", "1")]),
            new("ab", "", [new("x", "1")]), new("a", "b", [new("x", null)]), new("a", "b", [new("x", "")]), new("a", "b", [new("y", "2"), new("x", "1")]),
            new("a", "b", []), new("", "ab", []),
        ];

        Assert.Equal(things.Length, things.Select(thing => thing.Digest()).Distinct().Count());
    }

    [Fact]
    public void A_digest_is_read_as_it_is_written_and_nothing_else_is_one()
    {
        var digest = Of("x");
        Assert.True(Digest.TryParse(digest.ToString(), out var read));
        Assert.Equal(digest, read);
        Assert.All(new[] { null, "", "00", digest + "0", digest.ToString()[1..] + "g" }, text => Assert.False(Digest.TryParse(text, out _)));
    }

    internal static Digest Of(string text) => new Thing("test", text, []).Digest();

    internal static List<Entry> Chain(int length)
    {
        var chain = new List<Entry>();
        for (var i = 1; i <= length; i++)
        {
            chain.Add(Entry.After(chain.LastOrDefault(), "envelope", $"k{i}", At.AddSeconds(i), Of($"thing {i}")));
        }

        return chain;
    }

    internal static Digest Flip(Digest digest)
    {
        var bytes = digest.ToArray();
        bytes[7] ^= 1;
        return new Digest(bytes);
    }

    private static List<Finding> Read(IEnumerable<Entry> entries, long from = 1, Digest previous = default)
    {
        var faults = new List<Finding>();
        var reading = new ChainReading(from, previous, faults);
        foreach (var entry in entries)
        {
            reading.Take(entry);
        }

        return faults;
    }

    private static byte[] Length(int length) => [0, 0, 0, (byte)length];
}
