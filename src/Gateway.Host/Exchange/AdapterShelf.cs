using Gateway.Adapters;

namespace Gateway.Host.Exchange;

/// <summary>
/// The catalogue in force. At start a broken folder stops everything with every finding; while the host runs, folders that are right
/// come into force and one that is wrong keeps what it had.
/// </summary>
public sealed class AdapterShelf
{
    private readonly AsyncLocal<Catalogue?> _held = new();
    private volatile Standing _standing;

    /// <summary>A shelf over a loaded catalogue; throws <see cref="InvalidDataException"/> with all findings when it has errors.</summary>
    public AdapterShelf(CatalogueLoad load)
    {
        ArgumentNullException.ThrowIfNull(load);
        if (!load.Ok)
        {
            throw new InvalidDataException("adapters are not usable:\n" + string.Join('\n', Errors(load)));
        }

        _standing = new Standing(load.Catalogue, new RefusedFolders([], []));
    }

    /// <summary>The catalogue: the one the operation holds, else the newest. Ask again each time; keep what it gives only within one operation.</summary>
    public Catalogue Catalogue => _held.Value ?? _standing.Catalogue;

    /// <summary>Folders that were refused at the last change, and everything that is wrong with them.</summary>
    public RefusedFolders Refused => _standing.Refused;

    /// <summary>What people call a message, by language; <c>null</c> when no adapter speaks it.</summary>
    public IReadOnlyDictionary<string, string>? TitleOf(string? message) => Catalogue.Messages.FirstOrDefault(guide => guide.Id == message)?.Entry.Title;

    /// <summary>The procedure of an id; throws <see cref="InvalidDataException"/> when it is not there.</summary>
    public Procedure Procedure(string id) =>
        Catalogue.Procedures.FirstOrDefault(procedure => procedure.Id == id) ?? throw new InvalidDataException($"no procedure {id}");

    /// <summary>Puts what is right of these files into force, at once and for every operation that begins after it.</summary>
    public CatalogueLoad Renew(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files)
    {
        var load = Catalogue.Load(files, _standing.Catalogue);
        _standing = new Standing(load.Catalogue, new RefusedFolders(load.Refused, Errors(load)));
        return load;
    }

    /// <summary>Keeps the catalogue of now for the rest of the operation, until it is disposed; inside another hold that one goes on.</summary>
    public IDisposable Hold()
    {
        if (_held.Value is not null)
        {
            return Holding.Nested;
        }

        _held.Value = _standing.Catalogue;
        return new Holding(_held);
    }

    private static List<Finding> Errors(CatalogueLoad load) => [.. load.Findings.Where(finding => finding.Severity == Severity.Error)];

    private sealed record Standing(Catalogue Catalogue, RefusedFolders Refused);

    private sealed class Holding(AsyncLocal<Catalogue?>? held) : IDisposable
    {
        public static Holding Nested { get; } = new(null);

        public void Dispose()
        {
            if (held is not null)
            {
                held.Value = null;
            }
        }
    }
}

/// <summary>What did not come into force.</summary>
/// <param name="Folders">Ids of families, and <c>procedures/ID</c>.</param>
/// <param name="Findings">All errors, each with file and line; also of files no folder uses.</param>
public sealed record RefusedFolders(IReadOnlyList<string> Folders, IReadOnlyList<Finding> Findings);
