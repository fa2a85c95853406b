using Xunit;

namespace Gateway.Host.Tests.Signatures;

/// <summary>Something to be done by a peer: sign a template, or verify a document.</summary>
/// <param name="IsNamed">The key is named in a way of its own (WS-Security): whoever does not know it is given the certificate.</param>
internal sealed record InteropJob(string Action, string Input, string Output, string Key, string Certificate, bool IsNamed = false)
{
    public string Line => string.Join('\t', Action, Input, Output, Key, Certificate);
}

/// <summary>An independent program that signs and verifies; what it cannot do is said here, and looked at in the test.</summary>
internal abstract record InteropPeer(string Name)
{
    private const string Java = "/usr/share/java";

    public static IReadOnlyList<InteropPeer> All { get; } =
    [
        new OneByOne("xmlsec1"),
        new Batch("Apache Santuario", "java", "Santuario.java", ["-cp", string.Join(':', Jars)], $"{Java}/xmlsec.jar", "install libxml-security-java and default-jdk-headless"),
        new Batch("python-xmlsec", "/usr/bin/python3", "python_xmlsec.py", [], "/usr/lib/python3/dist-packages/xmlsec", "install python3-xmlsec"),
        new Batch("xml-crypto", "node", "xml_crypto.js", [], Path.Combine(NpmFolder, "node_modules/xml-crypto"), "npm ci in .data/peers, with package.json and its lock from the folder Peers")
        {
            Folder = NpmFolder,
            Unsupported = (cell, signs) => cell.Key != "RSA-2048" ? "no ECDSA" : cell.IsFilter ? "no XPath transform"
                : cell.Document.Contains("xml:space", StringComparison.Ordinal) ? "C14N does not hand down xml: attributes"
                : signs && cell.HasProperties ? "writes no Object of ours" : signs && cell.IsSoap ? "writes no security header of ours" : null,
        },
        new Batch("xadesjs", "node", "xadesjs.js", [], Path.Combine(NpmFolder, "node_modules/xadesjs"), "npm ci in .data/peers, with package.json and its lock from the folder Peers")
        {
            Folder = NpmFolder,
            Unsupported = (cell, signs) => signs ? "signs in a form of its own" : cell.IsFilter ? "no XPath transform" : cell.IsSoap ? "no wsu:Id"
                : cell.Document.Contains("xml:space", StringComparison.Ordinal) ? "C14N does not hand down xml: attributes" : null,
        },
    ];

    /// <summary>Why a cell is not for it, where it verifies and where it signs; <c>null</c> where it is.</summary>
    public Func<InteropCell, bool, string?> Unsupported { get; init; } = (_, _) => null;

    private static string NpmFolder => Path.Combine(GatewayRig.Root, ".data", "peers");

    private static string[] Jars => [.. new[] { "xmlsec", "commons-codec", "slf4j-api", "slf4j-nop", "woodstox-core", "stax2-api" }.Select(jar => $"{Java}/{jar}.jar")];

    /// <summary>What it lacks on this machine, or <c>null</c>.</summary>
    public abstract string? Missing { get; }

    /// <summary>One answer a job: <c>ok</c>, or <c>no</c> and what it said.</summary>
    public abstract Task<IReadOnlyList<string>> AnswerAsync(string directory, IReadOnlyList<InteropJob> jobs);

    private sealed record OneByOne(string Name) : InteropPeer(Name)
    {
        private const string Utility = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd";

        private static readonly string[] Ids = [.. ((string[])["Document", "http://uri.etsi.org/01903/v1.3.2#:SignedProperties", "http://schemas.xmlsoap.org/soap/envelope/:Body", Utility + ":Timestamp"]).SelectMany(name => (string[])["--id-attr:Id", name])];

        public override string? Missing => File.Exists("/usr/bin/xmlsec1") ? null : "install xmlsec1";

        public override async Task<IReadOnlyList<string>> AnswerAsync(string directory, IReadOnlyList<InteropJob> jobs)
        {
            var answers = new List<string>();
            foreach (var job in jobs)
            {
                string[] arguments = job.Action == "sign"
                    ? ["--sign", .. Ids, "--privkey-pem", job.Key, "--output", job.Output, job.Input]
                    : job.IsNamed ? ["--verify", .. Ids, "--pubkey-cert-pem", job.Certificate, job.Input]
                    : ["--verify", .. Ids, "--enabled-key-data", "x509", "--trusted-pem", job.Certificate, job.Input];
                var (exit, output) = await Tool.RunAsync("xmlsec1", arguments);
                answers.Add(exit == 0 ? "ok" : $"no {output}");
            }

            return answers;
        }
    }

    private sealed record Batch(string Name, string Program, string Script, string[] Before, string Needs, string Advice) : InteropPeer(Name)
    {
        public string? Folder { get; init; }

        public override string? Missing => Path.Exists(Needs) ? null : Advice;

        public override async Task<IReadOnlyList<string>> AnswerAsync(string directory, IReadOnlyList<InteropJob> jobs)
        {
            var list = Path.Combine(directory, "jobs.txt");
            await File.WriteAllLinesAsync(list, jobs.Select(job => job.Line), TestContext.Current.CancellationToken);
            var script = Path.Combine(GatewayRig.Root, "tests/Gateway.Host.Tests/Signatures/Peers", Script);
            string[] arguments = [.. Before, script, .. Folder is null ? Array.Empty<string>() : [Folder], list];
            var (_, output, error) = await Tool.RunApartAsync(Program, arguments);
            var answers = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.True(answers.Length == jobs.Count, output + error);
            return answers;
        }
    }
}
