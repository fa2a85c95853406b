using Gateway.Host.Database;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>One declaration inside one business transaction.</summary>
/// <param name="Work">The transaction.</param>
/// <param name="Declaration">Declaration id.</param>
/// <param name="Correlation">Correlation id carried by every message, log line and trace of the case.</param>
/// <param name="Enterprise">Partner id of the enterprise.</param>
/// <param name="Procedure">Procedure id.</param>
/// <param name="Cause">The envelope that made this happen.</param>
/// <param name="Now">The instant of the transaction.</param>
public sealed record Case(Work Work, Guid Declaration, string Correlation, string Enterprise, string Procedure, Guid Cause, DateTimeOffset Now);
