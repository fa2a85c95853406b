namespace Gateway.Host.Database;

/// <summary>What a durable commit came to.</summary>
/// <param name="Answer">The answer kept with the key: the one the work gave when it first succeeded.</param>
/// <param name="First">
/// The work ran in the acknowledged transaction. False: an earlier transaction had already left its answer, be it another
/// caller's or an attempt of this very call whose commit was not acknowledged.
/// </param>
public sealed record Committed(string Answer, bool First);
