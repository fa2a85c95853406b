using Gateway.Adapters;
using Gateway.Host.Clearance;
using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>A part of a posted declaration and the declaration it becomes.</summary>
/// <param name="Row">The declaration.</param>
/// <param name="Document">Its document.</param>
/// <param name="Noun">Noun in which later ones carry the number of the first; empty where nothing was divided.</param>
public sealed record Branch(DeclarationRow Row, Tree Document, string Noun);

/// <summary>
/// The declarations that one of more lines than a message holds becomes. The first goes on at once. The others wait for its number,
/// which their messages carry: they go on in the transaction that makes it known, and end with the first where that ends before it has one.
/// </summary>
public sealed class Branches(CaseFile file, AdapterShelf adapters, Composer composer)
{
    private static readonly EventType[] Numbering = [EventType.PreRegistered, EventType.Registered];
    private static readonly EventType[] Ending = [EventType.Refused, EventType.Cancelled, EventType.Withdrawn, EventType.Returned];

    /// <summary>How the procedure's first message divides a declaration: its cap and the parts, one alone where it fits.</summary>
    public (MessageCap? Cap, IReadOnlyList<Part> Parts) Divide(DeclarationRow row, Tree document)
    {
        ArgumentNullException.ThrowIfNull(row);
        var cap = adapters.Procedure(row.Procedure).Steps
            .Where(step => step.On == EventType.Checked && step.Send.Length > 0)
            .Select(step => composer.OfTheDay(step.Send)?.Entry.Cap).FirstOrDefault(cap => cap?.Split is not null);
        return (cap, Division.Divide(document, cap));
    }

    /// <summary>The declarations a posted one becomes: itself, or one for each part.</summary>
    public IReadOnlyList<Branch> Of(DeclarationRow row, Tree document)
    {
        var (cap, parts) = Divide(row, document);
        if (parts.Count == 1)
        {
            return [new Branch(row, document, "")];
        }

        Guid[] ids = [row.Id, .. parts.Skip(1).Select(_ => composer.NewKey())];
        return [.. parts.Zip(ids, (part, id) => new Branch(
            row with
            {
                Id = id,
                Correlation = part.Branch == 1 ? row.Correlation : $"dec-{id:N}",
                Part = new BranchPlace(row.Id, part.Branch, part.Branches, part.From, part.To, ids),
            },
            part.Document,
            cap!.Split!.First))];
    }

    /// <summary>After something happened to a declaration: those that wait for its number go on with it, or end with it.</summary>
    public async Task FollowAsync(Case first, IReadOnlyList<Event> happened)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(happened);
        var numbered = happened.Any(each => Numbering.Contains(each.Type));
        var ended = happened.FirstOrDefault(each => Ending.Contains(each.Type));
        if (!numbered && ended is null)
        {
            return;
        }

        foreach (var waiting in await WaitingAsync(first).ConfigureAwait(false))
        {
            await first.Work.ExecuteAsync("select pg_advisory_xact_lock(hashtextextended($1, 0))", waiting.Case.Declaration.ToString("N")).ConfigureAwait(false);
            if (numbered)
            {
                await GoOnAsync(first, waiting.Case, waiting.Noun).ConfigureAwait(false);
            }
            else if (!waiting.Ended)
            {
                await file.RecordAsync(waiting.Case, [Ended(first, waiting.Case, ended!)]).ConfigureAwait(false);
            }
        }
    }

    private async Task GoOnAsync(Case first, Case waiting, string noun)
    {
        var known = await DeclarationStore.DocumentAsync(first, "declaration").ConfigureAwait(false);
        if (!DeclarationNumber.TryParse(known?.Value("number") + known?.Value("revision"), out var number)
            || await DeclarationStore.DocumentAsync(waiting, "declaration").ConfigureAwait(false) is not { } document)
        {
            return;
        }

        await DeclarationStore.KeepAsync(waiting, document.Set(noun, number.ToString(), known!.At("number")!.Source)).ConfigureAwait(false);
        await file.RecordAsync(waiting, [file.Happened(waiting, EventType.Checked, attributes: ("first", number.Base))]).ConfigureAwait(false);
    }

    // It never was with the authority: the gateway says so, with the reason the first was given.
    private Event Ended(Case first, Case waiting, Event ended)
    {
        var own = file.Happened(waiting, ended.Type, ended.OccurredAt);
        return own with { Attributes = ended.Attributes.SetItem("first", first.Declaration.ToString("D")) };
    }

    private static async Task<List<(Case Case, string Noun, bool Ended)>> WaitingAsync(Case first) => await first.Work.QueryAsync(
        """
        select d.id, d.correlation, d.enterprise, d.procedure, v.noun,
               exists (select 1 from clearance.event e where e.declaration = d.id and e.type = any($2))
        from declarations.division v join declarations.declaration d on d.id = v.declaration
        where v.first = $1 and v.branch > 1 and not exists (select 1 from clearance.once o where o.declaration = d.id and o.type = 'Checked')
        order by v.branch
        """,
        row => (new Case(first.Work, row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), first.Cause, first.Now), row.GetString(4), row.GetBoolean(5)),
        first.Declaration, Ending.Select(type => type.ToString()).ToArray()).ConfigureAwait(false);
}
