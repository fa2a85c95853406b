using Gateway.Host.Declarations;
using Gateway.Host.Exchange;

namespace Gateway.Host.Cases;

/// <summary>Reads a message in the version its declaration runs under, whatever version is the one of the day.</summary>
public sealed class CaseReading(Interpreter interpreter, CorrelationFinder correlation, VersionStore versions, AdapterShelf adapters)
{
    /// <summary>Until it is disposed, the operation uses the catalogue of now, though another may come into force.</summary>
    public IDisposable Hold() => adapters.Hold();

    /// <summary>
    /// What a message says and the declaration it belongs to. Where it could be several versions, the declaration's own is taken;
    /// without one, that of the day. What is not known about its signer's revocation is asked for, and it is read again.
    /// </summary>
    public async Task<(Interpretation Interpretation, DeclarationRow? Declaration)> ReadAsync(Envelope envelope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        var read = await ReadOnceAsync(envelope, judged: false, cancellation).ConfigureAwait(false);
        return await interpreter.LearnAsync(envelope, read.Interpretation, cancellation).ConfigureAwait(false)
            ? await ReadOnceAsync(envelope, judged: false, cancellation).ConfigureAwait(false)
            : read;
    }

    /// <summary>The same of a message that was accepted when it came and is shown again: it stays accepted, whatever became of its signer.</summary>
    public Task<(Interpretation Interpretation, DeclarationRow? Declaration)> ReadJudgedAsync(Envelope envelope, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(envelope);
        return ReadOnceAsync(envelope, judged: true, cancellation);
    }

    private async Task<(Interpretation Interpretation, DeclarationRow? Declaration)> ReadOnceAsync(Envelope envelope, bool judged, CancellationToken cancellation)
    {
        (Interpretation Interpretation, DeclarationRow? Declaration)? ofTheDay = null;
        foreach (var reading in interpreter.Readings(envelope, judged))
        {
            var row = reading.Good ? await correlation.FindAsync(envelope, reading, cancellation).ConfigureAwait(false) : null;
            var own = row is null ? null : await versions.OfAsync(row.Id, reading.Guide!.Manifest.Family, cancellation).ConfigureAwait(false);
            if (own is not null && own == reading.Guide!.Manifest.Version)
            {
                return (reading, row);
            }

            ofTheDay ??= (own is null ? reading : Marked(reading, own), row);
        }

        return ofTheDay!.Value;
    }

    // The partner may move what is under way to its new version: what can be read only as that is read as that, and said.
    private static Interpretation Marked(Interpretation reading, string own) => reading with
    {
        Findings = [.. reading.Findings, new Finding("VERSION-OTHER", Severity.Warning, "", "", $"the declaration runs under version {own}, this is {reading.Guide!.Id}")],
    };
}
