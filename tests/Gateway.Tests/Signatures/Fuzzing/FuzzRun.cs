using System.Globalization;
using System.Security.Cryptography;
using System.Xml;
using Gateway.Signatures;

namespace Gateway.Tests.Signatures.Fuzzing;

/// <summary>What is asked of a run.</summary>
/// <param name="Seed">Where all cases begin.</param>
/// <param name="Folder">Where findings are kept.</param>
/// <param name="Verify">The verifier that is tried.</param>
/// <param name="Often">The oracle that is asked about every document.</param>
/// <param name="Seldom">The oracle that is asked about every changed document that is accepted, and some of those refused; <c>null</c>: nobody.</param>
internal sealed record FuzzPlan(int Seed, string Folder, Func<Specimen, byte[], Verdict> Verify, Oracle? Often, Oracle? Seldom)
{
    /// <summary>One in so many of the refused documents is shown to the oracle that is asked seldom; of those whose arithmetic is said to be wrong, five in so many.</summary>
    public int Share { get; init; } = 50;
}

/// <summary>Cases one after the other, each from its number and the seed alone: damaged, decided, and held against the oracles.</summary>
internal sealed class FuzzRun(FuzzPlan plan)
{
    private const int MostFindings = 20;
    private readonly Dictionary<string, string> _statements = Honest();
    private readonly SortedDictionary<string, long> _counters = new(StringComparer.Ordinal);

    /// <summary>What must not be; each with the seed and where the document lies.</summary>
    public List<string> Findings { get; } = [];

    public IReadOnlyDictionary<string, long> Counters => _counters;

    public bool IsFull => Findings.Count >= MostFindings;

    /// <summary>The counters, one a line.</summary>
    public string Report => string.Join('\n', _counters.Select(counter => $"{counter.Value,12:N0}  {counter.Key}"));

    /// <summary>Tries one case.</summary>
    public void Try(int number)
    {
        var random = new Random(unchecked((plan.Seed * 1_000_003) + number));
        var specimen = Specimen.Any(random);
        var (bytes, story) = Mutation.Of(specimen, random);
        Count("cases");
        Judge(new FuzzCase(number, specimen, bytes, story, random.Next(plan.Share)));
    }

    private void Judge(FuzzCase one)
    {
        Verdict verdict;
        try
        {
            verdict = plan.Verify(one.Specimen, one.Bytes);
        }
        catch (Exception thrown)
        {
            // Verify says everything by a verdict: whatever is thrown is a finding, of whatever type.
            Find(one, $"threw {thrown.GetType().Name}: {thrown.Message}");
            return;
        }

        Count($"decided {verdict.Code}");
        if (verdict.Valid)
        {
            Accepted(one, verdict);
        }
        else
        {
            Refused(one, verdict);
        }
    }

    private void Accepted(FuzzCase one, Verdict verdict)
    {
        var changed = !one.Bytes.AsSpan().SequenceEqual(one.Specimen.Bytes);
        Count(changed ? "accepted, bytes changed" : "accepted, bytes unchanged");
        if (!_statements.TryGetValue(Convert.ToHexString(verdict.Identity ?? []), out var content) || content != Fingerprint(verdict))
        {
            Find(one, "accepted, and what is handed back is not what was signed");
        }

        foreach (var oracle in Asked(changed))
        {
            Count($"{oracle.Name} asked about what we accept");
            if (oracle.Accepts(one.Specimen, one.Bytes))
            {
                continue;
            }

            if (oracle.Defect(one.Specimen, one.Bytes) is { } defect)
            {
                Count($"{oracle.Name} refuses what we accept, known defect: {defect}");
            }
            else
            {
                Find(one, $"accepted, and {oracle.Name} refuses it");
            }
        }
    }

