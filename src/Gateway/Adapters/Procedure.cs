namespace Gateway.Adapters;

/// <summary>Which message follows which answer: data beside the adapters, spanning partners.</summary>
/// <param name="Id">Path below <c>adapters/procedures/</c>.</param>
/// <param name="Start">Event that begins it.</param>
/// <param name="Direction">Declarations it is for: IM, EX, empty for both.</param>
/// <param name="Correlate">Identities that tie messages to the case.</param>
/// <param name="Steps">The steps.</param>
public sealed record Procedure(string Id, EventType Start, string Direction, IReadOnlyList<string> Correlate, IReadOnlyList<ProcedureStep> Steps)
{
    /// <summary>First day on which it takes declarations; those it has taken it keeps.</summary>
    public DateOnly ValidFrom { get; init; } = DateOnly.MinValue;

    /// <summary>First day on which it takes none any more, <c>null</c> when open.</summary>
    public DateOnly? ValidUntil { get; init; }

    /// <summary>Takes declarations on this day.</summary>
    public bool HoldsOn(DateOnly day) => day >= ValidFrom && (ValidUntil is null || day < ValidUntil);
}

/// <summary>One step: on an event, send a message.</summary>
/// <param name="Id">Name within the procedure.</param>
/// <param name="On">The event.</param>
/// <param name="Send">Message id.</param>
/// <param name="Document">Kind of the case's document that is sent.</param>
/// <param name="By"><c>at once</c> or <c>person</c>.</param>
/// <param name="Within">Clock id, empty for none.</param>
/// <param name="Otherwise">Step when the time is over, empty for none.</param>
/// <param name="Refused">Step when it is refused, empty for none.</param>
/// <param name="Line">Line of the file.</param>
public sealed record ProcedureStep(string Id, EventType On, string Send, string Document, string By, string Within, string Otherwise, string Refused, int Line);
