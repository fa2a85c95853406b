using System.Collections.Immutable;
using System.Security.Cryptography;
using Gateway.Adapters;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>Writes what happened into a declaration's file and takes the steps its procedure asks for.</summary>
public sealed class CaseFile(AdapterShelf adapters, Composer composer, CaseDocuments documents, EnvelopeStore envelopes)
{
    private const int MostFollowUps = 32;

    /// <summary>
    /// Appends events and, for each, puts the messages of the procedure's steps into the outbox; what sending a message
    /// itself causes is appended too. A step is taken once.
    /// </summary>
    public async Task RecordAsync(Case @case, IEnumerable<Event> happened)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var open = new Queue<Event>(happened);
        for (var handled = 0; open.TryDequeue(out var next); handled++)
        {
            if (handled == MostFollowUps)
            {
                throw new InvalidOperationException($"more than {MostFollowUps} events in one transaction of {@case.Correlation}");
            }

            if (!await EventStore.AppendAsync(@case.Work, @case.Declaration, next).ConfigureAwait(false))
            {
                continue;
            }

            foreach (var followUp in await StepsAsync(@case, next).ConfigureAwait(false))
            {
                open.Enqueue(followUp);
            }
        }
    }

    /// <summary>Takes a step again that failed before: <c>taken</c>, <c>needless</c> or <c>failed</c>, each with what follows from it.</summary>
    public async Task<string> TakeAgainAsync(Case @case, StepFailure failure)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(failure);
        if (adapters.Procedure(@case.Procedure).Steps.FirstOrDefault(step => step.Id == failure.Step) is not { } step)
        {
            await AsideAsync(@case, failure, [Finding.Error("EXC-NO-STEP", "", "", $"{@case.Procedure} has no step {failure.Step} any more")]).ConfigureAwait(false);
            return "failed";
        }

        var (result, followUps) = await TakeAsync(@case, step, "put back").ConfigureAwait(false);
        await RecordAsync(@case, followUps).ConfigureAwait(false);
        return result;
    }

    /// <summary>The case of a declaration as of now.</summary>
    public Case Open(Work work, DeclarationRow row, Guid cause)
    {
        ArgumentNullException.ThrowIfNull(row);
        return new Case(work, row.Id, row.Correlation, row.Enterprise, row.Procedure, cause, composer.Now());
    }

    /// <summary>An event of this case that the gateway itself causes, or that a partner reported.</summary>
    public Event Happened(Case @case, EventType type, DateTimeOffset? occurredAt = null, string source = "gateway", params (string Name, string Value)[] attributes)
    {
        ArgumentNullException.ThrowIfNull(@case);
        return new Event(
            composer.NewKey(), type, occurredAt ?? @case.Now, @case.Now, source,
            attributes.ToImmutableSortedDictionary(pair => pair.Name, pair => pair.Value), @case.Cause);
    }

    private async Task<IReadOnlyList<Event>> StepsAsync(Case @case, Event happened)
    {
        var followUps = new List<Event>();
        foreach (var step in adapters.Procedure(@case.Procedure).Steps.Where(step => step.On == happened.Type && step.Send.Length > 0))
        {
            followUps.AddRange((await TakeAsync(@case, step, happened.Type.ToString()).ConfigureAwait(false)).FollowUps);
        }

        return followUps;
    }

    // A step that cannot be taken fails alone: what made it due happened all the same and is kept, and the step can be taken later.
    private async Task<(string Result, IReadOnlyList<Event> FollowUps)> TakeAsync(Case @case, ProcedureStep step, string why)
    {
        var (taken, failed) = await StepStore.StandingAsync(@case, step.Id).ConfigureAwait(false);
        if (taken)
        {
            return ("taken", []);
        }

        if (failed is { } earlier)
        {
            // What failed before does not wait for a person any more: it is tried again now.
            await AsideStore.ResumeAsync(@case.Work, earlier, why, @case.Now).ConfigureAwait(false);
        }

        var (document, composition) = await ComposeAsync(@case, step).ConfigureAwait(false);
        if (document is null && composition.Findings.Count == 0)
        {
            return ("needless", []);
        }

        if (document is null || composition is not { Envelope: { } envelope, Guide: { } guide })
        {
            var failure = new StepFailure(failed ?? composer.NewKey(), @case.Declaration, step.Id, step.Send, @case.Cause);
            await StepStore.FailAsync(@case, failure).ConfigureAwait(false);
            await AsideAsync(@case, failure, composition.Findings).ConfigureAwait(false);
            return ("failed", []);
        }

        await StepStore.TakeAsync(@case, step.Id).ConfigureAwait(false);
        await VersionStore.KeepAsync(@case, guide).ConfigureAwait(false);
        await envelopes.InsertAsync(@case.Work, envelope).ConfigureAwait(false);
        await EnvelopeStore.ToleratedAsync(@case.Work, envelope, composition.Findings).ConfigureAwait(false);
        await EnvelopeStore.QueueSendingAsync(@case.Work, envelope, guide.Signature, @case.Now).ConfigureAwait(false);
        await documents.SentAsync(@case, envelope, document).ConfigureAwait(false);
        return ("taken", Caused(@case, guide, envelope, document));
    }

    // What is wrong with the configuration (a zone, a key, a profile) is the step's reason too; the database's failures are not, they go through.
    private async Task<(Tree? Document, Composition Composition)> ComposeAsync(Case @case, ProcedureStep step)
    {
        try
        {
            var (document, findings) = await documents.BuildAsync(@case, step.Document, step.Send).ConfigureAwait(false);
            var posting = await CaseVersions.PostingAsync(@case, adapters.Catalogue, step.Send).ConfigureAwait(false);
            return document is null
                ? (null, new Composition(null, null, composer.Discreet(posting, findings)))
                : (document, composer.Compose(posting, document));
        }
        catch (Exception error) when (error is InvalidDataException or FileNotFoundException or CryptographicException or TimeZoneNotFoundException or InvalidTimeZoneException)
        {
            return (null, new Composition(null, null, [Finding.Error("EXC-CANNOT-WRITE", "", "", $"{error.GetType().Name}: {error.Message}")]));
        }
    }

    // The reason is the first error's own code where it is the exchange's, else that the message could not be written.
    private static async Task AsideAsync(Case @case, StepFailure failure, IReadOnlyList<Finding> findings)
    {
        var first = findings.FirstOrDefault(finding => finding.Severity == Severity.Error);
        var code = first?.Code.StartsWith("EXC-", StringComparison.Ordinal) == true ? first.Code : "EXC-CANNOT-WRITE";
        await EnvelopeStore.FindingsAsync(@case.Work, failure.Id, @case.Declaration, findings).ConfigureAwait(false);
        await EnvelopeStore.DeadLetterAsync(@case.Work, failure.Id, code, first?.ToString() ?? "the message could not be written", @case.Now, @case.Declaration).ConfigureAwait(false);
    }

    private List<Event> Caused(Case @case, MessageGuide guide, Envelope envelope, Tree document) => guide.Entry.Events
        .Select(rule => new Event(
            composer.NewKey(), rule.Type, @case.Now, @case.Now, "gateway", EventRules.Attributes(rule, document), envelope.Id))
        .ToList();
}
