using System.Globalization;

namespace Gateway.Host.Database;

/// <summary>The system's PostgreSQL: the newest one, or the one an existing cluster was made with.</summary>
internal sealed record PostgresBinaries(int Major, string Folder)
{
    public string Initdb => Path.Combine(Folder, "initdb");

    public string Postgres => Path.Combine(Folder, "postgres");

    public static PostgresBinaries Find(string root, string cluster)
    {
        var version = Path.Combine(cluster, "PG_VERSION");
        int? wanted = File.Exists(version) ? int.Parse(File.ReadAllText(version), CultureInfo.InvariantCulture) : null;
        var found = Directory.Exists(root)
            ? Directory.GetDirectories(root).Select(At).OfType<PostgresBinaries>().Where(b => b.Major == (wanted ?? b.Major))
            : [];
        return found.MaxBy(b => b.Major) ?? throw new EmbeddedPostgresException(wanted is null
            ? $"no PostgreSQL under {root}: apt-get install postgresql"
            : $"{cluster} was made by PostgreSQL {wanted}, which is not under {root}: apt-get install postgresql-{wanted}");
    }

    private static PostgresBinaries? At(string folder)
    {
        var bin = Path.Combine(folder, "bin");
        return int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && File.Exists(Path.Combine(bin, "initdb")) && File.Exists(Path.Combine(bin, "postgres"))
                ? new PostgresBinaries(major, bin)
                : null;
    }
}
