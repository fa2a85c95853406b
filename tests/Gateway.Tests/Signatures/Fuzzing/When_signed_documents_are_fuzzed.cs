using System.Diagnostics;
using System.Globalization;
using Gateway.Signatures;
using Xunit;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>
/// Damaged documents of every profile and key, decided by us, by <c>SignedXml</c> and by <c>xmlsec1</c>: nothing is thrown, nothing is accepted that either refuses, nothing but
/// what was signed is handed back, and no arithmetic differs. <c>GATEWAY_FUZZ_MINUTES</c> has it go on so long; <c>GATEWAY_FUZZ_SEED</c> and <c>GATEWAY_FUZZ_FROM</c> say where it begins.
/// </summary>
public sealed class When_signed_documents_are_fuzzed : IDisposable
{
    private const int Cases = 400;
    private static readonly int Seed = Number("GATEWAY_FUZZ_SEED", 20261127);
    private static readonly int From = Number("GATEWAY_FUZZ_FROM", 0);
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(Number("GATEWAY_FUZZ_MINUTES", 0));
    private static readonly string Kept = Path.Combine(Path.GetTempPath(), "gateway-fuzz");
    private readonly string _folder = Directory.CreateTempSubdirectory("gateway-fuzz-run-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Both_oracles_agree_with_what_is_accepted()
    {
        var run = new FuzzRun(new FuzzPlan(Seed, Kept, Ours, PlatformOracle.Known, Xmlsec()));
        var (clock, said) = (Stopwatch.StartNew(), TimeSpan.Zero);
        for (var number = From; (number - From < Cases || clock.Elapsed < Time) && !run.IsFull; number++)
        {
            run.Try(number);
            if (clock.Elapsed - said > TimeSpan.FromMinutes(1))
            {
                said = clock.Elapsed;
                Say(run, $"at case {number}, {clock.Elapsed:hh\\:mm\\:ss}");
            }
        }

        Say(run, $"ended after {clock.Elapsed:hh\\:mm\\:ss}");
        Assert.True(run.Findings.Count == 0, string.Join('\n', run.Findings));
        Assert.True(run.Counters.Keys.Count(counter => counter.StartsWith("decided ", StringComparison.Ordinal)) >= 12, run.Report);
        Assert.True(run.Counters["accepted, bytes changed"] >= Cases / 10, run.Report);
        Assert.SkipWhen(XmlsecOracle.Program is null, "xmlsec1 is not installed: it was not asked");
    }

    // The planted violations: a verifier that errs in each way there is, held against one oracle at a time.
    [Theory]
    [InlineData("SignedXml")]
    [InlineData("xmlsec1")]
    public void A_verifier_that_takes_any_digest_is_found_out_by_each(string oracle) =>
        AssertFound(oracle, $"accepted, and {oracle} refuses it", (specimen, bytes) => Ours(specimen, bytes) is { Code: SignatureCodes.Digest } ? Ours(specimen, specimen.Bytes) : Ours(specimen, bytes));

    [Theory]
    [InlineData("SignedXml")]
    [InlineData("xmlsec1")]
    public void A_verifier_that_makes_canonical_bytes_wrongly_is_found_out_by_each(string oracle) =>
        AssertFound(oracle, $"refused as SIG-DIGEST, and {oracle} accepts it", (specimen, bytes) => Ours(specimen, bytes) is { Valid: true } verdict ? verdict with { Valid = false, Code = SignatureCodes.Digest, CanonicalBytes = null, Content = null } : Ours(specimen, bytes));

    [Fact]
    public void A_rule_that_nobody_knows_of_is_found_out() =>
        AssertFound("SignedXml", "this rule is not on its list", (specimen, bytes) => Ours(specimen, bytes) is { Valid: true } ? Ours(specimen, []) : Ours(specimen, bytes));

    [Fact]
    public void Content_that_was_not_signed_is_found_out_without_any() =>
        AssertFound("", "what is handed back is not what was signed", (specimen, bytes) => Ours(specimen, bytes) is { Valid: true } verdict ? verdict with { Content = bytes } : Ours(specimen, bytes));

    [Fact]
    public void Something_thrown_is_found_out_without_any() =>
        AssertFound("", "threw IndexOutOfRangeException", (specimen, bytes) => Ours(specimen, bytes) is { Code: SignatureCodes.Malformed } ? throw new IndexOutOfRangeException() : Ours(specimen, bytes));

    [Fact]
    public void A_case_is_the_same_from_its_seed()
    {
        var specimen = Specimen.Honest.First(specimen => specimen.Profile.Id == "generic/enveloped");
        Assert.Equal(Mutation.Of(specimen, new Random(Seed)).Bytes, Mutation.Of(specimen, new Random(Seed)).Bytes);
        Assert.Equal("3082", Convert.ToHexString(SeededKeys.Rsa.RawData)[..4]);
    }

    private void AssertFound(string oracle, string finding, Func<Specimen, byte[], Verdict> verify)
    {
        Assert.SkipWhen(oracle == "xmlsec1" && XmlsecOracle.Program is null, "xmlsec1 is not installed: whether it finds this out was not tried");
        var known = oracle == "xmlsec1" ? Xmlsec() : oracle.Length > 0 ? PlatformOracle.Known : null;
        var run = new FuzzRun(new FuzzPlan(Seed, _folder, verify, known, null));
        for (var number = 0; number < 1_000 && !run.Findings.Exists(found => found.Contains(finding, StringComparison.Ordinal)); number++)
        {
            run.Try(number);
        }

        Assert.Contains(run.Findings, found => found.Contains(finding, StringComparison.Ordinal));
    }

    private static Verdict Ours(Specimen specimen, byte[] bytes) => specimen.Verify(bytes);

    private Oracle? Xmlsec() => XmlsecOracle.Program is null ? null : new XmlsecOracle(_folder).Known;

    private static void Say(FuzzRun run, string where)
    {
        Directory.CreateDirectory(Kept);
        File.WriteAllText(Path.Combine(Kept, $"report-{Seed}.txt"), $"seed {Seed}, {where}\n{run.Report}\n{string.Join('\n', run.Findings)}\n");
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
