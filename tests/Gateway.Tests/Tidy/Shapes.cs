using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.Tidy;

/// <summary>What a type may look like.</summary>
public static class Shapes
{
    public const int MostDependencies = 4;

    // Settings and values are not dependencies; a thing that does work is.
    private static readonly string[] Values =
        ["Guid", "TimeSpan", "DateOnly", "TimeOnly", "DateTimeOffset", "DateTime", "Uri", "CancellationToken", "Version", "BigInteger"];

    /// <summary>Constructors of classes (not of records, which are values) take at most four dependencies; so do Razor components.</summary>
    public static IEnumerable<string> ManyDependencies(IEnumerable<SourceFile> files)
    {
        foreach (var file in files)
        {
            if (file.Extension == ".razor")
            {
                var injected = file.Lines.Count(line => line.StartsWith("@inject ", StringComparison.Ordinal));
                if (injected > MostDependencies)
                {
                    yield return file.At(1, $"{injected} injected dependencies, at most {MostDependencies}");
                }
            }

            foreach (var list in file.IsCSharp ? ConstructorParameters(file.Root) : [])
            {
                var dependencies = list.Parameters.Count(parameter => IsDependency(parameter.Type));
                if (dependencies > MostDependencies)
                {
                    yield return file.At(list, $"{dependencies} constructor dependencies, at most {MostDependencies}");
                }
            }
        }
    }

    /// <summary>A class is sealed or static; an abstract one has a descendant.</summary>
    public static IEnumerable<string> OpenClasses(IEnumerable<SourceFile> files)
    {
        var all = files.Where(file => file.IsCSharp).ToList();
        var parts = all.SelectMany(file => Types(file.Root).Select(type => (file, type))).ToList();
        var bases = parts.SelectMany(part => BaseNames(part.type)).ToHashSet();
        foreach (var group in parts.Where(part => IsClass(part.type)).GroupBy(part => FullName(part.type)))
        {
            var modifiers = group.SelectMany(part => part.type.Modifiers).Select(modifier => modifier.Kind()).ToHashSet();
            var (file, type) = group.First();
            if (modifiers.Contains(SyntaxKind.AbstractKeyword) ? !bases.Contains(type.Identifier.Text) : !Closed(modifiers))
            {
                yield return file.At(type, $"class {type.Identifier.Text} is neither sealed nor static, nor abstract with a descendant");
            }
        }
    }

    /// <summary>An interface exists because a second implementation exists. A service contract is the carrier's, not ours: exempt.</summary>
    public static IEnumerable<string> MirrorInterfaces(IEnumerable<SourceFile> files)
    {
        var all = files.Where(file => file.IsCSharp && file.In("src")).ToList();
        var types = all.SelectMany(file => Types(file.Root)).ToList();
        foreach (var file in all)
        {
            foreach (var contract in file.Root.DescendantNodes().OfType<InterfaceDeclarationSyntax>())
            {
                var implementations = Implementations(contract.Identifier.Text, types);
                if (implementations < 2 && !HasAttribute(contract, "ServiceContract"))
                {
                    yield return file.At(contract, $"interface {contract.Identifier.Text} has {implementations} implementation(s)");
                }
            }
        }
    }

    /// <summary>File-scoped namespaces that are the folder's path.</summary>
    public static IEnumerable<string> StrayNamespaces(IEnumerable<SourceFile> files)
    {
        foreach (var file in files.Where(file => file.IsCSharp && file.In("src", "tests")))
        {
            var expected = string.Join('.', file.Folders.Skip(1));
            foreach (var found in file.Root.Members.OfType<BaseNamespaceDeclarationSyntax>())
            {
                if (found is not FileScopedNamespaceDeclarationSyntax || found.Name.ToString() != expected)
                {
                    yield return file.At(found, $"namespace {found.Name}; the folder says {expected} (file-scoped)");
                }
            }
        }
    }

    /// <summary>The core counts in integers and decimals: binary fractions do not add up.</summary>
    public static IEnumerable<string> BinaryFractions(IEnumerable<SourceFile> files) =>
        from file in files
        where file.IsCSharp && file.In("src/Gateway")
        from type in file.Root.DescendantNodes().OfType<PredefinedTypeSyntax>()
        where type.Keyword.Kind() is SyntaxKind.DoubleKeyword or SyntaxKind.FloatKeyword
        select file.At(type, $"{type.Keyword.Text} in the core");

    private static IEnumerable<ParameterListSyntax> ConstructorParameters(SyntaxNode root) =>
        root.DescendantNodes().Select(node => node switch
        {
            ConstructorDeclarationSyntax { Parent: ClassDeclarationSyntax } constructor => constructor.ParameterList,
            ClassDeclarationSyntax type => type.ParameterList,
            _ => null,
        }).OfType<ParameterListSyntax>();

    private static bool IsDependency(TypeSyntax? type) => type switch
    {
        null or PredefinedTypeSyntax => false,
        NullableTypeSyntax nullable => IsDependency(nullable.ElementType),
        ArrayTypeSyntax array => IsDependency(array.ElementType),
        _ => !Values.Contains(type.ToString()),
    };

    private static IEnumerable<TypeDeclarationSyntax> Types(SyntaxNode root) => root.DescendantNodes().OfType<TypeDeclarationSyntax>();

    private static bool IsClass(TypeDeclarationSyntax type) => type.Kind() is SyntaxKind.ClassDeclaration or SyntaxKind.RecordDeclaration;

    private static bool Closed(HashSet<SyntaxKind> modifiers) =>
        modifiers.Contains(SyntaxKind.SealedKeyword) || modifiers.Contains(SyntaxKind.StaticKeyword);

    private static string FullName(TypeDeclarationSyntax type) =>
        string.Join('.', type.AncestorsAndSelf().Reverse().Select(node => node switch
        {
            BaseNamespaceDeclarationSyntax space => space.Name.ToString(),
            TypeDeclarationSyntax declared => declared.Identifier.Text + declared.TypeParameterList?.Parameters.Count,
            _ => string.Empty,
        }));

    private static IEnumerable<string> BaseNames(TypeDeclarationSyntax type) =>
        type.BaseList?.Types.Select(inherited => SimpleName(inherited.Type)) ?? [];

    private static string SimpleName(TypeSyntax type) => type switch
    {
        QualifiedNameSyntax qualified => qualified.Right.Identifier.Text,
        SimpleNameSyntax simple => simple.Identifier.Text,
        _ => type.ToString(),
    };

    private static int Implementations(string contract, List<TypeDeclarationSyntax> types)
    {
        var direct = types.Where(type => BaseNames(type).Contains(contract)).ToList();
        var implementing = direct.Count(type => type is not InterfaceDeclarationSyntax);
        return implementing + direct.OfType<InterfaceDeclarationSyntax>().Sum(child => Implementations(child.Identifier.Text, types));
    }

    private static bool HasAttribute(MemberDeclarationSyntax member, string name) =>
        member.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => SimpleName(attribute.Name).StartsWith(name, StringComparison.Ordinal));
}
