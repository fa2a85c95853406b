using Gateway.Host.Signatures;
using Gateway.Signatures;
using Microsoft.Extensions.Time.Testing;
using Xunit;

[assembly: AssemblyFixture(typeof(Gateway.Host.Tests.Signatures.DevelopmentSet))]

namespace Gateway.Host.Tests.Signatures;

/// <summary>
/// One set of development certificates for all tests, made when the first asks for it (keys are slow to make). Tests that change
/// files work on a copy.
/// </summary>
public sealed class DevelopmentSet : IDisposable
{
    private readonly Lazy<string> _directory;
    private readonly Lazy<CertificateFolder> _store;

    public DevelopmentSet()
    {
        _directory = new Lazy<string>(Make);
        _store = new Lazy<CertificateFolder>(() => CertificateFolder.Load(Directory));
    }

    /// <summary>When the set was made: the real time, because real programs look at the real clock.</summary>
    public DateTimeOffset Now { get; } = TimeProvider.System.GetUtcNow();

    public string Directory => _directory.Value;

    public CertificateFolder Store => _store.Value;

    public string Certificate(string name) => Path.Combine(Directory, $"{name}.crt.pem");

    public string Key(string name) => Path.Combine(Directory, $"{name}.key.pem");

    public TrustedSigners Trust(string name) => Store.Trust(name);

    /// <summary>Writes a file of a test and answers its path.</summary>
    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(Directory, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    /// <summary>Copies the set as it was made.</summary>
    public void CopyTo(string directory)
    {
        foreach (var file in System.IO.Directory.GetFiles(Directory).Where(file => Path.GetExtension(file) is ".pem" or ".pfx"))
        {
            File.Copy(file, Path.Combine(directory, Path.GetFileName(file)));
        }
    }

    public void Dispose()
    {
        if (_store.IsValueCreated)
        {
            Store.Dispose();
        }

        if (_directory.IsValueCreated)
        {
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    private string Make()
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("gateway-signatures-").FullName;
        Assert.True(DevelopmentCertificates.Ensure(directory, new FakeTimeProvider(Now)));
        return directory;
    }
}
