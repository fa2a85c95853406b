using System.Collections.Concurrent;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using ISession = Net.Pkcs11Interop.HighLevelAPI.ISession;

namespace Gateway.Host.Signatures.Tokens;

/// <summary>
/// Sessions of one key. A session serves one thread at a time, so there are several, never more than the limit; each is logged in
/// and has found its key. One that failed is not used again.
/// </summary>
internal sealed class TokenSessions(TokenModule module, TokenAddress address, TokenLimits limits) : IDisposable
{
    private readonly SemaphoreSlim _places = new(limits.Sessions);
    private readonly ConcurrentBag<TokenSession> _idle = [];

    /// <summary>
    /// Does something with a session. When the session or the token was lost, once more with a new one; then
    /// <see cref="TokenAwayException"/>.
    /// </summary>
    public T Use<T>(Func<TokenSession, T> action)
    {
        if (!_places.Wait(limits.Wait))
        {
            throw new TokenAwayException($"no session of {address.Place} came free within {limits.Wait.TotalSeconds:0.#} s");
        }

        try
        {
            return Try(action, out var lost, out var result) ? result! : Again(action, lost!);
        }
        catch (Pkcs11Exception failed)
        {
            throw new TokenRefusedException($"the token of {address.Place} failed: {failed.Method} {failed.RV}", failed);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Forget();
        _places.Dispose();
    }

    // Without a new module, then with one: some libraries find their token again only when they are begun anew.
    private T Again<T>(Func<TokenSession, T> action, Pkcs11Exception lost)
    {
        Forget();
        var session = Opened(out var generation, ref lost);
        if (session is null)
        {
            module.Restart(generation, limits);
            session = Opened(out _, ref lost) ?? throw Away(lost);
        }

        _idle.Add(session);
        return Try(action, out var second, out var result) ? result! : throw Away(second!);
    }

    private bool Try<T>(Func<TokenSession, T> action, out Pkcs11Exception? lost, out T? result)
    {
        (lost, result) = (null, default);
        TokenSession? session = null;
        try
        {
            session = Take() ?? Open();
            var taken = session;
            result = module.Inside(taken.Generation, () => action(taken));
            _idle.Add(taken);
            return true;
        }
        catch (Pkcs11Exception failed) when (TokenFailures.IsLost(failed.RV))
        {
            lost = failed;
            Close(session);
            return false;
        }
        catch
        {
            Close(session);
            throw;
        }
    }

    private TokenSession? Opened(out int generation, ref Pkcs11Exception lost)
    {
        generation = module.Generation;
        try
        {
            return Open();
        }
        catch (Pkcs11Exception failed) when (TokenFailures.IsLost(failed.RV))
        {
            lost = failed;
            return null;
        }
    }

    private TokenSession? Take()
    {
        while (_idle.TryTake(out var session))
        {
            if (session.Generation == module.Generation)
            {
                return session;
            }
        }

        return null;
    }

    private TokenSession Open() => module.Use((library, generation) =>
    {
        var slot = address.Slot(library);
        var session = slot.OpenSession(SessionType.ReadOnly);
        try
        {
            address.Login(module, session, slot.GetTokenInfo().SerialNumber);
            return new TokenSession(session, address.Private(session), generation);
        }
        catch
        {
            Quietly(session);
            throw;
        }
    });

    private void Forget()
    {
        while (_idle.TryTake(out var session))
        {
            Close(session);
        }
    }

    // The number of a session of an earlier time may be somebody else's by now.
    private void Close(TokenSession? session)
    {
        if (session is null)
        {
            return;
        }

        try
        {
            module.Inside(session.Generation, () => Quietly(session.Session));
        }
        catch (Pkcs11Exception)
        {
            // The module was begun anew since, and its sessions ended with it.
        }
    }

    private static bool Quietly(ISession session)
    {
        try
        {
            session.CloseSession();
            return true;
        }
        catch (Pkcs11Exception)
        {
            // It was lost: there is nothing to close.
            return false;
        }
    }

    private TokenAwayException Away(Pkcs11Exception lost) => new($"the token of {address.Place} does not answer: {lost.RV}", lost);
}

/// <summary>A session that is logged in, with the key it found.</summary>
/// <param name="Session">The session.</param>
/// <param name="Key">Its handle of the private key.</param>
/// <param name="Generation">The module's generation it belongs to.</param>
internal sealed record TokenSession(ISession Session, IObjectHandle Key, int Generation)
{
    /// <summary>Signs with a mechanism.</summary>
    public byte[] Sign(CKM mechanism, byte[] data)
    {
        using var prepared = Session.Factories.MechanismFactory.Create(mechanism);
        return Session.Sign(prepared, Key, data);
    }

    /// <summary>Signs with a mechanism that has a parameter.</summary>
    public byte[] Sign(CKM mechanism, Net.Pkcs11Interop.HighLevelAPI.MechanismParams.ICkRsaPkcsPssParams parameter, byte[] data)
    {
        using var prepared = Session.Factories.MechanismFactory.Create(mechanism, parameter);
        return Session.Sign(prepared, Key, data);
    }
}
