using Gateway.Host.Clearance;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>What taking a declaration needs from the rest of the host.</summary>
public sealed record IntakeParts(DocumentReader Reader, CaseFile File, Composer Composer, AdapterShelf Adapters)
{
    /// <summary>The next key.</summary>
    public Guid NewKey() => Composer.NewKey();

    /// <summary>What the first message of the procedure would complain about, so that the enterprise hears everything at once.</summary>
    public IReadOnlyList<Finding> FirstMessage(DeclarationRow row, Tree document)
    {
        ArgumentNullException.ThrowIfNull(row);
        return Adapters.Procedure(row.Procedure).Steps
            .Where(step => step.On == EventType.Checked && step.Send.Length > 0)
            .SelectMany(step => Composer.Complaints(new Posting(step.Send, row.Correlation, row.Id), document))
            .ToList();
    }
}
