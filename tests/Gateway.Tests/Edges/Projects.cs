using System.Xml.Linq;
using Gateway.Tests.Tidy;

namespace Gateway.Tests.Edges;

/// <summary>Who may be compiled against whom.</summary>
public static class Projects
{
    private static readonly string[] HostStations = [.. Stations.Names];

    public static IEnumerable<string> Includes(SourceFile project, string item) =>
        XDocument.Parse(project.Text).Descendants().Where(element => element.Name.LocalName == item)
            .Select(element => (element.Attribute("Include")?.Value ?? string.Empty).Replace('\\', '/'));

    /// <summary>The core uses no project, the simulator none, the host the core alone; nothing uses a test.</summary>
    public static IEnumerable<string> ForbiddenReferences(IEnumerable<SourceFile> files)
    {
        foreach (var project in files.Where(file => file.Extension == ".csproj" && file.In("src")))
        {
            foreach (var target in Includes(project, "ProjectReference"))
            {
                if (project.Name != "Gateway.Host.csproj" || !target.EndsWith("/Gateway.csproj", StringComparison.Ordinal))
                {
                    yield return $"{project.Path}: references {target}";
                }
            }

            foreach (var target in Includes(project, "Compile").Where(target => target.Contains("..", StringComparison.Ordinal)))
            {
                yield return $"{project.Path}: compiles {target} in";
            }
        }
    }

    /// <summary>The other side is another program: tests may start the simulator, nobody links with it.</summary>
    public static IEnumerable<string> LinksWithTheSimulator(IEnumerable<SourceFile> files) =>
        from project in files
        where project.Extension == ".csproj" && project.In("tests")
        from reference in XDocument.Parse(project.Text).Descendants("ProjectReference")
        where reference.Attribute("Include")!.Value.Contains("Simulator", StringComparison.Ordinal)
        where reference.Attribute("ReferenceOutputAssembly")?.Value != "false"
        select $"{project.Path}: links with the simulator";

    /// <summary>The simulator names no type of the core: a shared mistake would cancel out.</summary>
    public static IEnumerable<string> BorrowedCore(IEnumerable<SourceFile> files) =>
        from file in files
        where file.IsCSharp && file.In("src/Gateway.Simulator")
        from directive in file.Root.Usings
        let name = directive.NamespaceOrType.ToString()
        where name is "Gateway" || (name.StartsWith("Gateway.", StringComparison.Ordinal) && !name.StartsWith("Gateway.Simulator", StringComparison.Ordinal))
        select file.At(directive, $"using {name}");

    /// <summary>Stations of the host meet in core types inside one transaction; no station calls another's store.</summary>
    public static IEnumerable<string> ForeignStores(IEnumerable<SourceFile> files)
    {
        var stations = files.Where(file => file.IsCSharp && file.In("src/Gateway.Host") && file.Folders.Length > 2 && HostStations.Contains(file.Folders[2])).ToList();
        var owners = stations.SelectMany(file => Declared(file).Select(store => (store, station: file.Folders[2])))
            .DistinctBy(pair => pair.store).ToDictionary(pair => pair.store, pair => pair.station);
        return from file in stations
               from store in Mentioned(file).Where(owners.ContainsKey).Distinct()
               where owners[store] != file.Folders[2]
               select $"{file.Path}: {store} belongs to {owners[store]}";
    }

    private static IEnumerable<string> Declared(SourceFile file) =>
        file.Root.DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.TypeDeclarationSyntax>()
            .Select(type => type.Identifier.Text).Where(name => name.EndsWith("Store", StringComparison.Ordinal));

    private static IEnumerable<string> Mentioned(SourceFile file) =>
        file.Root.DescendantNodes().OfType<Microsoft.CodeAnalysis.CSharp.Syntax.IdentifierNameSyntax>().Select(name => name.Identifier.Text);
}
