using Gateway.Messages;

namespace Gateway.Adapters;

/// <summary>A procedure against the catalogue: unknown messages, events nobody causes, steps nobody reaches, loops without an end.</summary>
internal sealed class ProcedureCheck(IReadOnlyList<MessageGuide> messages, FindingList findings)
{
    /// <summary>Events the gateway itself causes, without a message of a partner.</summary>
    private static readonly HashSet<EventType> Own =
    [
        EventType.Received, EventType.Refused, EventType.Checked, EventType.PaymentOrdered, EventType.ObligationSettled, EventType.PaymentConfirmed,
        EventType.Released, EventType.Cleared, EventType.ChannelDown, EventType.ChannelUp, EventType.DueMoved, EventType.Overdue,
    ];

    public void Check(Procedure procedure)
    {
        var file = $"adapters/procedures/{procedure.Id}.json";
        var caused = messages.SelectMany(guide => guide.Entry.Events).Select(each => each.Type).Concat(Own).Append(procedure.Start).ToHashSet();
        foreach (var twice in procedure.Steps.GroupBy(step => step.Id).Where(group => group.Count() > 1))
        {
            findings.Error("PROC-STEPS", "", file, $"step '{twice.Key}' stands twice", twice.Last().Line);
        }

        foreach (var step in procedure.Steps)
        {
            Send(step, file);
            if (!caused.Contains(step.On))
            {
                findings.Error("PROC-EVENT-UNCAUSED", "", file, $"nothing causes {step.On}", step.Line);
            }

            foreach (var next in new[] { step.Otherwise, step.Refused }.Where(next => next.Length > 0 && procedure.Steps.All(other => other.Id != next)))
            {
                findings.Error("PROC-STEPS", "", file, $"there is no step '{next}'", step.Line);
            }
        }

        Reach(procedure, caused, file);
        Loops(procedure, file);
    }

    private void Send(ProcedureStep step, string file)
    {
        var versions = Find(step.Send);
        if (versions.Count == 0)
        {
            findings.Error("PROC-SEND-UNKNOWN", "", file, $"no adapter speaks '{step.Send}'", step.Line);
        }

        foreach (var guide in versions)
        {
            if (guide.Entry.Direction == "in")
            {
                findings.Error("PROC-SEND-UNKNOWN", "", file, $"'{guide.Id}' is only received", step.Line);
            }
            else if (guide.Entry.Kind != step.Document)
            {
                findings.Error("PROC-DOCUMENT", "", file, $"'{guide.Id}' carries {guide.Entry.Kind}, not {step.Document}", step.Line);
            }
        }
    }

    /// <summary>From the start, follow what each step's answers cause.</summary>
    private void Reach(Procedure procedure, HashSet<EventType> caused, string file)
    {
        var reached = new HashSet<string>();
        var more = true;
        while (more)
        {
            more = false;
            foreach (var step in procedure.Steps)
            {
                var byEvent = caused.Contains(step.On);
                var byStep = procedure.Steps.Any(other => reached.Contains(other.Id) && (other.Otherwise == step.Id || other.Refused == step.Id));
                more |= (byEvent || byStep) && reached.Add(step.Id);
            }
        }

        foreach (var step in procedure.Steps.Where(step => !reached.Contains(step.Id)))
        {
            findings.Error("PROC-STEP-UNREACHED", "", file, $"step '{step.Id}' is never reached", step.Line);
        }
    }

    /// <summary>A step that leads back to itself: by its own answer's event, or by a ring of otherwise and refused.</summary>
    private void Loops(Procedure procedure, string file)
    {
        foreach (var step in procedure.Steps)
        {
            var seen = new HashSet<string>();
            var next = Next(step, procedure).ToList();
            while (next.Count > 0)
            {
                var ids = next.Where(seen.Add).ToList();
                next = [.. ids.SelectMany(id => procedure.Steps.Where(other => other.Id == id)).SelectMany(other => Next(other, procedure))];
                next.RemoveAll(seen.Contains);
            }

            if (seen.Contains(step.Id))
            {
                findings.Error("PROC-LOOP", "", file, $"step '{step.Id}' leads back to itself without an end", step.Line);
            }
        }
    }

    /// <summary>Steps that follow: by name, or by an event that the answers to this step's message cause.</summary>
    private IEnumerable<string> Next(ProcedureStep step, Procedure procedure)
    {
        foreach (var named in new[] { step.Otherwise, step.Refused }.Where(named => named.Length > 0))
        {
            yield return named;
        }

        var events = Find(step.Send)
            .SelectMany(guide => guide.Entry.Answers.Select(answer => answer.Contains(':', StringComparison.Ordinal) ? answer : $"{guide.Manifest.Id}:{answer}"))
            .SelectMany(Find)
            .SelectMany(answer => answer.Entry.Events)
            .Select(each => each.Type)
            .ToHashSet();
        foreach (var other in procedure.Steps.Where(other => events.Contains(other.On)))
        {
            yield return other.Id;
        }
    }

    /// <summary>The message of an id; without a version, all of its versions.</summary>
    private List<MessageGuide> Find(string id)
    {
        var exact = messages.Where(guide => guide.Id == id).ToList();
        if (exact.Count == 0 && !id.Contains(':', StringComparison.Ordinal) && messages.Where(guide => guide.Manifest.Id == id).Take(2).ToList() is [var only])
        {
            return [only];
        }

        return exact.Count > 0 ? exact : [.. messages.Where(guide => guide.Unversioned == id)];
    }
}
