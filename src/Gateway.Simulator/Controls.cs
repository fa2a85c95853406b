using Gateway.Simulator.Bank;
using Gateway.Simulator.Delivery;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Reception;

namespace Gateway.Simulator;

/// <summary>What tests and operators ask for: the log, faults, the bank's misdeeds.</summary>
internal static class Controls
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static void MapControls(this WebApplication app)
    {
        app.MapGet("/health", () => Results.Json(new { Status = "ok" }));
        app.MapGet("/log", Log);
        app.MapGet("/control/faults", (Faults faults) => Results.Json(faults.Plan));
        app.MapPost("/control/faults", (Faults faults, FaultPlan plan) =>
        {
            faults.Plan = plan;
            return Results.Json(faults.Plan);
        });
        app.MapPost("/control/bank/repeat", (BankControls bank, string declaration, CancellationToken cancel) => RunAsync(c => bank.RepeatAsync(declaration, c), cancel));
        app.MapPost("/control/bank/second-transfer", (BankControls bank, string declaration, CancellationToken cancel) => RunAsync(c => bank.SecondTransferAsync(declaration, c), cancel));
        app.MapPost("/control/bank/conflict", (BankControls bank, string declaration, CancellationToken cancel) => RunAsync(c => bank.ConflictAsync(declaration, c), cancel));
        app.MapPost("/control/bank/forge", (BankControls bank, string? declaration, CancellationToken cancel) => RunAsync(c => bank.ForgeAsync(declaration, c), cancel));
        app.MapPost("/control/bank/day-end", (BankControls bank, DateOnly day, string? agreed, CancellationToken cancel) =>
            RunAsync(async c => await bank.DayEndAsync(day, agreed ?? "0", c), cancel));
    }

    private static async Task<IResult> RunAsync(Func<CancellationToken, Task<ControlResult?>> control, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(Patience);
        try
        {
            return await control(limit.Token) is { } result
                ? Results.Json(result)
                : Results.Json(new { Error = "no payment (301) was sent for that declaration" }, statusCode: StatusCodes.Status404NotFound);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return Results.Json(new { Error = "the gateway did not answer in time" }, statusCode: StatusCodes.Status504GatewayTimeout);
        }
    }

    private static IResult Log(World world) => Results.Json(new
    {
        Received = world.Received(),
        Sent = world.Letters(_ => true).Select(l => Sent(world, l)),
    });

    private static object Sent(World world, Letter letter)
    {
        var ending = world.EndingOf(letter.Id);
        var envelope = world.EnvelopeOf(letter.Id);
        return new
        {
            letter.Sequence,
            letter.Partner,
            letter.Type,
            letter.Identity,
            letter.Numbers,
            letter.Purpose,
            letter.Correlation,
            letter.Due,
            Sha256 = envelope is null ? null : Sealing.Hash(envelope.Body),
            Outcome = ending?.Outcome ?? (letter.Posted ? "waiting" : "held"),
            ending?.Attempts,
            ending?.Status,
            ending?.Verdict,
            AnswerSha256 = ending is null ? null : Sealing.Hash(ending.Answer),
        };
    }
}
