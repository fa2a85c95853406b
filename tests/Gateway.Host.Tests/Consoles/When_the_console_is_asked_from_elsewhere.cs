using System.Net;
using Gateway.Host.Consoles;

namespace Gateway.Host.Tests.Consoles;

public sealed class When_the_console_is_asked_from_elsewhere
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1", true)]
    [InlineData("127.0.0.1", "LocalHost", true)]
    [InlineData("::1", "[::1]", true)]
    [InlineData("::ffff:127.0.0.1", "localhost", true)]
    [InlineData("192.0.2.7", "localhost", false)]
    [InlineData("2001:db8::7", "[2001:db8::7]", false)]
    [InlineData("127.0.0.1", "console.example", false)]
    [InlineData("127.0.0.1", "localhost.example", false)]
    [InlineData("127.0.0.1", "", false)]
    public void Only_the_machine_itself_under_its_own_name_is_answered(string remote, string host, bool answered) =>
        Assert.Equal(answered, ConsolePages.IsFromHere(IPAddress.Parse(remote), host));

    [Fact]
    public void Who_cannot_be_told_is_not_answered() => Assert.False(ConsolePages.IsFromHere(null, "localhost"));
}
