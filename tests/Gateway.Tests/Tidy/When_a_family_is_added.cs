using Gateway.Adapters;
using Xunit;

namespace Gateway.Tests.Tidy;

/// <summary>A family is its folder. If a line of the program named one, adding the next would mean changing the program.</summary>
public sealed class When_a_family_is_added
{
    private static readonly IReadOnlyList<string> Families =
        [.. Samples.Repository.Known.Messages.Select(message => message.Manifest.Family).Distinct().OrderByDescending(family => family.Length)];

    [Fact]
    public void No_line_of_the_core_or_the_host_names_a_family() => Guard.Holds(Named(Repository.Files));

    [Fact]
    public void A_planted_family_is_seen()
    {
        var planted = Samples.Repository.Known.Messages[0].Manifest;
        Guard.Bites(Named([Guard.Plant($"var id = \"{planted.Id}:M\";", "src/Gateway.Host/Cases/Planted.cs")]), planted.Family);
        Guard.Bites(Named([Guard.Plant($"<p>{planted.Family}</p>", "src/Gateway.Host/Consoles/Planted.razor")]), planted.Family);
    }

    [Fact]
    public void There_are_families_to_look_for() => Assert.True(Families.Count >= 10);

    private static IEnumerable<string> Named(IEnumerable<SourceFile> files) =>
        from file in files
        where file.In("src/Gateway", "src/Gateway.Host")
        let family = Families.FirstOrDefault(family => file.Text.Contains(family, StringComparison.Ordinal))
        where family is not null
        select $"{file.Path}: names {family}";
}
