using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.Tidy;

/// <summary>How long files and members are, in code lines: lines that hold more than blanks and comments.</summary>
public static class Sizes
{
    public const int LongestFile = 400;
    public const int LongestMember = 60;
    public const int LongMember = 25;

    // Below this many members nine in ten is no statement; the cap of 60 still holds.
    private const int FewMembers = 20;
    private static readonly string[] Counted = [".cs", ".razor", ".css", ".js", ".sql", ".sh"];

    public static bool IsCounted(SourceFile file) =>
        (Counted.Contains(file.Extension) || file.Path is "gateway" or ".ci/run")
        && !file.Path.EndsWith(".g.cs", StringComparison.Ordinal) && !file.Path.Contains("/wwwroot/lib/", StringComparison.Ordinal);

    public static int Lines(SourceFile file) =>
        file.IsCSharp ? file.CodeLines.Count(code => code) : file.Lines.Count(line => !string.IsNullOrWhiteSpace(line));

    public static IEnumerable<string> LongFiles(IEnumerable<SourceFile> files) =>
        from file in files
        where IsCounted(file)
        let lines = Lines(file)
        where lines > LongestFile
        select $"{file.Path}: {lines} code lines, at most {LongestFile}";

    public static IEnumerable<string> LongestMembers(IEnumerable<SourceFile> files) =>
        from file in files
        from member in Members(file)
        where member.Lines > LongestMember
        select file.At(member.Node, $"{member.Lines} code lines in one member, at most {LongestMember}");

    /// <summary>Nine members in ten are under 25 lines, counted per project.</summary>
    public static IEnumerable<string> ManyLongMembers(IEnumerable<SourceFile> files) =>
        from file in files
        from member in Members(file)
        where member.Node is not BaseFieldDeclarationSyntax
        group (file, member) by string.Join('/', file.Path.Split('/').Take(2)) into project
        let members = project.ToList()
        let longOnes = members.Where(pair => pair.member.Lines >= LongMember).ToList()
        where members.Count >= FewMembers && longOnes.Count * 10 > members.Count
        select $"{project.Key}: {longOnes.Count} of {members.Count} members have {LongMember} lines or more: "
            + string.Join(", ", longOnes.Select(pair => pair.file.At(pair.member.Node, $"{pair.member.Lines}")));

    public static IEnumerable<(SyntaxNode Node, int Lines)> Members(SourceFile file)
    {
        var root = file.Root;
        foreach (var member in root.DescendantNodes().OfType<MemberDeclarationSyntax>())
        {
            if (member is not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax or EnumMemberDeclarationSyntax or DelegateDeclarationSyntax or GlobalStatementSyntax)
                && !member.IsKind(SyntaxKind.ExtensionBlockDeclaration))
            {
                yield return (member, Lines(file, member));
            }
        }

        // The statements of a program are one member, however many they are.
        if (root.Members.OfType<GlobalStatementSyntax>().ToList() is { Count: > 0 } statements)
        {
            yield return (statements[0], statements.Sum(statement => Lines(file, statement)));
        }
    }

    public static int Median(IReadOnlyCollection<int> numbers) => numbers.Count == 0 ? 0 : numbers.Order().ElementAt(numbers.Count / 2);

    private static int Lines(SourceFile file, SyntaxNode node)
    {
        var lines = file.Root.SyntaxTree.GetText().Lines;
        var first = lines.IndexOf(node.SpanStart);
        return file.CodeLines.AsSpan(first, lines.IndexOf(node.Span.End) - first + 1).Count(true);
    }
}
