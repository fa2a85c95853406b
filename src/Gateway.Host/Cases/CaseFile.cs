using System.Collections.Immutable;
using Gateway.Adapters;
using Gateway.Host.Clearance;
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
        foreach (var step in adapters.Procedure(@case.Procedure).Steps.Where(step => step.On == happened.Type))
        {
            if (step.Send.Length > 0 && await StepStore.TakeAsync(@case, step.Id).ConfigureAwait(false))
            {
                followUps.AddRange(await SendAsync(@case, step).ConfigureAwait(false));
            }
        }

        return followUps;
    }

    private async Task<IReadOnlyList<Event>> SendAsync(Case @case, ProcedureStep step)
    {
        var document = await documents.BuildAsync(@case, step.Document, step.Send).ConfigureAwait(false);
        if (document is null)
        {
            return [];
        }

        var posting = await CaseVersions.PostingAsync(@case, adapters.Catalogue, step.Send).ConfigureAwait(false);
        var composition = composer.Compose(posting, document);
        if (composition.Envelope is not { } envelope)
        {
            var id = composer.NewKey();
            await EnvelopeStore.FindingsAsync(@case.Work, id, @case.Declaration, composition.Findings).ConfigureAwait(false);
            await EnvelopeStore.DeadLetterAsync(@case.Work, id, "EXC-CANNOT-WRITE", $"{step.Send}: {string.Join("; ", composition.Findings)}", @case.Now).ConfigureAwait(false);
            return [];
        }

        await VersionStore.KeepAsync(@case, composition.Guide!).ConfigureAwait(false);
        await envelopes.InsertAsync(@case.Work, envelope).ConfigureAwait(false);
        await EnvelopeStore.QueueAsync(@case.Work, "outbox", envelope.Id, $"{envelope.Partner}/{@case.Declaration:N}", @case.Now).ConfigureAwait(false);
        await documents.SentAsync(@case, envelope, document).ConfigureAwait(false);
        return Caused(@case, composition.Guide!, envelope, document);
    }

    private List<Event> Caused(Case @case, MessageGuide guide, Envelope envelope, Tree document) => guide.Entry.Events
        .Select(rule => new Event(
            composer.NewKey(), rule.Type, @case.Now, @case.Now, "gateway", EventRules.Attributes(rule, document), envelope.Id))
        .ToList();
}
