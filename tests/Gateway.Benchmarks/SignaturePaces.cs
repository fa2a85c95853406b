using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Security.Cryptography.Xml;
using System.Text;
using System.Xml;
using Gateway.Host.Verbs;
using Gateway.Signatures;

namespace Gateway.Benchmarks;

/// <summary>What signing and verifying costs on one thread, beside the raw key, the framework's engine and xmlsec1 on the same documents.</summary>
public sealed partial class SignaturePaces(string root, TimeSpan time)
{
    private const int Rounds = 5;
    private const string Shape = "generic/enveloped";

    /// <summary>Measures and prints; ours and each limit take turns, the median of the rounds' ratios counts.</summary>
    public void Run(TextWriter said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var profile = CatalogueFolder.Read(root).Catalogue.FindSignature(Shape) ?? throw new InvalidOperationException($"no {Shape}");
        said.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {Shape}, all rules on, one thread, median of {Rounds} rounds in turns");
        said.WriteLine($"{"what",-44}{"ours/s",10}{"limit/s",10}{"ours/limit",12}{"KB each",10}");
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var withRsa = Certificate(new CertificateRequest("CN=RSA", rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        using var withCurve = Certificate(new CertificateRequest("CN=P-256", curve, HashAlgorithmName.SHA256));
        foreach (var (name, certificate) in new[] { ("RSA-2048", withRsa), ("P-256", withCurve) })
        {
            foreach (var size in new[] { 10_000, 500_000 })
            {
                Measure(said, profile, (name, size), certificate);
            }
        }

        Memory(said, profile, withRsa);
        new HostilePaces(root).Run(said, withRsa);
    }

    private void Measure(TextWriter said, SignatureProfile profile, (string Key, int Size) what, X509Certificate2 certificate)
    {
        var (key, trust, at) = (SigningKey.Of(certificate), TrustedSigners.Pin(certificate), TimeProvider.System.GetUtcNow());
        var plain = Document(what.Size);
        var signed = XmlSignatures.Sign(plain, profile, key);
        void Verify() => Require(XmlSignatures.Verify(signed, profile, trust, at).Valid);
        void Sign() => XmlSignatures.Sign(plain, profile, key);
        var label = $"{what.Key}, {what.Size / 1000} KB";
        Print(said, $"{label}: verify / raw key", Beside(Verify, RawVerify(certificate)));
        Print(said, $"{label}: sign / raw key", Beside(Sign, RawSign(certificate)));
        if (what.Key == "RSA-2048")
        {
            Print(said, $"{label}: verify / SignedXml", Beside(Verify, () => Framework(signed, certificate)));
        }

        foreach (var (limit, rate) in XmlsecPace.Of(signed, certificate))
        {
            Print(said, $"{label}: verify / {limit}", Beside(Verify, null, rate));
        }
    }

    private void Memory(TextWriter said, SignatureProfile profile, X509Certificate2 certificate)
    {
        var signed = XmlSignatures.Sign(Document(1_000_000), profile, SigningKey.Of(certificate));
        var file = Path.GetTempFileName();
        try
        {
            // Fifty megabytes cannot be signed in memory within the limits; what is verified is how long one is read, valid or not.
            using (var stream = File.Create(file))
            {
                var text = Encoding.UTF8.GetString(signed);
                var at = text.IndexOf("<line ", StringComparison.Ordinal);
                var line = Encoding.UTF8.GetBytes(text[at..(text.IndexOf("</line>", StringComparison.Ordinal) + 7)]);
                stream.Write(Encoding.UTF8.GetBytes(text[..at]));
                for (var written = 0L; written < 50_000_000; written += line.Length)
                {
                    stream.Write(line);
                }

                stream.Write(Encoding.UTF8.GetBytes(text[text.LastIndexOf("</lines>", StringComparison.Ordinal)..]));
            }

            GC.Collect();
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var most = 0L;
            using var spool = new Watched(() => most = Math.Max(most, GC.GetTotalMemory(false) - before));
            using var input = File.OpenRead(file);
            var started = Stopwatch.StartNew();
            var verdict = XmlSignatures.Verify(input, profile, TrustedSigners.Pin(certificate), TimeProvider.System.GetUtcNow(), XmlLimits.Long, spool);
            said.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"50 MB as it comes: {verdict.Code} after {new FileInfo(file).Length / 1_000_000} MB, {started.Elapsed.TotalSeconds:0.0} s, at most {most / 1_048_576.0:0.0} MB more held than before, garbage counted"));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static Action RawVerify(X509Certificate2 certificate)
    {
        var hash = SHA256.HashData("x"u8);
        if (certificate.GetRSAPrivateKey() is { } rsa)
        {
            var value = rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return () => Require(rsa.VerifyHash(hash, value, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        }

        var curve = certificate.GetECDsaPrivateKey()!;
        var own = curve.SignHash(hash);
        return () => Require(curve.VerifyHash(hash, own));
    }

    private static Action RawSign(X509Certificate2 certificate)
    {
        var hash = SHA256.HashData("x"u8);
        if (certificate.GetRSAPrivateKey() is { } rsa)
        {
            return () => rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }

        var curve = certificate.GetECDsaPrivateKey()!;
        return () => curve.SignHash(hash);
    }

    private static void Framework(byte[] signed, X509Certificate2 certificate)
    {
        var document = new XmlDocument { PreserveWhitespace = true, XmlResolver = null };
        document.Load(new MemoryStream(signed));
        var signature = (XmlElement)document.GetElementsByTagName("Signature", SignedXml.XmlDsigNamespaceUrl)[0]!;
        var engine = new SignedXml(signature);
        engine.LoadXml(signature);
        using var key = certificate.GetRSAPublicKey()!;
        Require(engine.CheckSignature(key));
    }

    private Pace Beside(Action ours, Action? limit, Func<double>? other = null)
    {
        Rate(ours);
        var rounds = new List<Pace>();
        for (var round = 0; round < Rounds; round++)
        {
            var (mine, kilobytes) = Rate(ours);
            rounds.Add(new Pace(mine, limit is null ? other!() : Rate(limit).PerSecond, kilobytes));
        }

        return rounds.OrderBy(pace => pace.Ratio).ElementAt(Rounds / 2);
    }

    // CPU of the thread's process, as the peers are counted too.
    private (double PerSecond, double Kilobytes) Rate(Action action)
    {
        var (started, cpu, before, count) = (TimeProvider.System.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes(), 0);
        while (TimeProvider.System.GetElapsedTime(started) < time)
        {
            action();
            count++;
        }

        return (count / (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds, (GC.GetTotalAllocatedBytes() - before) / 1024.0 / count);
    }

    private static byte[] Document(int size)
    {
        var text = new StringBuilder("<d:Declaration xmlns:d=\"urn:example:declaration\"><lines>");
        for (var number = 1; text.Length < size; number++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<line number=\"{number}\"><description>Cà phê hạt rang, bao 60 kg</description><quantity unit=\"KGM\">{number * 60}</quantity><amount currency=\"VND\">{number * 1000}</amount><origin>VN</origin></line>");
        }

        return Encoding.UTF8.GetBytes(text.Append("</lines></d:Declaration>").ToString());
    }

    private static X509Certificate2 Certificate(CertificateRequest request) => request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));

    private static void Require(bool good)
    {
        if (!good)
        {
            throw new InvalidOperationException("a good signature was refused");
        }
    }

    private static void Print(TextWriter said, string what, Pace pace) =>
        said.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-44}{pace.Ours,10:0}{pace.Limit,10:0}{pace.Ratio,12:0.00}{pace.Kilobytes,10:0}"));

    private sealed record Pace(double Ours, double Limit, double Kilobytes)
    {
        public double Ratio => Ours / Limit;
    }

    private sealed class Watched(Action look) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => 0;

        public override long Position { get; set; }

        public override void Write(byte[] buffer, int offset, int count) => look();

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => 0;

        public override long Seek(long offset, SeekOrigin origin) => 0;

        public override void SetLength(long value)
        {
        }
    }
}
