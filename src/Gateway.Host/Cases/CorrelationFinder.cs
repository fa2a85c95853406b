using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>Finds the declaration a message belongs to: by the message it answers, by number, by the reference we gave.</summary>
public sealed class CorrelationFinder(EnvelopeStore envelopes, DeclarationStore declarations)
{
    /// <summary>The declaration, or <c>null</c>.</summary>
    public async Task<DeclarationRow?> FindAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        ArgumentNullException.ThrowIfNull(interpretation);
        return await ByAnsweredAsync(envelope, interpretation, cancellation).ConfigureAwait(false)
            ?? await ByNumberAsync(interpretation, cancellation).ConfigureAwait(false);
    }

    private async Task<DeclarationRow?> ByAnsweredAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        var sent = envelope.InReplyTo is { } id ? await envelopes.FindAsync(id, cancellation).ConfigureAwait(false) : null;
        foreach (var reference in new[] { interpretation.Context.Value("inReplyTo"), interpretation.Context.Value("inputInfo"), interpretation.Document?.Value("reference") })
        {
            if (sent is null && !string.IsNullOrEmpty(reference))
            {
                sent = await envelopes.SentAsync(envelope.Partner, reference, cancellation).ConfigureAwait(false);
            }
        }

        return sent?.Declaration is { } declaration ? await declarations.FindAsync(declaration, cancellation).ConfigureAwait(false) : null;
    }

    private async Task<DeclarationRow?> ByNumberAsync(Interpretation interpretation, CancellationToken cancellation) =>
        DeclarationNumber.TryParse(interpretation.Document?.Value("number"), out var number)
            ? await declarations.NumberedAsync(number.Base, cancellation).ConfigureAwait(false)
            : null;
}
