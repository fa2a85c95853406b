using System.Text.RegularExpressions;
using Xunit;

namespace Gateway.Tests.Tidy;

/// <summary>Commands that pages name must exist, and the two of the README are what the build machine runs.</summary>
public sealed partial class When_the_commands_are_documented
{
    private static readonly SourceFile Script = Repository.File("gateway");

    [Fact]
    public void Every_command_a_page_names_is_one_of_the_script() =>
        Guard.Holds(UnknownVerbs(Script, Repository.Files.Where(file => file.Extension == ".md")));

    [Fact]
    public void The_build_machine_runs_the_two_commands()
    {
        var run = Repository.File(".ci/run");
        Assert.Contains("./gateway try --exit", run.Text, StringComparison.Ordinal);
        Assert.Contains("./gateway test", run.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_planted_unknown_command_is_seen() =>
        Guard.Bites(UnknownVerbs(Script, [Guard.Plant("run `./gateway fly`", "README.md")]), "./gateway fly");

    private static IEnumerable<string> UnknownVerbs(SourceFile script, IEnumerable<SourceFile> pages)
    {
        var known = Listed().Matches(script.Text).Select(match => match.Groups[1].Value).ToHashSet();
        foreach (var page in pages)
        {
            foreach (var verb in Named().Matches(page.Text).Select(match => match.Groups[1].Value).Where(verb => !known.Contains(verb)))
            {
                yield return $"{page.Path}: ./gateway {verb} is not in the script's list";
            }
        }
    }

    [GeneratedRegex("^  ([a-z]+)(?: |$)", RegexOptions.Multiline)]
    private static partial Regex Listed();

    [GeneratedRegex(@"\./gateway ([a-z]+)\b")]
    private static partial Regex Named();
}
