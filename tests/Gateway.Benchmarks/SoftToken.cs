using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Signatures;
using Gateway.Signatures;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Gateway.Benchmarks;

/// <summary>A token of SoftHSM2 in a folder of its own, with an RSA-2048 and a P-256 key, signing through the gateway's keys and by bare calls.</summary>
public sealed class SoftToken : IDisposable
{
    private const string Module = "/usr/lib/softhsm/libsofthsm2.so";
    private const string Pin = "648219";
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-token-").FullName;
    private readonly KeyReferences _keys;
    private readonly nint _module;

    public SoftToken()
    {
        File.WriteAllText(In("softhsm2.conf"), $"directories.tokendir = {_folder}\nobjectstore.backend = file\nlog.level = ERROR\n");
        File.WriteAllText(In("pin"), Pin);
        // The runtime's own environment is a copy, which a library does not see.
        Native<SetEnvironment>(NativeLibrary.Load("libc.so.6"), "setenv")("SOFTHSM2_CONF", In("softhsm2.conf"), 1);
        Run("--init-token", "--free", "--label", "bench", "--pin", Pin, "--so-pin", Pin);
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Import("rsa", "01", rsa, new CertificateRequest("CN=rsa", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Import("p256", "02", ecdsa, new CertificateRequest("CN=p256", ecdsa, HashAlgorithmName.SHA256));
        _keys = new KeyReferences(_folder);
        _module = NativeLibrary.Load(Module);
    }

    private delegate int SetEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);

    private delegate ulong SignInit(ulong session, ref Mechanism mechanism, ulong key);

    private delegate ulong Sign(ulong session, byte[] data, ulong length, byte[] signature, ref ulong signatureLength);

    /// <summary>A key as the gateway uses it.</summary>
    public SigningKey Key(string name) => _keys.Open($"pkcs11:token=bench;object={name}?module-path={Module}&pin-source={In("pin")}&certificate={In(name + ".crt.pem")}");

    /// <summary>
    /// Bare signatures, one session for each thread: initialisation and signature of the library itself, into a buffer that is
    /// there. The key must have been opened before, since the login is shared.
    /// </summary>
    public IReadOnlyList<Action> Bare(string name, CKM mechanism, byte[] data, int threads)
    {
        var factories = new Pkcs11InteropFactories();
        var slot = factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, Module, AppType.MultiThreaded).GetSlotList(SlotsType.WithTokenPresent)
            .First(found => found.GetTokenInfo().Label == "bench");
        return [.. Enumerable.Range(0, threads).Select(_ => Bare(slot.OpenSession(SessionType.ReadOnly), name, mechanism, data))];
    }

    public void Dispose()
    {
        _keys.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private Action Bare(Net.Pkcs11Interop.HighLevelAPI.ISession session, string name, CKM mechanism, byte[] data)
    {
        var make = session.Factories.ObjectAttributeFactory;
        var key = session.FindAllObjects([make.Create(CKA.CKA_CLASS, CKO.CKO_PRIVATE_KEY), make.Create(CKA.CKA_LABEL, name)]).Single().ObjectId;
        var (init, sign, buffer) = (Native<SignInit>(_module, "C_SignInit"), Native<Sign>(_module, "C_Sign"), new byte[512]);
        return () =>
        {
            var (chosen, length) = (new Mechanism((ulong)mechanism, 0, 0), (ulong)buffer.Length);
            if (init(session.SessionId, ref chosen, key) != 0 || sign(session.SessionId, data, (ulong)data.Length, buffer, ref length) != 0)
            {
                throw new CryptographicException("the bare call failed");
            }
        };
    }

    private void Import(string name, string id, AsymmetricAlgorithm key, CertificateRequest request)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddDays(1));
        File.WriteAllText(In(name + ".crt.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(In(name + ".p8"), key.ExportPkcs8PrivateKeyPem());
        Run("--import", In(name + ".p8"), "--token", "bench", "--label", name, "--id", id, "--pin", Pin);
    }

    private void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("softhsm2-util", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = In("softhsm2.conf");
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException(said);
        }
    }

    private string In(string name) => Path.Combine(_folder, name);

    private static T Native<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));

    // Three words: number, parameter, length of the parameter; there is none.
    private readonly record struct Mechanism(ulong Number, nint Parameter, ulong Length);
}