    private void Refused(FuzzCase one, Verdict verdict)
    {
        if (verdict.CanonicalBytes is not null || verdict.Content is not null)
        {
            Find(one, $"refused as {verdict.Code}, and something is handed back");
        }

        var isArithmetic = verdict.Code is SignatureCodes.Digest or SignatureCodes.Value;
        foreach (var oracle in Asked(one.Lot < (isArithmetic ? 5 : 1)))
        {
            Count($"{oracle.Name} asked about what we refuse");
            if (!oracle.Accepts(one.Specimen, one.Bytes))
            {
                continue;
            }

            var form = isArithmetic ? Form(one.Bytes, verdict.Code) : null;
            if (form is null && isArithmetic)
            {
                Differ(one, oracle, verdict.Code);
            }
            else if (form is not null || oracle.Stricter.Contains(verdict.Code))
            {
                Count($"{oracle.Name} accepts what we refuse as {verdict.Code}{(form is null ? "" : ", " + form)}");
            }
            else
            {
                Find(one, $"refused as {verdict.Code}, and {oracle.Name} accepts it: this rule is not on its list");
            }
        }
    }

    private void Differ(FuzzCase one, Oracle oracle, string code)
    {
        if (oracle.Defect(one.Specimen, one.Bytes) is { } defect)
        {
            Count($"{oracle.Name} accepts what we refuse as {code}, known defect: {defect}");
        }
        else
        {
            Find(one, $"refused as {code}, and {oracle.Name} accepts it");
        }
    }

    private IEnumerable<Oracle> Asked(bool seldom) => ((Oracle?[])[plan.Often, seldom ? plan.Seldom : null]).OfType<Oracle>();

    private void Count(string counter) => _counters[counter] = _counters.GetValueOrDefault(counter) + 1;

    private void Find(FuzzCase one, string what)
    {
        Count("findings");
        var name = string.Create(CultureInfo.InvariantCulture, $"fuzz-{plan.Seed}-{one.Number}");
        Directory.CreateDirectory(plan.Folder);
        File.WriteAllBytes(Path.Combine(plan.Folder, name + ".xml"), one.Bytes);
        File.WriteAllBytes(Path.Combine(plan.Folder, name + "-before.xml"), one.Specimen.Bytes);
        File.WriteAllText(Path.Combine(plan.Folder, name + ".crt.pem"), one.Specimen.Key.ExportCertificatePem());
        Findings.Add($"seed {plan.Seed}, case {one.Number} ({one.Specimen.Name}; {one.Story}): {what}; see {Path.Combine(plan.Folder, name)}.xml");
    }

    // The same two codes are given to a value or a digest that is no bare base64 of the right length, where others read on: that is a rule, not arithmetic.
    private static string? Form(byte[] bytes, string code)
    {
        if (Oracle.Load(bytes) is not { } document)
        {
            return "not read by the framework";
        }

        var leaves = document.GetElementsByTagName(code == SignatureCodes.Value ? "SignatureValue" : "DigestValue", Mint.Dsig).OfType<XmlElement>().ToList();
        return leaves.TrueForAll(IsBare) ? null : "not bare base64";
    }

    private static bool IsBare(XmlElement leaf)
    {
        var text = new byte[leaf.InnerText.Length + 3];
        return leaf.ChildNodes.OfType<XmlElement>().FirstOrDefault() is null
            && leaf.Attributes.OfType<XmlAttribute>().All(attribute => attribute.Name.StartsWith("xmlns", StringComparison.Ordinal))
            && Convert.TryFromBase64String(leaf.InnerText, text, out var length) && length is 20 or 32 or 48 or 64 or 96 or 256;
    }

    // What was signed, by the hash of its SignedInfo: content can be handed back for its own statement only.
    private static Dictionary<string, string> Honest()
    {
        var statements = new Dictionary<string, string>();
        foreach (var verdict in Specimen.Honest.Select(specimen => specimen.Verify(specimen.Bytes)).Concat(Ground.All.Select(ground =>
            XmlSignatures.Verify(Papers.Bytes(ground.Signed), ground.Profile, TrustedSigners.Pin(Signers.Bank), Signers.At))))
        {
            statements[Convert.ToHexString(verdict.Identity ?? throw new InvalidOperationException($"an honest document is refused as {verdict.Code}"))] = Fingerprint(verdict);
        }

        return statements;
    }

    private static string Fingerprint(Verdict verdict) =>
        Convert.ToHexString(SHA256.HashData(verdict.CanonicalBytes ?? [])) + Convert.ToHexString(SHA256.HashData(verdict.Content ?? []));

    private sealed record FuzzCase(int Number, Specimen Specimen, byte[] Bytes, string Story, int Lot);
}
