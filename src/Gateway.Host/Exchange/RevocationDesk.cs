using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Signatures;
using Gateway.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Exchange;

/// <summary>
/// Finds out about revocation: from what is kept, else from who is to be asked. Those who want the same answer at one time share one question,
/// which goes on when they stop waiting; who did not answer is not asked again for a while, a little longer each time.
/// </summary>
public sealed partial class RevocationDesk(RevocationBook book, RevocationClient client, RevocationStore store, ILogger<RevocationDesk> logger) : IDisposable
{
    private const int MostSilent = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private readonly CancellationTokenSource _ending = new();
    private readonly ConcurrentDictionary<(string Address, string About), Task<byte[]?>> _asked = new();
    private readonly ConcurrentDictionary<(string Address, string About), (int Times, long Until)> _silent = new();

    /// <summary>What is known.</summary>
    public RevocationBook Book => book;

    /// <summary>
    /// Asks about every certificate of a verdict of which nothing is known; <c>true</c> when there is something to go by. Waits two seconds at the most,
    /// so that nobody's lane is held up by somebody's responder; what comes later is there for the next look.
    /// </summary>
    public async Task<bool> LearnAsync(Verdict open, RevocationTerms terms, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(open);
        ArgumentNullException.ThrowIfNull(terms);
        if (open is not { Path: { } path, Revocation: { } known })
        {
            return false;
        }

        var learning = Enumerable.Range(0, Math.Min(known.Steps.Count, path.Certificates.Count - 1)).Where(step => known.Steps[step].State == RevocationState.Unknown)
            .Select(step => LearnAsync(path.Certificates[step], path.Certificates[step + 1], terms)).ToList();
        try
        {
            return (await Task.WhenAll(learning).WaitAsync(Patience, cancellation).ConfigureAwait(false)).Contains(true);
        }
        catch (TimeoutException)
        {
            return learning.Exists(one => one is { IsCompletedSuccessfully: true, Result: true });
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ending.Cancel();
        _ending.Dispose();
    }

    private async Task<bool> LearnAsync(byte[] subject, byte[] authority, RevocationTerms terms)
    {
        using var certificate = X509CertificateLoader.LoadCertificate(subject);
        using var issuer = X509CertificateLoader.LoadCertificate(authority);
        var pair = new Pair(certificate, issuer);
        foreach (var place in terms.Places(RevocationAddresses.Of(certificate)))
        {
            if (await LearnAsync(pair, place).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> LearnAsync(Pair pair, RevocationPlace place)
    {
        try
        {
            // The one who asks keeps the answer; those who wait for it read it for their own certificate.
            var bytes = await AskAsync(pair, place, place.Form == RevocationForm.Ocsp ? pair.Digest : "").ConfigureAwait(false);
            return bytes is not null && Take(new RevocationAnswer(place.Form, bytes).Read(pair.Certificate, pair.Issuer));
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Whatever goes wrong in asking is no fault of the message, which waits.
            LogAway(logger, place.Address, error.GetType().Name, error.Message);
            return false;
        }
    }

    // Somebody else may have learned it a moment ago: it is worth another look all the same.
    private bool Take(RevocationReading reading)
    {
        if (reading.Fact is { } fact)
        {
            book.Learn(fact);
        }

        return reading.Fact is not null;
    }

    private bool IsKnown(Pair pair, RevocationFact fact) => book.Of(pair.Digest).Any(known => known.Answer == fact.Answer);

    private async Task<byte[]?> AskAsync(Pair pair, RevocationPlace place, string about)
    {
        var key = (place.Address, about);
        if (_silent.TryGetValue(key, out var silent) && Environment.TickCount64 < silent.Until)
        {
            return null;
        }

        var asking = new TaskCompletionSource<byte[]?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var shared = _asked.GetOrAdd(key, asking.Task);
        if (shared != asking.Task)
        {
            return await shared.ConfigureAwait(false);
        }

        byte[]? bytes = null;
        try
        {
            bytes = await KeptAsync(pair, place, about).ConfigureAwait(false) ?? await GetAsync(pair, place, about).ConfigureAwait(false);
            _silent.TryRemove(key, out _);
        }
        catch (HttpRequestException error)
        {
            PutOff(key, error.Message);
        }
        finally
        {
            _asked.TryRemove(key, out _);
            asking.SetResult(bytes);
        }

        return bytes;
    }

    // What is kept and known already did not help: there may be something newer.
    private async Task<byte[]?> KeptAsync(Pair pair, RevocationPlace place, string about)
    {
        var kept = await store.FindAsync(place, about, _ending.Token).ConfigureAwait(false);
        return kept is not null && kept.Read(pair.Certificate, pair.Issuer).Fact is { } fact && !IsKnown(pair, fact) ? kept.Bytes.ToArray() : null;
    }

    // What says nothing is not kept: it would be found again instead of the answer.
    private async Task<byte[]> GetAsync(Pair pair, RevocationPlace place, string about)
    {
        var request = place.Form == RevocationForm.Ocsp ? OcspIdentity.Request(pair.Certificate, pair.Issuer) : [];
        var bytes = await client.GetAsync(place, request, _ending.Token).ConfigureAwait(false);
        var reading = new RevocationAnswer(place.Form, bytes).Read(pair.Certificate, pair.Issuer);
        if (reading.Fact is not { } fact)
        {
            throw new HttpRequestException(reading.Trouble);
        }

        await store.KeepAsync(place, about, fact, bytes, _ending.Token).ConfigureAwait(false);
        LogLearned(logger, place.Address, pair.Certificate.Subject, fact.Revoked is null ? "good" : "revoked");
        return bytes;
    }

    private void PutOff((string Address, string About) key, string reason)
    {
        if (_silent.Count >= MostSilent)
        {
            _silent.Clear();
        }

        var times = _silent.TryGetValue(key, out var before) ? Math.Min(before.Times + 1, 10) : 1;
        var pause = TimeSpan.FromMilliseconds(Math.Min(500L << times, (long)LongestPause.TotalMilliseconds));
        _silent[key] = (times, Environment.TickCount64 + (long)pause.TotalMilliseconds);
        LogSilent(logger, key.Address, reason, pause);
    }

    private sealed record Pair(X509Certificate2 Certificate, X509Certificate2 Issuer)
    {
        public string Digest { get; } = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Certificate.RawDataMemory.Span));
    }

    [LoggerMessage(EventId = 3201, Level = LogLevel.Information, Message = "revocation: {Address} says that {Subject} is {State}")]
    private static partial void LogLearned(ILogger logger, string address, string subject, string state);

    [LoggerMessage(EventId = 3202, Level = LogLevel.Warning, Message = "revocation: {Address} gave no answer: {Reason}; not asked again for {Pause}")]
    private static partial void LogSilent(ILogger logger, string address, string reason, TimeSpan pause);

    [LoggerMessage(EventId = 3203, Level = LogLevel.Warning, Message = "revocation: {Address} could not be asked: {Kind} {Reason}")]
    private static partial void LogAway(ILogger logger, string address, string kind, string reason);
}
