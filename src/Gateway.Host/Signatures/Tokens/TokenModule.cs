using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Gateway.Host.Signatures.Tokens;

/// <summary>
/// A token's library. Its state belongs to the process, not to us: one initialisation for all who use it, and whoever ends it ends
/// everybody's sessions. So there is one of it for each path, it is never given back, and it is begun anew only while nobody is inside.
/// </summary>
internal sealed class TokenModule
{
    private const int MostModules = 16;
    private static readonly ConcurrentDictionary<string, TokenModule> s_modules = new(StringComparer.Ordinal);
    private static readonly Lock s_loading = new();
    private static bool s_mapped;

    private readonly string _path;
    private readonly ReaderWriterLockSlim _turn = new();
    private readonly byte[] _pinKey = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, byte[]> _refused = new(StringComparer.Ordinal);
    private IPkcs11Library? _library;
    private long _begun;

    private TokenModule(string path)
    {
        _path = path;
        // Held once more than it is used: beginning anew never unloads code that other threads may return to.
        NativeLibrary.Load(path);
        _library = Load();
    }

    /// <summary>How often it was begun; sessions of an earlier time are nobody's, though their numbers may be given again.</summary>
    public int Generation { get; private set; } = 1;

    public static TokenModule Of(string path)
    {
        var full = Path.GetFullPath(path);
        lock (s_loading)
        {
            MapLoader();
            if (s_modules.TryGetValue(full, out var known))
            {
                return known;
            }

            if (!File.Exists(full) || s_modules.Count >= MostModules)
            {
                throw new InvalidDataException($"there is no PKCS#11 module {path}, or more than {MostModules} are in use");
            }

            try
            {
                return s_modules[full] = new TokenModule(full);
            }
            catch (Exception broken) when (broken is UnmanagedException or DllNotFoundException or BadImageFormatException or LibraryArchitectureException)
            {
                throw new InvalidDataException($"{path} cannot be loaded as a PKCS#11 module: {broken.Message}", broken);
            }
            catch (Pkcs11Exception failed)
            {
                throw new TokenAwayException($"the PKCS#11 module {path} does not start: {failed.RV}", failed);
            }
        }
    }

    /// <summary>Does something with the library as it is now.</summary>
    public T Use<T>(Func<IPkcs11Library, int, T> action)
    {
        _turn.EnterReadLock();
        try
        {
            return action(_library ?? throw new Pkcs11Exception("C_Initialize", CKR.CKR_CRYPTOKI_NOT_INITIALIZED), Generation);
        }
        finally
        {
            _turn.ExitReadLock();
        }
    }

    /// <summary>Does something with a session, unless the module was begun anew since it was opened.</summary>
    public T Inside<T>(int generation, Func<T> action) =>
        Use((_, now) => now == generation ? action() : throw new Pkcs11Exception("Session", CKR.CKR_SESSION_HANDLE_INVALID));

    /// <summary>Ends and begins the module, unless somebody did since <paramref name="seen"/> or a moment ago.</summary>
    public void Restart(int seen, TokenLimits limits)
    {
        if (!_turn.TryEnterWriteLock(limits.Wait))
        {
            return;
        }

        try
        {
            if (Generation != seen || (_begun != 0 && TimeProvider.System.GetElapsedTime(_begun) < limits.BetweenRestarts))
            {
                return;
            }

            _begun = TimeProvider.System.GetTimestamp();
            Generation++;
            End();
            _library = Load();
        }
        catch (Pkcs11Exception)
        {
            // It does not begin: whoever uses it is told that it is away, and begins it later.
        }
        finally
        {
            _turn.ExitWriteLock();
        }
    }

    /// <summary>Whether this token refused this PIN before; it is not tried again, since a few tries lock a token.</summary>
    public bool WasRefused(string serial, ReadOnlySpan<byte> pin) =>
        _refused.TryGetValue(serial, out var known) && CryptographicOperations.FixedTimeEquals(known, HMACSHA256.HashData(_pinKey, pin));

    /// <summary>Remembers that this token refused this PIN.</summary>
    public void Refused(string serial, ReadOnlySpan<byte> pin) => _refused[serial] = HMACSHA256.HashData(_pinKey, pin);

    private void End()
    {
        var ended = _library;
        _library = null;
        try
        {
            ended?.Dispose();
        }
        catch (Pkcs11Exception)
        {
            // It was ended by somebody else, or its token is away.
        }
    }

    private IPkcs11Library Load()
    {
        var factories = new Pkcs11InteropFactories();
        return factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, _path, AppType.MultiThreaded);
    }

    // Newer C libraries have no libdl.so to link with any more, only the one programs run with.
    private static void MapLoader()
    {
        if (!s_mapped)
        {
            s_mapped = true;
            NativeLibrary.SetDllImportResolver(
                typeof(Pkcs11InteropFactories).Assembly,
                (name, _, _) => name is "libdl" or "libdl.so" && (NativeLibrary.TryLoad("libdl.so.2", out var handle) || NativeLibrary.TryLoad("libc.so.6", out handle)) ? handle : IntPtr.Zero);
        }
    }
}
