using Gateway.Tests.Tidy;
using Xunit;

namespace Gateway.Tests.Edges;

public sealed class When_a_station_uses_another
{
    private const string Target = "namespace Gateway.Declarations { public class Draft { public static int Count; public static int Sum<T>() => 0; } public class MarkAttribute : System.Attribute; }";

    [Fact]
    public void Only_the_allowed_edges_exist() => Guard.Holds(Stations.ForbiddenEdges(Core.Uses));

    [Fact]
    public void Every_namespace_of_the_core_is_a_station() => Guard.Holds(Stations.UnknownStations(Core.Uses));

    [Fact]
    public void Its_source_opens_no_other_station() => Guard.Holds(Stations.ForbiddenUsings(Repository.CSharp));

    [Theory]
    [InlineData("class Bad { Declarations.Draft? held; }")]
    [InlineData("class Bad { System.Collections.Generic.List<Declarations.Draft[]>? held; }")]
    [InlineData("class Bad { void M(Declarations.Draft given) { } }")]
    [InlineData("class Bad { Declarations.Draft? Held => null; }")]
    [InlineData("class Bad : Declarations.Draft;")]
    [InlineData("class Bad<T> where T : Declarations.Draft;")]
    [InlineData("[Declarations.Mark] class Bad;")]
    [InlineData("class Bad { [Declarations.Mark] int held = 1; int M() => held; }")]
    [InlineData("class Bad { int M() => Declarations.Draft.Count; }")]
    [InlineData("class Bad { object M() => new Declarations.Draft(); }")]
    [InlineData("class Bad { object M() => typeof(Declarations.Draft); }")]
    [InlineData("class Bad { int M() => Declarations.Draft.Sum<int>(); }")]
    [InlineData("class Bad { bool M(object o) => o is Declarations.Draft; }")]
    [InlineData("class Bad { System.Func<int> M() => () => Declarations.Draft.Count; }")]
    [InlineData("class Bad { class Inner { int M() => Declarations.Draft.Count; } }")]
    [InlineData("class Bad { System.Collections.Generic.IEnumerable<int> M() { yield return Declarations.Draft.Count; } }")]
    [InlineData("class Bad { async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Yield(); Declarations.Draft.Count++; } }")]
    public void A_planted_use_is_seen_wherever_it_stands(string text) =>
        Guard.Bites(Stations.ForbiddenEdges(Planted.Uses(Target, $"namespace Gateway.Messages {{ {text} }}")).Take(1), "Gateway.Messages.Bad");

    [Theory]
    [InlineData("Messages", "Signatures")]
    [InlineData("Signatures", "Messages")]
    [InlineData("Exchange", "Adapters")]
    [InlineData("Payments", "Taxes")]
    [InlineData("Declarations", "Clearance")]
    [InlineData("Taxes", "Payments")]
    [InlineData("Adapters", "Declarations")]
    [InlineData("Evidence", "Payments")]
    [InlineData("Signatures", "Evidence")]
    public void A_planted_edge_that_is_not_allowed_is_seen(string here, string there) =>
        Guard.Bites(Stations.ForbiddenEdges(Edge(here, there)), $"Gateway.{here}.User uses Gateway.{there}.Used");

    [Theory]
    [InlineData("Adapters", "Messages")]
    [InlineData("Adapters", "Signatures")]
    [InlineData("Clearance", "Declarations")]
    [InlineData("Taxes", "Declarations")]
    [InlineData("Reconciliation", "Taxes")]
    [InlineData("Reconciliation", "Payments")]
    [InlineData("Evidence", "Signatures")]
    public void An_allowed_edge_passes(string here, string there) => Assert.Empty(Stations.ForbiddenEdges(Edge(here, there)));

    [Fact]
    public void A_root_noun_that_uses_a_station_is_seen()
    {
        Guard.Bites(Stations.ForbiddenEdges(Planted.Uses(Target, "namespace Gateway { class Noun { Declarations.Draft? held; } }")), "Gateway.Noun");
        Assert.Empty(Stations.ForbiddenEdges(Planted.Uses("namespace Gateway { public class Noun; } namespace Gateway.Taxes { class User { Noun? held; } }")));
    }

    [Fact]
    public void A_planted_unknown_station_is_seen() =>
        Guard.Bites(Stations.UnknownStations(Planted.Uses("namespace Gateway.Drawer { class Thing; }")), "Gateway.Drawer.Thing");

    [Fact]
    public void A_planted_using_is_seen() =>
        Guard.Bites(Stations.ForbiddenUsings([Guard.Plant("using Gateway.Adapters;\nusing System;\nnamespace Gateway.Payments;")]), "using Gateway.Adapters");

    private static IReadOnlySet<Use> Edge(string here, string there) =>
        Planted.Uses($"namespace Gateway.{here} {{ class User {{ {there}.Used? held; }} }} namespace Gateway.{there} {{ class Used; }}");
}
