using Gateway.Adapters;
using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>Ties a case to the versions of the day it was taken on, and writes its later messages in them.</summary>
public static class CaseVersions
{
    /// <summary>Keeps the version of every family the procedure will need: of what it sends and of what answers that.</summary>
    public static async Task KeepAsync(Case @case, Procedure procedure, Composer composer)
    {
        ArgumentNullException.ThrowIfNull(procedure);
        ArgumentNullException.ThrowIfNull(composer);
        var sent = procedure.Steps.Select(step => step.Send).Where(send => send.Length > 0).Select(send => composer.OfTheDay(send)).OfType<MessageGuide>().ToList();
        var answers = sent.SelectMany(guide => guide.Entry.Answers.Where(answer => answer.Contains(':', StringComparison.Ordinal))).Select(composer.OfTheDay).OfType<MessageGuide>();
        foreach (var family in sent.Concat(answers).DistinctBy(guide => guide.Manifest.Family))
        {
            await VersionStore.KeepAsync(@case, family).ConfigureAwait(false);
        }
    }

    /// <summary>The posting of a message: in the version the case runs under, where it has met the family before.</summary>
    public static async Task<Posting> PostingAsync(Case @case, Catalogue catalogue, string message)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(catalogue);
        var branch = await @case.Work.ScalarAsync<int>("select branch from declarations.declaration where id = $1", @case.Declaration).ConfigureAwait(false);
        var posting = new Posting(message, @case.Correlation, @case.Declaration) { Branch = Math.Max(branch, 1) };
        var family = catalogue.FamilyOf(message);
        if (family is null || await VersionStore.OfAsync(@case, family).ConfigureAwait(false) is not { } own)
        {
            return posting;
        }

        var exact = $"{family}/{own}";
        return message.StartsWith($"{family}:", StringComparison.Ordinal) ? posting with { Message = exact + message[family.Length..], Held = true }
            : message == exact || message.StartsWith($"{exact}:", StringComparison.Ordinal) ? posting with { Held = true }
            : posting;
    }
}
