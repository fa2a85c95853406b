using Gateway.Host.Clearance;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;
using Gateway.Host.Taxes;

namespace Gateway.Host.Cases;

/// <summary>What an authority's or partner's message does to the declaration it belongs to, by the kind of its document.</summary>
public sealed class InboundEffects(CaseFile file, Assessments assessments, Branches branches)
{
    private static readonly string[] Registered = ["number", "revision", "registered", "cleared"];

    /// <summary>Applies it; <c>null</c> when done, else the trouble.</summary>
    public async Task<string?> ApplyAsync(Case @case, Envelope envelope, Interpretation interpretation)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        var document = interpretation.Document!;
        if (document.Name == "notice" && await assessments.OpenAsync(@case, document).ConfigureAwait(false) is { } refused)
        {
            return refused;
        }

        if (document.Name == "response" && await RegisterAsync(@case, interpretation.Guide!.Id, document).ConfigureAwait(false) is { } taken)
        {
            return taken;
        }

        var events = Events(@case, envelope, interpretation);
        await file.RecordAsync(@case, events).ConfigureAwait(false);
        await branches.FollowAsync(@case, events).ConfigureAwait(false);
        return null;
    }

    private List<Event> Events(Case @case, Envelope envelope, Interpretation interpretation)
    {
        var document = interpretation.Document!;
        var events = interpretation.Guide!.Entry.Events.Where(rule => rule.HoldsFor(document))
            .Select(rule => file.Happened(@case, rule.Type, EventRules.OccurredAt(rule, document, envelope.RecordedAt), envelope.Partner)
                with { Attributes = EventRules.Attributes(rule, document) })
            .ToList();
        if (events.Count == 0 && Refusal(document) is { } refusal)
        {
            events.Add(file.Happened(@case, EventType.Refused, envelope.RecordedAt, envelope.Partner, refusal));
        }

        return events;
    }

    // A result run whose first code is not the normal end, or an error number other than 0, refuses what it answers.
    private static (string, string)[]? Refusal(Tree document)
    {
        if (document.Child("result")?.Value("code") is { } code && code.Trim('0').Length > 0 && !code.StartsWith('W'))
        {
            return [("code", code), ("item", document.Child("result")!.Value("item") ?? "")];
        }

        return document.Value("error/number") is { } number && number.Trim('0').Length > 0
            ? [("code", number), ("text", document.Value("error/message") ?? "")]
            : null;
    }

    private static async Task<string?> RegisterAsync(Case @case, string message, Tree response)
    {
        if (!DeclarationNumber.TryParse(response.Value("number"), out var number))
        {
            return null;
        }

        if (!await DeclarationStore.NumberAsync(@case, number).ConfigureAwait(false))
        {
            return $"EXC-NUMBER-TAKEN {number.Base} is another declaration's number";
        }

        var declaration = await DeclarationStore.DocumentAsync(@case, "declaration").ConfigureAwait(false);
        if (declaration is null)
        {
            return null;
        }

        var changed = false;
        foreach (var noun in Registered)
        {
            if (response.At(noun) is { Text: { } value } given && declaration.Value(noun) != value)
            {
                declaration.Set(noun, value, $"{message} {given.Source}");
                changed = true;
            }
        }

        if (changed)
        {
            await DeclarationStore.KeepAsync(@case, declaration).ConfigureAwait(false);
        }

        return null;
    }
}
