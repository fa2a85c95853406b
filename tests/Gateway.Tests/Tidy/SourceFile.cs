using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Gateway.Tests.Tidy;

/// <summary>One file as a guard sees it: where it is, from the root and with '/', and what it says.</summary>
public sealed class SourceFile(string path, string text)
{
    private static readonly CSharpParseOptions Options = new(LanguageVersion.Preview);
    private readonly Lazy<CompilationUnitSyntax> _root =
        new(() => CSharpSyntaxTree.ParseText(text, Options, path).GetCompilationUnitRoot());

    private bool[]? _codeLines;

    public string Path => path;

    public string Text => text;

    public bool IsCSharp => Path.EndsWith(".cs", StringComparison.Ordinal);

    /// <summary>The parsed file; parsed once, whichever guards ask.</summary>
    public CompilationUnitSyntax Root => _root.Value;

    /// <summary>For each line (0-based) whether it holds more than blanks and comments. C# only.</summary>
    public bool[] CodeLines => _codeLines ??= MarkCode();

    public string[] Folders => Path.Split('/')[..^1];

    public string Name => Path[(Path.LastIndexOf('/') + 1)..];

    public string Extension => System.IO.Path.GetExtension(Path);

    public IEnumerable<string> Lines => Text.Split('\n');

    public bool In(params ReadOnlySpan<string> folders)
    {
        foreach (var folder in folders)
        {
            if (Path.StartsWith(folder + "/", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    public string At(SyntaxNode node, string what) => $"{Path}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: {what}";

    public string At(int line, string what) => $"{Path}:{line}: {what}";

    private bool[] MarkCode()
    {
        var lines = Root.SyntaxTree.GetText().Lines;
        var marks = new bool[lines.Count];
        foreach (var token in Root.DescendantTokens().Where(token => token.Span.Length > 0))
        {
            var last = lines.IndexOf(token.Span.End);
            for (var line = lines.IndexOf(token.SpanStart); line <= last; line++)
            {
                marks[line] = true;
            }
        }

        return marks;
    }
}
