using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Gateway.Host.Database;

/// <summary>The folder of an embedded database: the cluster itself and, beside it, what only its keeper needs.</summary>
internal sealed class EmbeddedCluster
{
    private const string Superuser = "postgres";
    private const string Application = "gateway";
    private const long LogLimit = 10 * 1024 * 1024;
    private readonly string _secret;

    private EmbeddedCluster(string folder, string secret) => (Folder, _secret) = (folder, secret);

    public string Folder { get; }

    public string Data => Path.Combine(Folder, "cluster");

    public string Log => Path.Combine(Folder, "postgres.log");

    public string PortFile => Path.Combine(Folder, "port");

    public string SupervisorFile => Path.Combine(Folder, "supervisor");

    public static EmbeddedCluster Open(string folder)
    {
        PrivateFile.MakeFolder(folder, passage: true);
        var file = Path.Combine(folder, "password");
        if (PrivateFile.Read(file) is not { Length: > 0 } secret)
        {
            secret = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
            PrivateFile.Write(file, secret);
        }
        return new EmbeddedCluster(folder, secret);
    }

    public string ConnectionString(int port) => Connection(port, Application, Application, ApplicationPassword);

    public string SuperuserConnectionString(int port) => Connection(port, Superuser, Superuser, _secret);

    /// <summary>Does not lead back to the superuser's password, should a connection string get about.</summary>
    private string ApplicationPassword => Convert.ToHexStringLower(
        HMACSHA256.HashData(Encoding.ASCII.GetBytes(_secret), Encoding.ASCII.GetBytes(Application)));

    /// <summary>Makes the cluster where there is none. It appears under its name only when it is whole.</summary>
    public async Task MakeAsync(PostgresBinaries binaries, PostgresAccount account, bool fsync, CancellationToken ct)
    {
        if (Directory.Exists(Data))
        {
            await account.OwnAsync(Data, ct);
            return;
        }
        var staging = Path.Combine(Folder, "staging");
        if (Directory.Exists(staging))
        {
            Directory.Delete(staging, recursive: true);
        }
        PrivateFile.MakeFolder(staging, passage: false);
        var password = Path.Combine(staging, "password");
        PrivateFile.Write(password, _secret);
        await account.OwnAsync(staging, ct);
        var made = Path.Combine(staging, "cluster");
        await ShortCommand.RunAsync(account.Command(
        [
            binaries.Initdb, "-D", made, "-U", Superuser, "--pwfile=" + password, "--auth=scram-sha-256",
            "--locale=C.UTF-8", "-E", "UTF8", "--data-checksums", .. fsync ? [] : new[] { "--no-sync" },
        ]), ct);
        Directory.Move(made, Data);
        Directory.Delete(staging, recursive: true);
    }

    /// <summary>The application's role and database, where they are missing.</summary>
    public async Task EnsureApplicationAsync(int port, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(SuperuserConnectionString(port));
        if (!await source.ScalarAsync<bool>(ct, "select exists (select 1 from pg_roles where rolname = $1)", Application))
        {
            await ExecuteAsync(source, $"create role {Application} login createrole password '{ApplicationPassword}'", ct);
        }
        if (!await source.ScalarAsync<bool>(ct, "select exists (select 1 from pg_database where datname = $1)", Application))
        {
            await ExecuteAsync(source, $"create database {Application} owner {Application}", ct);
        }
    }

    /// <summary>Keeps the log of the last start and the one before within bounds.</summary>
    public void TurnLog()
    {
        if (File.Exists(Log) && new FileInfo(Log).Length > LogLimit)
        {
            File.Move(Log, Log + ".1", overwrite: true);
        }
    }

    public long LogLength => File.Exists(Log) ? new FileInfo(Log).Length : 0;

    public string LogSince(long offset)
    {
        const int Tail = 4096;
        if (!File.Exists(Log))
        {
            return "";
        }
        using var stream = new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Position = Math.Max(Math.Min(offset, stream.Length), stream.Length - Tail);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Trim();
    }

    private static async Task ExecuteAsync(NpgsqlDataSource source, string sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static string Connection(int port, string database, string user, string password) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Database = database,
            Username = user,
            Password = password,
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
            Pooling = user != Superuser,
            Timeout = 5,
        }.ConnectionString;
}
