namespace Gateway.Tests.Edges;

/// <summary>What decides runs without a socket, a clock, a file, an environment or a database.</summary>
public static class Purity
{
    private static readonly string[] Packages = ["System.Security.Cryptography.Xml", "System.Security.Cryptography.Pkcs"];

    private static readonly string[] Worlds =
    [
        "Microsoft.", "Npgsql", "Quartz", "Polly", "SoapCore", "OpenTelemetry", "Gateway.", "System.ServiceModel", "System.Data", "System.CommandLine",
        "System.Net.Http", "System.Net.Sockets", "System.Net.Security", "System.Net.NameResolution", "System.Net.Requests", "System.Net.WebClient",
        "System.Net.Mail", "System.Net.NetworkInformation", "System.Net.WebSockets", "System.Net.HttpListener", "System.Diagnostics.Process",
        "System.IO.FileSystem", "System.IO.Pipes", "System.IO.MemoryMappedFiles", "System.IO.IsolatedStorage",
    ];

    private static readonly string[] Types =
    [
        "System.IO.File", "System.IO.Directory", "System.IO.FileInfo", "System.IO.DirectoryInfo", "System.IO.FileStream", "System.IO.DriveInfo",
        "System.IO.FileSystemWatcher", "System.IO.RandomAccess", "System.Environment", "System.AppContext", "System.Console", "System.Diagnostics.Process",
        "System.Diagnostics.Stopwatch", "System.Threading.Thread", "System.Threading.Timer", "System.Timers.Timer", "System.Threading.PeriodicTimer",
        "System.Security.Cryptography.X509Certificates.X509Store", "System.Runtime.Loader.AssemblyLoadContext",
    ];

    private static readonly string[] Namespaces = ["System.Net.Http.", "System.Net.Sockets.", "System.Net.Security.", "System.IO.Pipes.", "System.IO.MemoryMappedFiles.", "Microsoft."];

    // A member that reaches out, of a type that may be used otherwise.
    private static readonly string[] Members =
    [
        "System.TimeProvider.get_System()", "System.DateTime.get_Now()", "System.DateTime.get_UtcNow()", "System.DateTime.get_Today()",
        "System.DateTimeOffset.get_Now()", "System.DateTimeOffset.get_UtcNow()", "System.TimeZoneInfo.get_Local()", "System.Guid.NewGuid()",
        "System.Guid.CreateVersion7()", "System.Random.get_Shared()", "System.Random..ctor()", "System.IO.StreamReader..ctor(System.String)",
        "System.IO.StreamWriter..ctor(System.String)", "System.IO.Path.GetTempFileName()", "System.IO.Path.GetTempPath()", "System.IO.Path.GetFullPath(System.String)",
        "System.Xml.XmlReader.Create(System.String)", "System.Xml.XmlReader.Create(System.String,System.Xml.XmlReaderSettings)",
        "System.Xml.XmlDocument.Load(System.String)", "System.Xml.Linq.XDocument.Load(System.String)", "System.Xml.Linq.XElement.Load(System.String)",
        "System.Xml.XmlWriter.Create(System.String)", "System.Xml.XmlUrlResolver..ctor()", "System.Reflection.Assembly.Load(System.String)",
        "System.Reflection.Assembly.LoadFrom(System.String)", "System.Type.GetType(System.String)", "System.Threading.Tasks.Task.Delay(System.Int32)",
        "System.Threading.Tasks.Task.Delay(System.TimeSpan)", "System.Security.Cryptography.X509Certificates.X509Certificate2..ctor(System.String)",
    ];

    // Iterators note the thread that made them: the compiler's doing, not ours.
    private const string MadeByTheCompiler = "System.Environment.get_CurrentManagedThreadId()";

    public static IEnumerable<string> ForbiddenReferences(IEnumerable<string> references) =>
        from reference in references
        where Worlds.Any(world => reference.StartsWith(world, StringComparison.Ordinal))
        select $"the core references {reference}";

    public static IEnumerable<string> ForbiddenPackages(Tidy.SourceFile project) =>
        from include in Projects.Includes(project, "PackageReference")
        where !Packages.Contains(include)
        select $"{project.Path}: package {include}";

    public static IEnumerable<string> WorldlyUses(IEnumerable<Use> uses)
    {
        var all = uses.Where(use => use.Assembly.Length > 0 && !use.From.StartsWith("System.", StringComparison.Ordinal) && !use.From.StartsWith("Microsoft.", StringComparison.Ordinal)).ToList();
        var excused = all.Where(use => $"{use.Type}.{use.Member}" == MadeByTheCompiler).Select(use => use.From).ToHashSet();
        foreach (var use in all)
        {
            var member = $"{use.Type}.{use.Member}";
            var byType = Types.Contains(use.Type) || Namespaces.Any(space => use.Type.StartsWith(space, StringComparison.Ordinal));
            if (use.Type == "System.Environment" ? IsOurs(use, excused) : (byType && use.Member.Length == 0) || Members.Contains(member) || member.Contains("FromFile", StringComparison.Ordinal))
            {
                yield return $"{use.From} uses {(use.Member.Length > 0 ? member : use.Type)}";
            }
        }
    }

    private static bool IsOurs(Use use, HashSet<string> excused) =>
        use.Member.Length > 0 ? $"{use.Type}.{use.Member}" != MadeByTheCompiler : !excused.Contains(use.From);
}
