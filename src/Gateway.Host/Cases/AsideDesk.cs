using System.Globalization;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Signatures;

namespace Gateway.Host.Cases;

/// <summary>What came of deciding on something that is set aside.</summary>
/// <param name="Holds">What was asked for is decided, now or before.</param>
/// <param name="Code">Empty where it was decided now.</param>
/// <param name="Text">For people.</param>
public sealed record Ruling(bool Holds, string Code, string Text);

/// <summary>
/// Puts back what is set aside, or closes it. A decision is one row and, for what is put back, its place at the end of its lane, in one commit;
/// the bytes stay the envelope's. Each dead letter has one decision: deciding it again changes nothing. No key is needed for any of this, sealed
/// or not: the gateway that runs does the work.
/// </summary>
public sealed class AsideDesk(DurableCommit commit, AsidePages pages, TimeProvider time)
{
    /// <summary>Puts it back: a message is processed or sent again, a step is taken again from the state its case has then.</summary>
    public Task<Ruling> RetryAsync(Guid id, string who, string why, CancellationToken cancellation) => DecideAsync(id, "retry", who, why, cancellation);

    /// <summary>Closes it: nothing more is done with it. A message that is held is set aside and closed at once, and those behind it go on.</summary>
    public async Task<Ruling> DropAsync(Guid id, string who, string why, CancellationToken cancellation) =>
        await pages.HeldAsync(id, cancellation).ConfigureAwait(false) is { } held && await DropHeldAsync(held, new Resolution(held.Round, "drop", who, why, time.GetUtcNow()), cancellation).ConfigureAwait(false) is { } ruling
            ? ruling
            : await DecideAsync(id, "drop", who, why, cancellation).ConfigureAwait(false);

    // Nobody may look at it at the same time; null where it was not held any more.
    private async Task<Ruling?> DropHeldAsync(HeldHead held, Resolution ours, CancellationToken cancellation)
    {
        var said = (await commit.RunAsync(
            $"drop-held:{held.Id:N}:{held.Round.ToString(CultureInfo.InvariantCulture)}:{Guid.CreateVersion7(ours.At):N}",
            async work =>
            {
                if (!await work.ScalarAsync<bool>("select pg_try_advisory_xact_lock($1)", Lanes.LockKey("inbox", held.Lane)).ConfigureAwait(false))
                {
                    return "busy";
                }

                if (await work.ExecuteAsync("delete from exchange.inbox where envelope = $1 and round = $2 and holds > 0", held.Id, held.Round).ConfigureAwait(false) == 0)
                {
                    return "gone";
                }

                await EnvelopeStore.DeadLetterAsync(work, held.Id, SignatureCodes.Revocation, held.Reason, ours.At).ConfigureAwait(false);
                return await AsideStore.DecideAsync(work, held.Id, ours).ConfigureAwait(false) ? "made" : "before";
            },
            cancellation).ConfigureAwait(false)).Answer;
        return said == "busy" ? new Ruling(false, "ASIDE-BUSY", "the gateway is looking at it this moment: say it again")
            : said == "gone" ? null
            : Of(ours, "drop", made: said == "made");
    }

    private async Task<Ruling> DecideAsync(Guid id, string decision, string who, string why, CancellationToken cancellation)
    {
        if (await pages.FindAsync(id, cancellation).ConfigureAwait(false) is not { } detail)
        {
            return await pages.HeldAsync(id, cancellation).ConfigureAwait(false) is { } held
                ? new Ruling(false, "ASIDE-HELD", $"it is held, and looked at again by itself: {held.Reason}")
                : new Ruling(false, "ASIDE-UNKNOWN", "nothing was ever set aside under this id");
        }

        if (detail.Rounds[^1] is { Decided: { } before })
        {
            return Of(before, decision, made: false);
        }

        if (decision == "retry" && Hindrance(detail) is { } hindrance)
        {
            return new Ruling(false, "ASIDE-CANNOT", hindrance);
        }

        var ours = new Resolution(detail.Aside.Round, decision, who, why, time.GetUtcNow());
        var made = false;
        await commit.RunAsync(
            $"decide:{decision}:{id:N}:{ours.Round.ToString(CultureInfo.InvariantCulture)}",
            async work =>
            {
                made = await AsideStore.DecideAsync(work, id, ours).ConfigureAwait(false);
                if (made && decision == "retry")
                {
                    await RequeueAsync(work, detail, ours.At).ConfigureAwait(false);
                }

                return made ? "made" : "before";
            },
            cancellation).ConfigureAwait(false);
        var rounds = (await pages.FindAsync(id, cancellation).ConfigureAwait(false))!.Rounds;
        return Of(rounds.First(round => round.Round == ours.Round).Decided!, decision, made);
    }

    private static Task RequeueAsync(Work work, AsideDetail detail, DateTimeOffset due) => detail.Kept is { } kept
        ? AsideStore.RequeueAsync(work, detail.Aside.Kind == "out" ? "outbox" : "inbox", detail.Aside.Id, kept.Lane, due)
        : AsideStore.RequeueAsync(work, "inbox", detail.Aside.Id, $"step/{detail.Aside.Declaration:N}", due);

    private static string? Hindrance(AsideDetail detail) => detail switch
    {
        { Kept.Truncated: true } => "only a beginning of the message was kept: it has to be sent again by its sender",
        { Kept: null, Aside.Step.Length: 0 } => "neither a message nor a step is kept under this id: it can only be dropped",
        _ => null,
    };

    private static Ruling Of(Resolution held, string decision, bool made)
    {
        var by = $"{(held.Decision == "retry" ? "put back" : "dropped")} by {held.Who} at {held.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}";
        return held.Decision == decision
            ? new Ruling(true, made ? "" : "ASIDE-REPEAT", made ? by : $"already {by}: nothing changed")
            : new Ruling(false, "ASIDE-DECIDED", $"it was {by}");
    }
}
