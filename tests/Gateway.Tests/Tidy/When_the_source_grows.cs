using Xunit;

namespace Gateway.Tests.Tidy;

public sealed class When_the_source_grows(ITestOutputHelper output)
{
    [Fact]
    public void No_file_is_longer_than_four_hundred_code_lines()
    {
        var lines = Repository.CSharp.GroupBy(file => string.Join('/', file.Path.Split('/').Take(2)));
        foreach (var project in lines.OrderBy(project => project.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{project.Key}: {project.Count()} files, median {Sizes.Median([.. project.Select(Sizes.Lines)])} code lines, "
                + $"median member {Sizes.Median([.. project.SelectMany(Sizes.Members).Select(member => member.Lines)])}");
        }

        Guard.Holds(Sizes.LongFiles(Repository.Files));
    }

    [Fact]
    public void No_member_is_longer_than_sixty_code_lines() => Guard.Holds(Sizes.LongestMembers(Repository.CSharp));

    [Fact]
    public void Nine_members_in_ten_are_under_twenty_five_lines() => Guard.Holds(Sizes.ManyLongMembers(Repository.CSharp));

    [Fact]
    public void A_planted_file_of_four_hundred_and_one_lines_is_seen()
    {
        Guard.Bites(Sizes.LongFiles([Guard.Plant(Class(Fields(399)))]), "401 code lines");
        Guard.Bites(Sizes.LongFiles([Guard.Plant(string.Concat(Enumerable.Repeat("SELECT 1;\n", 401)), "src/Gateway.Host/Database/Migrations/9.sql")]), "9.sql");
    }

    [Fact]
    public void Blank_lines_comments_and_generated_files_do_not_count()
    {
        Assert.Empty(Sizes.LongFiles([Guard.Plant(Class(Fields(398) + "\n\n// why\n/* and\n why */\n"))]));
        Assert.Empty(Sizes.LongFiles([Guard.Plant(Class(Fields(500)), "src/Gateway/Kinds.g.cs")]));
    }

    [Fact]
    public void A_planted_member_of_sixty_one_lines_is_seen()
    {
        Guard.Bites(Sizes.LongestMembers([Guard.Plant(Class(Method("Long", 61)))]), "61 code lines in one member");
        Guard.Bites(Sizes.LongestMembers([Guard.Plant(string.Concat(Enumerable.Repeat("Run();\n", 61)), "src/Gateway.Host/Program.cs")]), "Program.cs:1");
        Assert.Empty(Sizes.LongestMembers([Guard.Plant(Class(Method("Fits", 60)))]));
    }

    [Fact]
    public void A_planted_project_of_many_long_members_is_seen()
    {
        var few = Enumerable.Range(0, 18).Select(number => Method($"Short{number}", 4));
        var two = few.Append(Method("Long1", 25)).Append(Method("Long2", 25));
        var three = two.Append(Method("Long3", 25));
        Assert.Empty(Sizes.ManyLongMembers([Guard.Plant(Class(string.Concat(two)))]));
        Guard.Bites(Sizes.ManyLongMembers([Guard.Plant(Class(string.Concat(three)))]), "src/Gateway: 3 of 21 members");
    }

    private static string Class(string members) => $"class Planted {{\n{members}}}\n";

    private static string Fields(int count) => string.Concat(Enumerable.Range(0, count).Select(number => $"int f{number};\n"));

    private static string Method(string name, int lines) =>
        $"void {name}()\n{{\n{string.Concat(Enumerable.Repeat("Run();\n", lines - 3))}}}\n";
}
