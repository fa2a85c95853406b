namespace Gateway.Host.Serving;

/// <summary>Where a host finds its parts. Every value can be given on the command line or as <c>GATEWAY_*</c> in the environment.</summary>
public sealed record GatewayOptions
{
    /// <summary>Folder that holds <c>adapters/</c> and <c>schemas/</c>.</summary>
    public required string Root { get; init; }

    /// <summary>Folder for everything made at run time: the embedded database, keys, development certificates.</summary>
    public required string Data { get; init; }

    /// <summary>Any PostgreSQL; the embedded one when empty.</summary>
    public string Database { get; init; } = "";

    /// <summary>Address to listen on; loopback by default.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:5080";

    /// <summary>Partner file; without one the gateway serves and knows nobody.</summary>
    public string Partners { get; init; } = "";

    /// <summary>Folder of certificates; development certificates are made there outside production.</summary>
    public string Certificates { get; init; } = "";

    /// <summary>Folder of the certificates whose packs are installed; nobody's when empty.</summary>
    public string PackTrust { get; init; } = "";

    /// <summary>Address of a time-stamp authority (RFC 3161 over HTTP); nobody's when empty.</summary>
    public string TimeStamp { get; init; } = "";

    /// <summary>Certificates of the time-stamp authority, or of who issued them: a file or a folder.</summary>
    public string TimeTrust { get; init; } = "";

    /// <summary>Plan of how long what is kept; without one nothing is ever purged.</summary>
    public string Retention { get; init; } = "";

    /// <summary><c>Production</c> or anything else.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>Loops that send, and loops that process.</summary>
    public int Workers { get; init; } = 4;

    /// <summary>The certificates folder in force.</summary>
    public string CertificatesFolder => Certificates.Length > 0 ? Certificates : Path.Combine(Data, "certificates");

    /// <summary>Options from the environment, the project root being where <c>adapters/</c> is found.</summary>
    public static GatewayOptions FromEnvironment()
    {
        var root = System.Environment.GetEnvironmentVariable("GATEWAY_ROOT") is { Length: > 0 } given ? given : FindRoot();
        return new GatewayOptions
        {
            Root = root,
            Data = Value("GATEWAY_DATA", Path.Combine(root, ".data")),
            Database = Value("GATEWAY_DATABASE", ""),
            Urls = Value("GATEWAY_URLS", "http://127.0.0.1:5080"),
            Partners = Value("GATEWAY_PARTNERS", ""),
            Certificates = Value("GATEWAY_CERTIFICATES", ""),
            PackTrust = Value("GATEWAY_PACK_TRUST", ""),
            TimeStamp = Value("GATEWAY_TIME_STAMP", ""),
            TimeTrust = Value("GATEWAY_TIME_TRUST", ""),
            Retention = Value("GATEWAY_RETENTION", ""),
            Environment = Value("ASPNETCORE_ENVIRONMENT", "Development"),
        };
    }

    private static string Value(string name, string otherwise) =>
        System.Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;

    private static string FindRoot()
    {
        foreach (var start in new[] { Directory.GetCurrentDirectory(), AppContext.BaseDirectory })
        {
            for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            {
                if (Directory.Exists(Path.Combine(folder.FullName, "adapters")) && Directory.Exists(Path.Combine(folder.FullName, "schemas")))
                {
                    return folder.FullName;
                }
            }
        }

        return Directory.GetCurrentDirectory();
    }
}
