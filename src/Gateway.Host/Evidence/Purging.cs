using System.Globalization;
using Gateway.Evidence;
using Gateway.Host.Database;

namespace Gateway.Host.Evidence;

/// <summary>What of one class went, or would go.</summary>
/// <param name="Class">The class; empty for messages no class knows.</param>
/// <param name="Messages">Messages whose bytes went.</param>
/// <param name="Bytes">How many bytes.</param>
/// <param name="Spared">Messages that stay, by reason; one may have several.</param>
/// <param name="Refused">Messages the database left where they are though they were named: something happened to them meanwhile, or their bytes are not those that were kept.</param>
public sealed record PurgeLine(string Class, long Messages, long Bytes, IReadOnlyDictionary<SpareReason, long> Spared, long Refused);

/// <summary>What a purge did, or would do.</summary>
/// <param name="Lines">By class.</param>
/// <param name="Whole">Everything was looked at; else the next run goes on behind it.</param>
public sealed record PurgeReport(IReadOnlyList<PurgeLine> Lines, bool Whole);

/// <summary>
/// Takes the bytes of messages whose time is over. A batch is one commit: stopped at any point, the next run goes on with what is left, and what
/// is gone is not looked at again. What is proposed here is decided once more by the database.
/// </summary>
public sealed class Purging(DurableCommit commit, Queries queries, TimeProvider time)
{
    /// <summary>Who purges when nobody says so.</summary>
    public const string Ourselves = "gateway";

    private const int Page = 200;
    private const int MostPages = 50_000;
    private const long MostBytes = 67_108_864;
    private Guid _place = Guid.Empty;

    /// <summary>Says what would go; nothing is changed.</summary>
    public Task<PurgeReport> LookAsync(RetentionPlan plan, CancellationToken cancellation) => RunAsync(plan, time.GetUtcNow(), (_, _) => Task.FromResult((-1, 0L)), cancellation);

    /// <summary>Purges, oldest first; what is too young for every class is not looked at.</summary>
    public Task<PurgeReport> RunAsync(RetentionPlan plan, string who, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var shortest = plan.Classes.Where(one => !one.Unconfirmed).Select(one => one.Days).DefaultIfEmpty(int.MaxValue).Min();
        return shortest == int.MaxValue
            ? Task.FromResult(new PurgeReport([], Whole: true))
            : RunAsync(plan, time.GetUtcNow().AddDays(-shortest), (named, batch) => BatchAsync(plan, new PurgeWish(named, [.. batch.Select(one => one.Id)], who), cancellation), cancellation);
    }

    private async Task<PurgeReport> RunAsync(
        RetentionPlan plan, DateTimeOffset until, Func<string, IReadOnlyList<Candidate>, Task<(int Messages, long Bytes)>> take, CancellationToken cancellation)
    {
        var tally = new SortedDictionary<string, Tally>(StringComparer.Ordinal);
        for (var page = 0; page < MostPages; page++)
        {
            var candidates = await RetentionStore.AfterAsync(queries, _place, until, Page, cancellation).ConfigureAwait(false);
            foreach (var (named, going) in Sorted(plan, candidates, tally))
            {
                foreach (var batch in Batches(going))
                {
                    tally[named].Took(batch, await take(named, batch).ConfigureAwait(false));
                }
            }

            if (candidates.Count < Page)
            {
                _place = Guid.Empty;
                break;
            }

            _place = candidates[^1].Id;
        }

        return new PurgeReport([.. tally.Select(one => one.Value.Line(one.Key))], _place == Guid.Empty);
    }

    private Dictionary<string, List<Candidate>> Sorted(RetentionPlan plan, List<Candidate> candidates, SortedDictionary<string, Tally> tally)
    {
        var (going, now) = (new Dictionary<string, List<Candidate>>(), time.GetUtcNow());
        foreach (var candidate in candidates)
        {
            var decision = plan.Decide(candidate.Item, now);
            if (!tally.TryGetValue(decision.Class, out var counted))
            {
                tally[decision.Class] = counted = new Tally();
            }

            counted.Spare(decision.Reasons);
            if (decision.MayGo)
            {
                if (!going.TryGetValue(decision.Class, out var those))
                {
                    going[decision.Class] = those = [];
                }

                those.Add(candidate);
            }
        }

        return going;
    }

    private async Task<(int, long)> BatchAsync(RetentionPlan plan, PurgeWish wish, CancellationToken cancellation)
    {
        var purge = Guid.CreateVersion7(time.GetUtcNow());
        var committed = await commit.RunAsync(
            $"purge:{purge:N}",
            async work =>
            {
                var (messages, bytes) = await RetentionStore.PurgeAsync(work, purge, plan, wish, time.GetUtcNow()).ConfigureAwait(false);
                return string.Create(CultureInfo.InvariantCulture, $"{messages} {bytes}");
            },
            cancellation).ConfigureAwait(false);
        var answer = committed.Answer.Split(' ');
        return (int.Parse(answer[0], CultureInfo.InvariantCulture), long.Parse(answer[1], CultureInfo.InvariantCulture));
    }

    // The database takes the hash of what goes: a commit is bounded by bytes too.
    private static IEnumerable<List<Candidate>> Batches(List<Candidate> going)
    {
        var (batch, bytes) = (new List<Candidate>(), 0L);
        foreach (var candidate in going)
        {
            if (batch.Count > 0 && bytes + candidate.Bytes > MostBytes)
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(candidate);
            bytes += candidate.Bytes;
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private sealed class Tally
    {
        private readonly SortedDictionary<SpareReason, long> _spared = [];
        private (long Messages, long Bytes, long Refused) _gone;

        public void Spare(IReadOnlyList<SpareReason> reasons)
        {
            foreach (var reason in reasons)
            {
                _spared[reason] = _spared.GetValueOrDefault(reason) + 1;
            }
        }

        // Fewer than none: nothing was taken, only looked at.
        public void Took(List<Candidate> batch, (int Messages, long Bytes) gone) => _gone = gone.Messages < 0
            ? (_gone.Messages + batch.Count, _gone.Bytes + batch.Sum(one => one.Bytes), 0)
            : (_gone.Messages + gone.Messages, _gone.Bytes + gone.Bytes, _gone.Refused + batch.Count - gone.Messages);

        public PurgeLine Line(string named) => new(named, _gone.Messages, _gone.Bytes, _spared, _gone.Refused);
    }
}
