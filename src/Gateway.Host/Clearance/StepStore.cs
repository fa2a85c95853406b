using Gateway.Host.Cases;
using Gateway.Host.Database;

namespace Gateway.Host.Clearance;

/// <summary>A step that could not be taken.</summary>
/// <param name="Id">Its dead letters and findings stand under this.</param>
/// <param name="Declaration">Whose step.</param>
/// <param name="Step">Step of the procedure.</param>
/// <param name="Message">Adapter message id it would have sent.</param>
/// <param name="Cause">The envelope that made it due.</param>
public sealed record StepFailure(Guid Id, Guid Declaration, string Step, string Message, Guid Cause);

/// <summary>Which steps of its procedure a declaration has taken, and which it could not take.</summary>
public static class StepStore
{
    /// <summary>Whether a step was taken, and the id of its failure where it ever failed.</summary>
    public static async Task<(bool Taken, Guid? Failure)> StandingAsync(Case @case, string step)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var rows = await @case.Work.QueryAsync(
            """
            select exists (select 1 from clearance.step where declaration = $1 and procedure = $2 and step = $3),
                   (select id from clearance.step_failure where declaration = $1 and procedure = $2 and step = $3)
            """,
            row => (row.GetBoolean(0), row.IsDBNull(1) ? (Guid?)null : row.GetGuid(1)), @case.Declaration, @case.Procedure, step).ConfigureAwait(false);
        return rows[0];
    }

    /// <summary>Takes a step; <c>false</c> when it was taken before.</summary>
    public static async Task<bool> TakeAsync(Case @case, string step)
    {
        ArgumentNullException.ThrowIfNull(@case);
        return await @case.Work.ExecuteAsync(
            "insert into clearance.step (declaration, procedure, step, at) values ($1,$2,$3,$4) on conflict do nothing",
            @case.Declaration, @case.Procedure, step, @case.Now).ConfigureAwait(false) == 1;
    }

    /// <summary>Keeps that a step failed, under one id whatever the number of tries.</summary>
    public static async Task FailAsync(Case @case, StepFailure failure)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(failure);
        await @case.Work.ExecuteAsync(
            "insert into clearance.step_failure (id, declaration, procedure, step, message, envelope, at) values ($1,$2,$3,$4,$5,$6,$7) on conflict do nothing",
            failure.Id, @case.Declaration, @case.Procedure, failure.Step, failure.Message, failure.Cause, @case.Now).ConfigureAwait(false);
    }

    /// <summary>The failure of an id, or <c>null</c>.</summary>
    public static async Task<StepFailure?> FailureAsync(Work work, Guid id)
    {
        ArgumentNullException.ThrowIfNull(work);
        return (await work.QueryAsync("select id, declaration, step, message, envelope from clearance.step_failure where id = $1", Map, id).ConfigureAwait(false)).FirstOrDefault();
    }

    private static StepFailure Map(Npgsql.NpgsqlDataReader row) => new(row.GetGuid(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetGuid(4));
}
