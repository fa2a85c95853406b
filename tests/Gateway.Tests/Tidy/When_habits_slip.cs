using Xunit;

namespace Gateway.Tests.Tidy;

public sealed class When_habits_slip
{
    private static readonly SourceFile Props = Repository.File("Directory.Build.props");
    private static readonly SourceFile Banned = Repository.File("BannedSymbols.txt");

    [Fact]
    public void No_exception_is_swallowed() => Guard.Holds(Habits.SwallowedExceptions(Repository.CSharp));

    [Fact]
    public void No_test_is_left_out_without_a_reason() => Guard.Holds(Habits.SilentSkips(Repository.CSharp));

    [Fact]
    public void Tests_are_named_by_sentences() => Guard.Holds(Habits.NamesThatAreNoSentences(Repository.CSharp));

    [Fact]
    public void The_build_keeps_its_rules() => Guard.Holds(Habits.LooseBuild(Props, Banned, Repository.Files));

    [Theory]
    [InlineData("try { } catch { }")]
    [InlineData("try { } catch (Exception) { }")]
    [InlineData("try { } catch (Exception) { /* never mind */ }")]
    [InlineData("try { } catch (IOException) { }")]
    public void A_planted_swallowed_exception_is_seen(string text) =>
        Guard.Bites(Habits.SwallowedExceptions([Guard.Plant(text)]), "swallowed");

    [Theory]
    [InlineData("try { } catch (IOException) { /* already gone, which is what was wanted */ }")]
    [InlineData("try { } catch (Exception) { Log(); throw; }")]
    public void A_handled_exception_passes(string text) => Assert.Empty(Habits.SwallowedExceptions([Guard.Plant(text)]));

    [Theory]
    [InlineData("class T { [Fact(Skip = \" \")] void A_b_c() { } }")]
    [InlineData("class T { [Theory(Explicit = true)] void A_b_c() { } }")]
    [InlineData("class T { void M() { Assert.SkipWhen(true, \"\"); } }")]
    public void A_planted_silent_skip_is_seen(string text) =>
        Guard.Bites(Habits.SilentSkips([Guard.Plant(text, "tests/Gateway.Tests/T.cs")]), "without a reason");

    [Theory]
    [InlineData("class T { [Fact] void Works() { } }")]
    [InlineData("class T { [Theory] void Test_one() { } }")]
    public void A_planted_name_that_is_no_sentence_is_seen(string text) =>
        Guard.Bites(Habits.NamesThatAreNoSentences([Guard.Plant(text, "tests/Gateway.Tests/T.cs")]), "not a sentence");

    [Fact]
    public void A_planted_loosening_of_the_build_is_seen()
    {
        var lax = Props.Text.Replace("<Nullable>enable", "<Nullable>disable", StringComparison.Ordinal);
        Guard.Bites(Habits.LooseBuild(new SourceFile(Props.Path, lax), Banned, []), "Nullable");
        var fewer = Banned.Text.Replace("M:System.Guid.NewGuid", "", StringComparison.Ordinal);
        Guard.Bites(Habits.LooseBuild(Props, new SourceFile(Banned.Path, fewer), []), "NewGuid");
        Guard.Bites(Habits.LooseBuild(Props, Banned, [Guard.Plant("<TreatWarningsAsErrors>false", "src/Gateway/Gateway.csproj")]), "Gateway.csproj");
        Guard.Bites(Habits.LooseBuild(Props, Banned, [Guard.Plant("#pragma warning disable RS0030\nclass X;")]), "banned symbols");
    }
}
