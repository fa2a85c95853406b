using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Signatures.Tokens;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Xunit;

namespace Gateway.Host.Tests.Signatures;

/// <summary>The token is one for the whole process, so those who use it, and who end it, take turns.</summary>
[CollectionDefinition(Name)]
public sealed class SoftTokenUsers : ICollectionFixture<SoftToken>
{
    public const string Name = "soft token";
}

/// <summary>
/// A token made by SoftHSM2's own program: an RSA key and a P-256 key with their certificates inside and beside it, and a key
/// whose certificate is another's. Skips, saying so, where SoftHSM2 is not installed.
/// </summary>
public sealed class SoftToken : IDisposable
{
    public const string Pin = "648219";
    private const string Label = "customs desk";
    private static readonly string[] Modules = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so", "/usr/local/lib/softhsm/libsofthsm2.so"];
    private readonly TestFolder _folder = new();
    private readonly Lazy<bool> _made;

    public SoftToken() => _made = new Lazy<bool>(Make);

    public static string? Module { get; } = Modules.FirstOrDefault(File.Exists);

    public DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Where the token's own files lie.</summary>
    public string Tokens => In("tokens");

    public string In(string name) => _folder.In(name);

    /// <summary>The reference of a key of this token.</summary>
    public string Reference(string key, string? pinSource = null, string more = "")
    {
        Assert.SkipWhen(Module is null, "SoftHSM2 is not installed: keys in tokens were not tried");
        Assert.True(_made.Value);
        return $"pkcs11:token={Label.Replace(" ", "%20", StringComparison.Ordinal)};object={key}?module-path={Module}&pin-source={pinSource ?? "file:" + In("pin")}{more}";
    }

    /// <summary>Ends all sessions, and with them the login.</summary>
    public static void EndSessions() => TokenModule.Of(Module!).Use((library, _) =>
    {
        library.GetSlotList(SlotsType.WithTokenPresent).First(slot => slot.GetTokenInfo().Label == Label).CloseAllSessions();
        return true;
    });

    /// <summary>Begins the module anew, as a key does that cannot find its token.</summary>
    public static void BeginAnew()
    {
        var module = TokenModule.Of(Module!);
        module.Restart(module.Generation, new TokenLimits(1, TimeSpan.FromSeconds(10), TimeSpan.Zero));
    }

    /// <summary>Ends the whole module, as another of its users in this process may.</summary>
    public static void EndModule()
    {
        var factories = new Pkcs11InteropFactories();
        factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, Module!, AppType.MultiThreaded).Dispose();
    }

    public void Dispose() => _folder.Dispose();

    private bool Make()
    {
        Directory.CreateDirectory(Tokens);
        File.WriteAllText(In("softhsm2.conf"), $"directories.tokendir = {Tokens}\nobjectstore.backend = file\nlog.level = ERROR\n");
        File.WriteAllText(In("pin"), Pin + "\n");
        // The runtime's own environment is a copy, which a library does not see.
        Assert.Equal(0, SetEnvironment("SOFTHSM2_CONF", In("softhsm2.conf")));
        Run("--init-token", "--free", "--label", Label, "--pin", Pin, "--so-pin", Pin);
        using var rsa = RSA.Create(2048);
        using var ecdsa = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var stranger = RSA.Create(2048);
        Import("rsa", "01", rsa, Issue(new CertificateRequest("CN=rsa DEV ONLY", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        Import("p256", "02", ecdsa, Issue(new CertificateRequest("CN=p256 DEV ONLY", ecdsa, HashAlgorithmName.SHA256)));
        using var other = RSA.Create(2048);
        Import("stranger", "03", stranger, Issue(new CertificateRequest("CN=stranger DEV ONLY", other, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
        WriteCertificates("rsa", "p256", "stranger");
        return true;
    }

    private byte[] Issue(CertificateRequest request)
    {
        using var certificate = request.CreateSelfSigned(Now.AddDays(-1), Now.AddYears(1));
        return certificate.RawData;
    }

    private void Import(string name, string id, AsymmetricAlgorithm key, byte[] certificate)
    {
        File.WriteAllText(In(name + ".p8"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(In(name + ".crt.pem"), PemEncoding.WriteString("CERTIFICATE", certificate));
        Run("--import", In(name + ".p8"), "--token", Label, "--label", name, "--id", id, "--pin", Pin);
        File.Delete(In(name + ".p8"));
    }

    private void WriteCertificates(params string[] names) => TokenModule.Of(Module!).Use((library, _) =>
    {
        var slot = library.GetSlotList(SlotsType.WithTokenPresent).First(found => found.GetTokenInfo().Label == Label);
        using var session = slot.OpenSession(SessionType.ReadWrite);
        session.Login(CKU.CKU_USER, Pin);
        foreach (var (name, at) in names.Select((name, at) => (name, at)))
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(In(name + ".crt.pem"));
            var make = session.Factories.ObjectAttributeFactory;
            session.CreateObject([
                make.Create(CKA.CKA_CLASS, CKO.CKO_CERTIFICATE), make.Create(CKA.CKA_CERTIFICATE_TYPE, CKC.CKC_X_509), make.Create(CKA.CKA_TOKEN, true),
                make.Create(CKA.CKA_LABEL, name), make.Create(CKA.CKA_ID, [(byte)(at + 1)]),
                make.Create(CKA.CKA_SUBJECT, certificate.SubjectName.RawData), make.Create(CKA.CKA_VALUE, certificate.RawData)]);
        }

        return true;
    });

    private void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("softhsm2-util", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["SOFTHSM2_CONF"] = In("softhsm2.conf");
        using var process = Process.Start(start)!;
        var said = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, said);
    }

    private static int SetEnvironment(string name, string value)
    {
        var call = Marshal.GetDelegateForFunctionPointer<SetEnvironmentCall>(NativeLibrary.GetExport(NativeLibrary.Load("libc.so.6"), "setenv"));
        return call(name, value, 1);
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int SetEnvironmentCall([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
