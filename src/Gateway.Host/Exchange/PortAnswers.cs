using System.Globalization;
using System.Text;
using Gateway.Adapters;
using Gateway.Host.Database;
using Gateway.Host.Partners;

namespace Gateway.Host.Exchange;

/// <summary>Writes the signed answers the ports give at once.</summary>
public sealed class PortAnswers(DurableCommit commit, Composer composer, PartnerBook partners, Keys keys)
{
    /// <summary>The acceptance of a message; a repeat of its identity gets the first one's bytes.</summary>
    public async Task<string> AcceptingAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        var identity = interpretation.Context.Value("id") ?? envelope.Id.ToString("N");
        var committed = await commit.RunAsync(
            $"informed:{envelope.Partner}:{interpretation.Guide!.Id}:{identity}",
            _ => Task.FromResult(Text(Compose(envelope, interpretation, 0, Acceptance(envelope, "0", "")))),
            cancellation).ConfigureAwait(false);
        return committed.Answer;
    }

    /// <summary>A refusal with the code of its reason and nothing an attacker could learn from.</summary>
    public string Refusing(Envelope envelope, Interpretation interpretation, string trouble)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        ArgumentNullException.ThrowIfNull(trouble);
        return Text(Compose(envelope, interpretation, 1, Acceptance(envelope, "1", trouble.StartsWith("SIG-", StringComparison.Ordinal) ? "SIGNATURE" : trouble.Split(' ')[0])));
    }

    /// <summary>The composition of answer <paramref name="which"/> (0 accepts, 1 refuses) to a message.</summary>
    public Composition Compose(Envelope envelope, Interpretation interpretation, int which, Tree document)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        var id = Answer(interpretation.Guide, which) ?? partners.Find(envelope.Partner)!.Context.GetValueOrDefault("refusal")
            ?? throw new InvalidDataException($"no answer is configured for messages of {envelope.Partner}");
        return composer.Compose(new Posting(id, envelope.Correlation, envelope.Declaration, interpretation.Context.Value("id"), envelope.Partner), document);
    }

    // A message's answers stand in its adapter: first the one that accepts, then the one that refuses.
    private static string? Answer(MessageGuide? guide, int which)
    {
        if (guide is null || guide.Entry.Answers.Count <= which)
        {
            return null;
        }

        var name = guide.Entry.Answers[which];
        return name.Contains(':', StringComparison.Ordinal) ? name : $"{guide.Manifest.Id}:{name}";
    }

    /// <summary>The document of an acceptance.</summary>
    public Tree Acceptance(Envelope envelope, string error, string message)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var day = partners.Find(envelope.Partner)!.DayOf(envelope.RecordedAt).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return new Tree("response")
            .Set("acceptance/number", AcceptanceNumber(envelope))
            .Set("acceptance/date", day)
            .Set("error/number", error)
            .Set("error/message", message.Length == 0 ? null : message);
    }

    /// <summary>Number under which a message was accepted.</summary>
    public static string AcceptanceNumber(Envelope envelope)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return Keys.Echo(envelope.Id);
    }

    /// <summary>Keeps verdict, findings and reason of a message that is not acted on.</summary>
    public Task SetAsideAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation) => commit.RunAsync(
        envelope.Key("aside"),
        async work =>
        {
            var now = keys.Time.GetUtcNow();
            await EnvelopeStore.InterpretedAsync(work, envelope.Id, interpretation, now).ConfigureAwait(false);
            await EnvelopeStore.FindingsAsync(work, envelope.Id, null, interpretation.Findings).ConfigureAwait(false);
            await EnvelopeStore.DeadLetterAsync(work, envelope.Id, interpretation.Trouble.Split(' ')[0], interpretation.Trouble, now).ConfigureAwait(false);
            return "aside";
        },
        cancellation);

    /// <summary>The text of a composed answer; throws with all findings when it could not be written.</summary>
    public static string Text(Composition composition)
    {
        ArgumentNullException.ThrowIfNull(composition);
        return composition.Envelope is { } answer
            ? Encoding.UTF8.GetString(answer.Bytes)
            : throw new InvalidDataException("an answer could not be written: " + string.Join("; ", composition.Findings));
    }
}
