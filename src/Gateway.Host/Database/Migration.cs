using System.Security.Cryptography;
using System.Text;

namespace Gateway.Host.Database;

/// <summary>One numbered SQL script.</summary>
public sealed record Migration(int Number, string Name, string Sql)
{
    private const string Folder = "migrations/";

    /// <summary>Of the text with plain line ends, so that a checkout on another system does not look like a change.</summary>
    public string Sha256 =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql.ReplaceLineEndings("\n"))));

    /// <summary>The scripts of this program, in order, numbered from 1 without a gap.</summary>
    public static IReadOnlyList<Migration> Embedded()
    {
        var assembly = typeof(Migration).Assembly;
        var scripts = assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return Parse(name[Folder.Length..], reader.ReadToEnd());
            })
            .ToList();
        return scripts.Select(s => s.Number).SequenceEqual(Enumerable.Range(1, scripts.Count))
            ? scripts
            : throw new InvalidOperationException("migrations are not numbered 1, 2, 3 ...");
    }

    /// <summary><c>0003_declarations.sql</c>.</summary>
    private static Migration Parse(string file, string sql)
    {
        var parts = Path.GetFileNameWithoutExtension(file).Split('_', 2);
        return new Migration(int.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), parts[1], sql);
    }
}
