using Xunit;

namespace Gateway.Tests.Tidy;

public sealed class When_the_repository_is_listed
{
    [Fact]
    public void The_top_level_holds_what_belongs_there() => Guard.Holds(Layout.StrayEntries(Repository.Paths));

    [Fact]
    public void There_are_six_projects_and_the_solution_holds_them()
    {
        Guard.Holds(Layout.StrayProjects(Repository.Paths));
        Guard.Holds(Layout.SolutionProjects(Repository.File("Gateway.sln").Text));
    }

    [Fact]
    public void Adapters_hold_data_only() => Guard.Holds(Layout.CodeAmongAdapters(Repository.Files));

    [Fact]
    public void No_key_and_no_certificate_is_tracked()
    {
        Guard.Holds(Secrets.Kept(Repository.Paths));
        Guard.Holds(Secrets.Written(Repository.Files));
    }

    [Fact]
    public void A_planted_top_level_entry_is_seen() => Guard.Bites(Layout.StrayEntries(["src/a.cs", "src/b.cs", "tools/x.sh"]), "tools");

    [Fact]
    public void A_planted_seventh_project_is_seen()
    {
        Guard.Bites(Layout.StrayProjects(["src/Gateway/Gateway.csproj", "src/Gateway.Core/Gateway.Core.csproj"]), "Gateway.Core");
        var solution = Repository.File("Gateway.sln").Text;
        Guard.Bites(Layout.SolutionProjects(solution + "\n\"X\", \"src\\X\\X.csproj\""), "src/X/X.csproj does not belong");
        Guard.Bites(Layout.SolutionProjects(solution.Replace("Gateway.Benchmarks.csproj", "", StringComparison.Ordinal)), "Gateway.Benchmarks.csproj is missing");
    }

    [Theory]
    [InlineData("adapters/vn/bank/Mapping.cs", "class X;")]
    [InlineData("adapters/vn/bank/run", "#!/bin/sh")]
    [InlineData("adapters/vn/bank/README.md", "<script>")]
    [InlineData("adapters/vn/bank/map.xml", "<xsl:template/>")]
    public void Planted_code_among_the_adapters_is_seen(string path, string text) =>
        Guard.Bites(Layout.CodeAmongAdapters([Guard.Plant(text, path)]), path);

    [Theory]
    [InlineData("certs-dev/gateway.key.pem")]
    [InlineData("src/Gateway.Host/bank.PFX")]
    [InlineData("tests/id_rsa")]
    public void A_planted_key_file_is_seen(string path) => Guard.Bites(Secrets.Kept([path]), path);

    [Fact]
    public void Planted_key_material_is_seen()
    {
        // Put together here, so that this file holds none itself.
        var armour = string.Join(' ', "-----BEGIN", "RSA PRIVATE", "KEY-----");
        var certificate = "<X509Certificate>" + "MII" + new string('A', 200) + "</X509Certificate>";
        Guard.Bites(Secrets.Written([Guard.Plant("a\n" + armour, "README.md")]), "README.md:2");
        Guard.Bites(Secrets.Written([Guard.Plant(certificate, "adapters/vn/bank/samples/1.xml")]), "1.xml:1");
        Guard.Bites(Secrets.Written([Guard.Plant("\"Host=db;Username=gateway;" + "Password=letmein\"")]), "Planted.cs:1");
        Assert.Empty(Secrets.Written([Guard.Plant("$\"Username=gateway;Password={password}\"; var armour = \"-----BEGIN CERTIFICATE-----\";")]));
    }
}
