using Gateway.Tests.Tidy;
using Xunit;

namespace Gateway.Tests.Edges;

public sealed class When_a_project_references_another
{
    [Fact]
    public void The_host_uses_the_core_and_nothing_uses_a_test_or_the_simulator()
    {
        Guard.Holds(Projects.ForbiddenReferences(Repository.Files));
        Guard.Holds(Projects.LinksWithTheSimulator(Repository.Files));
    }

    [Fact]
    public void The_simulator_borrows_nothing_of_the_core() => Guard.Holds(Projects.BorrowedCore(Repository.CSharp));

    [Fact]
    public void No_station_of_the_host_calls_the_store_of_another() => Guard.Holds(Projects.ForeignStores(Repository.CSharp));

    [Theory]
    [InlineData("src/Gateway/Gateway.csproj", "../Gateway.Host/Gateway.Host.csproj")]
    [InlineData("src/Gateway.Host/Gateway.Host.csproj", "..\\..\\tests\\Gateway.Tests\\Gateway.Tests.csproj")]
    [InlineData("src/Gateway.Host/Gateway.Host.csproj", "../Gateway.Simulator/Gateway.Simulator.csproj")]
    [InlineData("src/Gateway.Simulator/Gateway.Simulator.csproj", "../Gateway/Gateway.csproj")]
    public void A_planted_reference_is_seen(string project, string target) =>
        Guard.Bites(Projects.ForbiddenReferences([Project(project, $"<ProjectReference Include=\"{target}\" />")]), project);

    [Fact]
    public void Planted_source_of_another_project_is_seen() =>
        Guard.Bites(Projects.ForbiddenReferences([Project("src/Gateway.Simulator/Gateway.Simulator.csproj", "<Compile Include=\"../Gateway/Money.cs\" />")]), "Money.cs");

    [Fact]
    public void A_planted_link_with_the_simulator_is_seen() =>
        Guard.Bites(Projects.LinksWithTheSimulator([Project("tests/Gateway.Host.Tests/x.csproj", "<ProjectReference Include=\"../../src/Gateway.Simulator/Gateway.Simulator.csproj\" />")]), "links");

    [Theory]
    [InlineData("using Gateway.Signatures;")]
    [InlineData("using Gateway;")]
    public void A_planted_loan_from_the_core_is_seen(string text) =>
        Guard.Bites(Projects.BorrowedCore([Guard.Plant(text, "src/Gateway.Simulator/Bank.cs")]), "Bank.cs:1");

    [Fact]
    public void A_planted_call_of_a_foreign_store_is_seen()
    {
        var store = Guard.Plant("sealed class PaymentStore;", "src/Gateway.Host/Payments/PaymentStore.cs");
        var caller = Guard.Plant("sealed class Posting(PaymentStore payments);", "src/Gateway.Host/Reconciliation/Posting.cs");
        var journey = Guard.Plant("sealed class Import(PaymentStore payments);", "src/Gateway.Host/Journeys/Import.cs");
        Guard.Bites(Projects.ForeignStores([store, caller, journey]), "Posting.cs: PaymentStore belongs to Payments");
    }

    private static SourceFile Project(string path, string item) => Guard.Plant($"<Project><ItemGroup>{item}</ItemGroup></Project>", path);
}
