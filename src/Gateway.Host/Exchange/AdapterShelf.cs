using Gateway.Adapters;

namespace Gateway.Host.Exchange;

/// <summary>The catalogue in force. Read once at start; a broken folder stops the start with every finding.</summary>
public sealed class AdapterShelf
{
    /// <summary>A shelf over a loaded catalogue; throws <see cref="InvalidDataException"/> with all findings when it has errors.</summary>
    public AdapterShelf(CatalogueLoad load)
    {
        ArgumentNullException.ThrowIfNull(load);
        var errors = load.Findings.Where(finding => finding.Severity == Severity.Error).ToList();
        if (errors.Count > 0)
        {
            throw new InvalidDataException("adapters are not usable:\n" + string.Join('\n', errors));
        }

        Catalogue = load.Catalogue;
    }

    /// <summary>The catalogue.</summary>
    public Catalogue Catalogue { get; }

    /// <summary>What people call a message, by language; <c>null</c> when no adapter speaks it.</summary>
    public IReadOnlyDictionary<string, string>? TitleOf(string? message) => Catalogue.Messages.FirstOrDefault(guide => guide.Id == message)?.Entry.Title;

    /// <summary>The procedure of an id; throws <see cref="InvalidDataException"/> when it is not there.</summary>
    public Procedure Procedure(string id) =>
        Catalogue.Procedures.FirstOrDefault(procedure => procedure.Id == id) ?? throw new InvalidDataException($"no procedure {id}");
}
