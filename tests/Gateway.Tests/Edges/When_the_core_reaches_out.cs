using Gateway.Tests.Tidy;
using Xunit;

namespace Gateway.Tests.Edges;

public sealed class When_the_core_reaches_out
{
    [Fact]
    public void It_references_nothing_that_touches_the_world() => Guard.Holds(Purity.ForbiddenReferences(Core.References));

    [Fact]
    public void It_has_two_packages() => Guard.Holds(Purity.ForbiddenPackages(Repository.File("src/Gateway/Gateway.csproj")));

    [Fact]
    public void It_uses_no_file_clock_environment_or_socket() => Guard.Holds(Purity.WorldlyUses(Core.Uses));

    [Theory]
    [InlineData("Npgsql")]
    [InlineData("Microsoft.AspNetCore.Http.Abstractions")]
    [InlineData("Quartz")]
    [InlineData("Polly.Core")]
    [InlineData("SoapCore")]
    [InlineData("Gateway.Host")]
    [InlineData("System.Net.Sockets")]
    [InlineData("System.Diagnostics.Process")]
    public void A_planted_reference_is_seen(string reference) =>
        Guard.Bites(Purity.ForbiddenReferences(["System.Runtime", "System.Security.Cryptography.Xml", reference]), reference);

    [Fact]
    public void A_planted_package_is_seen() =>
        Guard.Bites(Purity.ForbiddenPackages(Guard.Plant("<Project><ItemGroup><PackageReference Include=\"Npgsql\" /></ItemGroup></Project>", "src/Gateway/Gateway.csproj")), "Npgsql");

    [Theory]
    [InlineData("System.IO.File.ReadAllText(\"x\")", "System.IO.File")]
    [InlineData("System.IO.Directory.GetCurrentDirectory()", "System.IO.Directory")]
    [InlineData("new System.IO.FileInfo(\"x\")", "System.IO.FileInfo")]
    [InlineData("new System.IO.StreamReader(\"x\")", "System.IO.StreamReader..ctor(System.String)")]
    [InlineData("System.Environment.MachineName", "System.Environment")]
    [InlineData("System.Environment.GetEnvironmentVariable(\"x\")", "System.Environment")]
    [InlineData("System.TimeProvider.System", "System.TimeProvider.get_System()")]
    [InlineData("System.DateTime.UtcNow", "System.DateTime.get_UtcNow()")]
    [InlineData("System.DateTimeOffset.Now", "System.DateTimeOffset.get_Now()")]
    [InlineData("System.Guid.NewGuid()", "System.Guid.NewGuid()")]
    [InlineData("System.Guid.CreateVersion7()", "System.Guid.CreateVersion7()")]
    [InlineData("System.Diagnostics.Process.GetCurrentProcess()", "System.Diagnostics.Process")]
    [InlineData("new System.Net.Sockets.TcpClient()", "System.Net.Sockets.TcpClient")]
    [InlineData("new System.Net.Http.HttpClient()", "System.Net.Http.HttpClient")]
    [InlineData("System.Console.Out", "System.Console")]
    [InlineData("System.Security.Cryptography.X509Certificates.X509CertificateLoader.LoadCertificateFromFile(\"x\")", "LoadCertificateFromFile")]
    public void A_planted_reach_is_seen(string expression, string naming)
    {
        var complaints = Purity.WorldlyUses(Planted.Uses($"namespace Gateway.Taxes {{ class Bad {{ object M() => {expression}; }} }}")).ToList();
        Assert.Contains(complaints, complaint => complaint.StartsWith("Gateway.Taxes.Bad", StringComparison.Ordinal) && complaint.Contains(naming, StringComparison.Ordinal));
    }

    [Fact]
    public void A_planted_socket_is_seen_among_the_references_too()
    {
        using var compiled = Planted.Compile("class Bad { object M() => new System.Net.Sockets.TcpClient(); }");
        Guard.Bites(Purity.ForbiddenReferences(compiled.References()), "System.Net.Sockets");
    }

    [Theory]
    [InlineData("System.Collections.Generic.IEnumerable<int> M() { yield return 1; }")]
    [InlineData("System.DateTimeOffset M(System.TimeProvider time) => time.GetUtcNow();")]
    [InlineData("System.Guid M(System.DateTimeOffset now) => System.Guid.CreateVersion7(now);")]
    [InlineData("string M(System.IO.Stream given) => new System.IO.StreamReader(given).ReadToEnd();")]
    [InlineData("object M() => new System.IO.MemoryStream();")]
    public void What_is_given_may_be_used(string member) =>
        Assert.Empty(Purity.WorldlyUses(Planted.Uses($"namespace Gateway.Taxes {{ class Good {{ {member} }} }}")));
}
