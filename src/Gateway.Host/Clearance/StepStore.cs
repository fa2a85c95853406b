using Gateway.Host.Cases;
using Gateway.Host.Exchange;

namespace Gateway.Host.Clearance;

/// <summary>Which steps of its procedure a declaration has taken.</summary>
public static class StepStore
{
    /// <summary>Takes a step; <c>false</c> when it was taken before.</summary>
    public static async Task<bool> TakeAsync(Case @case, string step)
    {
        ArgumentNullException.ThrowIfNull(@case);
        return await @case.Work.ExecuteAsync(
            "insert into clearance.step (declaration, procedure, step, at) values ($1,$2,$3,$4) on conflict do nothing",
            @case.Declaration, @case.Procedure, step, @case.Now).ConfigureAwait(false) == 1;
    }
}
