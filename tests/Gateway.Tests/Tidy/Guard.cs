using Xunit;

namespace Gateway.Tests.Tidy;

/// <summary>A guard is a function from files to complaints. It is held to the repository, and to a planted violation that it must see.</summary>
public static class Guard
{
    public static void Holds(IEnumerable<string> complaints)
    {
        var all = complaints.ToList();
        Assert.True(all.Count == 0, $"{all.Count} complaint(s):{Environment.NewLine}{string.Join(Environment.NewLine, all)}");
    }

    /// <summary>One planted violation gives one complaint that names its place.</summary>
    public static void Bites(IEnumerable<string> complaints, string naming)
    {
        var complaint = Assert.Single(complaints);
        Assert.Contains(naming, complaint, StringComparison.Ordinal);
    }

    public static SourceFile Plant(string text, string path = "src/Gateway/Payments/Planted.cs") => new(path, text);
}
