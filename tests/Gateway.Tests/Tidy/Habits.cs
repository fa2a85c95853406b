using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.Tidy;

/// <summary>Habits of the code that the compiler lets pass.</summary>
public static class Habits
{
    private static readonly string[] Hygiene =
    [
        "<Nullable>enable</Nullable>", "<TreatWarningsAsErrors>true</TreatWarningsAsErrors>", "<EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>",
        "<CheckForOverflowUnderflow>true</CheckForOverflowUnderflow>", "<Deterministic>true</Deterministic>",
        "<RestorePackagesWithLockFile>true</RestorePackagesWithLockFile>", "<NuGetAudit>true</NuGetAudit>",
        "<PackageReference Include=\"Microsoft.CodeAnalysis.BannedApiAnalyzers\"", "BannedSymbols.txt",
    ];

    private static readonly string[] Banned =
    [
        "P:System.DateTime.Now", "P:System.DateTime.UtcNow", "P:System.DateTime.Today", "P:System.DateTimeOffset.Now", "P:System.DateTimeOffset.UtcNow",
        "P:System.TimeZoneInfo.Local", "M:System.Guid.NewGuid", "M:System.Guid.CreateVersion7", "M:System.Threading.Thread.Sleep(System.Int32)",
    ];

    /// <summary>An exception is never swallowed: an empty catch names the exception it expects and says why it may pass.</summary>
    public static IEnumerable<string> SwallowedExceptions(IEnumerable<SourceFile> files) =>
        from file in files
        where file.IsCSharp
        from caught in file.Root.DescendantNodes().OfType<CatchClauseSyntax>()
        where caught.Block.Statements.Count == 0
        let expected = caught.Declaration?.Type.ToString() is { } type && type is not ("Exception" or "System.Exception")
        let explained = caught.Block.DescendantTrivia().Any(IsComment)
        where !explained || !(expected || caught.Filter is not null)
        select file.At(caught, "an exception is swallowed");

    /// <summary>A test that is left out says why, and none is left out by being explicit.</summary>
    public static IEnumerable<string> SilentSkips(IEnumerable<SourceFile> files)
    {
        foreach (var file in files.Where(file => file.IsCSharp && file.In("tests")))
        {
            foreach (var argument in file.Root.DescendantNodes().OfType<AttributeArgumentSyntax>())
            {
                var name = argument.NameEquals?.Name.Identifier.Text;
                if ((name == "Skip" && IsBlank(argument.Expression)) || (name == "Explicit" && argument.Expression.IsKind(SyntaxKind.TrueLiteralExpression)))
                {
                    yield return file.At(argument, "a test is left out without a reason");
                }
            }

            foreach (var call in file.Root.DescendantNodes().OfType<InvocationExpressionSyntax>())
            {
                if (call.Expression.ToString() is "Assert.Skip" or "Assert.SkipWhen" or "Assert.SkipUnless"
                    && (call.ArgumentList.Arguments.Count == 0 || IsBlank(call.ArgumentList.Arguments[^1].Expression)))
                {
                    yield return file.At(call, "a test is left out without a reason");
                }
            }
        }
    }

    /// <summary>A test's name is a sentence.</summary>
    public static IEnumerable<string> NamesThatAreNoSentences(IEnumerable<SourceFile> files) =>
        from file in files
        where file.IsCSharp && file.In("tests")
        from method in file.Root.DescendantNodes().OfType<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        let name = method.Identifier.Text
        where !char.IsUpper(name[0]) || name.Count(letter => letter == '_') < 2
        select file.At(method, $"{name} is not a sentence");

    /// <summary>The build is held to its rules, and no project loosens them.</summary>
    public static IEnumerable<string> LooseBuild(SourceFile props, SourceFile banned, IEnumerable<SourceFile> files)
    {
        foreach (var rule in Hygiene.Where(rule => !props.Text.Contains(rule, StringComparison.Ordinal)))
        {
            yield return $"{props.Path}: {rule} is missing";
        }

        var symbols = banned.Lines.Select(line => line.Split(';')[0].Trim()).ToHashSet();
        foreach (var symbol in Banned.Where(symbol => !symbols.Contains(symbol)))
        {
            yield return $"{banned.Path}: {symbol} is missing";
        }

        foreach (var file in files.Where(file => file.In("src")))
        {
            if (file.Extension == ".csproj" && (file.Text.Contains("TreatWarningsAsErrors", StringComparison.Ordinal) || file.Text.Contains("<BannedSymbols>", StringComparison.Ordinal)))
            {
                yield return $"{file.Path}: loosens the rules of Directory.Build.props";
            }

            if (file.IsCSharp && file.Root.DescendantTrivia(descendIntoTrivia: true).Any(DisablesBanned))
            {
                yield return $"{file.Path}: switches off the banned symbols";
            }
        }
    }

    private static bool DisablesBanned(SyntaxTrivia trivia) =>
        trivia.GetStructure() is PragmaWarningDirectiveTriviaSyntax pragma
        && pragma.DisableOrRestoreKeyword.IsKind(SyntaxKind.DisableKeyword)
        && (pragma.ErrorCodes.Count == 0 || pragma.ErrorCodes.Any(code => code.ToString() == "RS0030"));

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia;

    private static bool IsBlank(ExpressionSyntax expression) =>
        expression.IsKind(SyntaxKind.NullLiteralExpression)
        || (expression is LiteralExpressionSyntax literal && string.IsNullOrWhiteSpace(literal.Token.ValueText));
}
