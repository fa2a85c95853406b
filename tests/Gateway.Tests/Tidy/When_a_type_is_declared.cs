using Xunit;

namespace Gateway.Tests.Tidy;

public sealed class When_a_type_is_declared
{
    [Fact]
    public void Its_constructor_takes_at_most_four_dependencies() => Guard.Holds(Shapes.ManyDependencies(Repository.Files));

    [Fact]
    public void A_class_is_sealed_or_static_or_abstract_with_a_descendant() => Guard.Holds(Shapes.OpenClasses(Repository.CSharp));

    [Fact]
    public void An_interface_has_two_implementations() => Guard.Holds(Shapes.MirrorInterfaces(Repository.CSharp));

    [Fact]
    public void Its_namespace_is_its_folder() => Guard.Holds(Shapes.StrayNamespaces(Repository.CSharp));

    [Fact]
    public void The_core_knows_no_binary_fractions() => Guard.Holds(Shapes.BinaryFractions(Repository.CSharp));

    [Fact]
    public void It_is_no_drawer_and_stands_in_none() => Guard.Holds(Names.DrawerNames(Repository.Files));

    [Theory]
    [InlineData("sealed class Planted(Clock a, Store b, Log c, Bus d, Lane e);", "5 constructor")]
    [InlineData("sealed class Planted { Planted(Clock a, Store? b, Log[] c, Bus d, Lane<int> e) { } }", "5 constructor")]
    public void A_planted_fifth_dependency_is_seen(string text, string naming) =>
        Guard.Bites(Shapes.ManyDependencies([Guard.Plant(text)]), naming);

    [Fact]
    public void A_planted_fifth_injection_into_a_page_is_seen() =>
        Guard.Bites(Shapes.ManyDependencies([Guard.Plant(string.Concat(Enumerable.Repeat("@inject Clock Clock\n", 5)), "src/Gateway.Host/Consoles/Page.razor")]), "Page.razor");

    [Theory]
    [InlineData("sealed record Values(A a, B b, C c, D d, E e);")]
    [InlineData("sealed class Settings(string host, int port, TimeSpan wait, Guid id, string? user, Clock clock);")]
    public void Records_and_plain_values_are_no_dependencies(string text) => Assert.Empty(Shapes.ManyDependencies([Guard.Plant(text)]));

    [Theory]
    [InlineData("public class Planted;", "class Planted")]
    [InlineData("public record Planted(int A);", "class Planted")]
    [InlineData("public abstract class Planted;", "class Planted")]
    [InlineData("public sealed class Outer { class Planted { } }", "class Planted")]
    public void A_planted_open_class_is_seen(string text, string naming) => Guard.Bites(Shapes.OpenClasses([Guard.Plant(text)]), naming);

    [Theory]
    [InlineData("sealed partial class Page; partial class Page;")]
    [InlineData("abstract record Shape; sealed record Square : Shape;")]
    [InlineData("readonly record struct Point(int X);")]
    [InlineData("static class Sums;")]
    public void Closed_types_pass(string text) => Assert.Empty(Shapes.OpenClasses([Guard.Plant(text)]));

    [Theory]
    [InlineData("interface IPlanted; sealed class Only : IPlanted;", "1 implementation")]
    [InlineData("interface IPlanted<T>; interface IChild : IPlanted<int>; sealed class One : IChild; sealed class Two : IChild; interface IAlone;", "interface IAlone has 0")]
    public void A_planted_mirror_of_one_class_is_seen(string text, string naming) =>
        Guard.Bites(Shapes.MirrorInterfaces([Guard.Plant(text)]), naming);

    [Fact]
    public void A_service_contract_may_have_one_implementation() =>
        Assert.Empty(Shapes.MirrorInterfaces([Guard.Plant("[ServiceContract(Namespace = \"x\")] interface IPayment; sealed class Payment : IPayment;")]));

    [Theory]
    [InlineData("namespace Gateway.Taxes;")]
    [InlineData("namespace Gateway.Payments { }")]
    public void A_planted_stray_namespace_is_seen(string text) =>
        Guard.Bites(Shapes.StrayNamespaces([Guard.Plant(text)]), "the folder says Gateway.Payments");

    [Fact]
    public void A_planted_double_is_seen() =>
        Guard.Bites(Shapes.BinaryFractions([Guard.Plant("static class Rates { const double Rate = 0.1; }")]), "double");

    [Theory]
    [InlineData("sealed class PaymentService;")]
    [InlineData("static class StringExtensions;")]
    [InlineData("enum PlantedBase;")]
    [InlineData("sealed record Utils;")]
    public void A_planted_drawer_is_seen(string text) => Guard.Bites(Names.DrawerNames([Guard.Plant(text)]), "Planted.cs:1");

    [Fact]
    public void A_planted_folder_of_drawers_is_seen()
    {
        Guard.Bites(Names.DrawerNames([Guard.Plant("", "src/Gateway/common/Money.cs")]), "folder common");
        Assert.Empty(Names.DrawerNames([Guard.Plant("sealed class Database; sealed class Serviceable;")]));
    }
}
