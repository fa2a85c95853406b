using System.Globalization;
using System.Text;
using Gateway.Adapters;
using Gateway.Host.Database;
using Gateway.Host.Partners;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>Writes the signed answers the ports give at once. What was answered is evidence: its exact bytes are kept before they are given.</summary>
public sealed class PortAnswers(DurableCommit commit, Composer composer, PartnerBook partners, EnvelopeStore envelopes)
{
    // A commit keeps its answer in clear, so it names the message and does not hold it.
    private const string Mark = "answer:";

    /// <summary>The acceptance of a message; a repeat of its identity gets the first one's bytes.</summary>
    public async Task<string> AcceptingAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        var identity = interpretation.Context.Value("id") ?? envelope.Id.ToString("N");
        var committed = await commit.RunAsync(
            $"informed:{envelope.Partner}:{interpretation.Guide!.Id}:{identity}",
            work => KeepAsync(work, envelope, Compose(envelope, interpretation, 0, Acceptance(envelope, "0", ""))),
            cancellation).ConfigureAwait(false);
        return await TextAsync(committed.Answer, cancellation).ConfigureAwait(false);
    }

    /// <summary>
    /// Sets a message aside and refuses it, with the code of its reason and nothing an attacker could learn from. A message that
    /// is aside already stays so with its first reason.
    /// </summary>
    public async Task<string> RefusingAsync(Envelope envelope, Interpretation interpretation, string trouble, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        ArgumentNullException.ThrowIfNull(trouble);
        var code = trouble.StartsWith("SIG-", StringComparison.Ordinal) ? "SIGNATURE" : trouble.Split(' ')[0];
        var committed = await commit.RunAsync(
            $"refused:{envelope.Id:N}",
            async work =>
            {
                await AsideAsync(work, envelope, interpretation, trouble).ConfigureAwait(false);
                return await KeepAsync(work, envelope, Compose(envelope, interpretation, 1, Acceptance(envelope, "1", code))).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        return await TextAsync(committed.Answer, cancellation).ConfigureAwait(false);
    }

    /// <summary>The text of an answer that was kept. What was answered before answers had a place of their own stands in the commit itself.</summary>
    public async Task<string> TextAsync(string kept, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(kept);
        return kept.StartsWith(Mark, StringComparison.Ordinal) && Guid.TryParseExact(kept[Mark.Length..], "N", out var answer)
            ? Encoding.UTF8.GetString(await envelopes.AnsweredAsync(answer, cancellation).ConfigureAwait(false))
            : kept;
    }

    /// <summary>Keeps a composed answer and gives what <see cref="TextAsync"/> finds it by; throws with all findings when it could not be written.</summary>
    public async Task<string> KeepAsync(Work work, Envelope envelope, Composition composition)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(composition);
        var answer = composition.Envelope ?? throw new InvalidDataException("an answer could not be written: " + string.Join("; ", composition.Findings));
        if (composition.Guide?.Signature is { Stamping: StampTime.BeforeSending })
        {
            throw new InvalidDataException($"{composition.Guide.Id} answers at once: it cannot wait for a time-stamp");
        }

        await envelopes.InsertAsync(work, answer with { InReplyTo = envelope.Id }).ConfigureAwait(false);
        await EnvelopeStore.QueueStampAsync(work, answer, composition.Guide?.Signature, answer.RecordedAt).ConfigureAwait(false);
        await EnvelopeStore.ToleratedAsync(work, answer, composition.Findings).ConfigureAwait(false);
        await envelopes.AnswerAsync(work, answer).ConfigureAwait(false);
        return $"{Mark}{answer.Id:N}";
    }

    /// <summary>The composition of answer <paramref name="which"/> (0 accepts, 1 refuses) to a message.</summary>
    public Composition Compose(Envelope envelope, Interpretation interpretation, int which, Tree document)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        var id = Answer(interpretation.Guide, which) ?? partners.Find(envelope.Partner)!.Context.GetValueOrDefault("refusal")
            ?? throw new InvalidDataException($"no answer is configured for messages of {envelope.Partner}");
        var posting = new Posting(id, envelope.Correlation, envelope.Declaration, interpretation.Context.Value("id"), envelope.Partner)
        {
            // A message is answered in its own version.
            Held = interpretation.Guide is { } asked && id.StartsWith($"{asked.Manifest.Id}:", StringComparison.Ordinal),
        };
        return composer.Compose(posting, document);
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
            await AsideAsync(work, envelope, interpretation, interpretation.Trouble).ConfigureAwait(false);
            return "aside";
        },
        cancellation);

    // Within the call that brought the message: its instant is that of its reception.
    private static async Task AsideAsync(Work work, Envelope envelope, Interpretation interpretation, string trouble)
    {
        await EnvelopeStore.InterpretedAsync(work, envelope, interpretation, envelope.RecordedAt).ConfigureAwait(false);
        await EnvelopeStore.FindingsAsync(work, envelope.Id, null, interpretation.Findings).ConfigureAwait(false);
        await EnvelopeStore.DeadLetterAsync(work, envelope.Id, trouble.Split(' ')[0], trouble, envelope.RecordedAt).ConfigureAwait(false);
    }
}
