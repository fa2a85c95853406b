using System.Text;
using Gateway.Adapters;
using Gateway.Host.Exchange;

namespace Gateway.Host.Tests.Exchange;

public sealed class When_an_operation_holds_its_catalogue
{
    private static Dictionary<string, ReadOnlyMemory<byte>> Files(params string[] names) => names
        .SelectMany(name => new Slip(name).Files().Select(file => ($"{new Slip(name).Folder}/{file.Key}", file.Value)))
        .Where(file => !file.Item1.Contains("/samples/", StringComparison.Ordinal) && !file.Item1.EndsWith(".md", StringComparison.Ordinal))
        .ToDictionary(file => file.Item1, file => (ReadOnlyMemory<byte>)Encoding.UTF8.GetBytes(file.Value));

    private static int Count(AdapterShelf shelf) => shelf.Catalogue.Messages.Count;

    [Fact]
    public async Task It_sees_one_catalogue_to_its_end_though_another_comes_into_force()
    {
        var shelf = new AdapterShelf(Catalogue.Load(Files("one")));
        using (shelf.Hold())
        {
            await Task.Run(() => shelf.Renew(Files("one", "two")), TestContext.Current.CancellationToken);
            Assert.Equal(1, Count(shelf));
            await Task.Yield();
            using (shelf.Hold())
            {
                Assert.Equal(1, Count(shelf));
            }

            Assert.Equal(1, Count(shelf));
        }

        Assert.Equal(2, Count(shelf));
    }

    [Fact]
    public async Task Others_see_the_new_one_at_once()
    {
        var shelf = new AdapterShelf(Catalogue.Load(Files("one")));
        var (begun, renewed) = (new TaskCompletionSource(), new TaskCompletionSource());
        var operation = HeldAsync(shelf, begun, renewed.Task);
        await begun.Task;
        shelf.Renew(Files("one", "two"));
        Assert.Equal(2, Count(shelf));
        renewed.SetResult();
        Assert.Equal(1, await operation);
        Assert.Equal(2, Count(shelf));
    }

    [Fact]
    public void A_start_with_a_broken_folder_says_everything_that_is_wrong()
    {
        var files = Files("one", "two");
        files[$"{new Slip("one").Folder}/slip.map"] = "nonsense ="u8.ToArray();
        files[$"{new Slip("two").Folder}/adapter.json"] = "{"u8.ToArray();
        var refused = Assert.Throws<InvalidDataException>(() => new AdapterShelf(Catalogue.Load(files)));
        Assert.Contains(new Slip("one").Folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains(new Slip("two").Folder, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<int> HeldAsync(AdapterShelf shelf, TaskCompletionSource begun, Task renewed)
    {
        using var held = shelf.Hold();
        begun.SetResult();
        await renewed;
        return Count(shelf);
    }
}
