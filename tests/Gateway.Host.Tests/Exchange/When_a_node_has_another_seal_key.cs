using Gateway.Host.Exchange;
using Gateway.Host.Tests.Database;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Sealed messages are read with one key; a node without it says so before it takes anything in.</summary>
public sealed class When_a_node_has_another_seal_key(FreshDatabase database) : IClassFixture<FreshDatabase>
{
    [Fact]
    public async Task It_does_not_start_and_says_what_to_bring()
    {
        using var first = new TestFolder();
        using var second = new TestFolder();
        await EnsureAsync(first);
        await EnsureAsync(first);

        var missing = await Assert.ThrowsAsync<InvalidDataException>(() => EnsureAsync(second));
        Assert.Contains("is missing", missing.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(SealKey.PathIn(second.Path)), "a key was made that reads nothing");

        var own = Seal.Open(SealKey.PathIn(second.Path)).Fingerprint;
        var other = await Assert.ThrowsAsync<InvalidDataException>(() => EnsureAsync(second));
        Assert.Contains(own, other.Message, StringComparison.Ordinal);
        Assert.Contains(Seal.Open(SealKey.PathIn(first.Path)).Fingerprint, other.Message, StringComparison.Ordinal);

        File.Copy(SealKey.PathIn(first.Path), SealKey.PathIn(second.Path), overwrite: true);
        await EnsureAsync(second);
    }

    private Task EnsureAsync(TestFolder node) => SealKey.EnsureAsync(database.Source, database.Commit, node.Path, TestContext.Current.CancellationToken);
}
