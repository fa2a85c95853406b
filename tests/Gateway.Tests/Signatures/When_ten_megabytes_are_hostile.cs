using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures;

/// <summary>As much as a message may have, in the worst shapes: decided by a code, after no more nodes than the limit and no more memory than 64 MB.</summary>
public sealed class When_ten_megabytes_are_hostile
{
    private const long MostBytes = 64L << 20;

    public static TheoryData<string> Names => [.. new HostileShapes("").All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_is_decided_within_the_limits(string name)
    {
        var bytes = new HostileShapes(Ground.Filter.Signed).All[name]();
        Assert.InRange(bytes.Length, HostileShapes.Most - 20_000, HostileShapes.Most);
        _ = XmlSignatures.Verify(Papers.Bytes(Ground.Filter.Signed), Ground.Filter.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At);
        foreach (var ground in (Ground[])[Ground.Filter, Ground.Enveloped])
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var verdict = XmlSignatures.Verify(bytes, ground.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At);
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(name == HostileShapes.Blanks && ground == Ground.Filter, verdict.Valid);
            Assert.InRange(verdict.NodesVisited, 0, XmlLimits.Default.MaxNodes + XmlLimits.Default.MaxAttributes + 1);
            Assert.True(allocated <= MostBytes, $"{allocated:N0} bytes for {name}, {verdict.Code}");
        }
    }
}
