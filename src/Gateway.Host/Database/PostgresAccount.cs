namespace Gateway.Host.Database;

/// <summary>
/// As whom the server runs: it refuses to run as root. Root gives it the <c>postgres</c> account, or, where that account
/// cannot reach the data, a user namespace in which root is somebody else.
/// </summary>
/// <param name="Owner">To whom the cluster's files belong; null leaves them as they are.</param>
/// <param name="Prefix">What stands before the command.</param>
internal sealed record PostgresAccount(string? Owner, IReadOnlyList<string> Prefix)
{
    private const string Die = "--pdeathsig=SIGQUIT";
    private static readonly string[] AsPostgres = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"];
    private static readonly string[] InNamespace = ["unshare", "--user", "--map-user=1000", "--map-group=1000"];

    /// <param name="folder">Where the cluster's folder stands.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task<PostgresAccount> ForAsync(string folder, CancellationToken ct)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            return new PostgresAccount(null, []);
        }
        var (exit, _) = await ShortCommand.TryAsync([.. AsPostgres, "test", "-x", folder], ct);
        return exit == 0
            ? new PostgresAccount("postgres:postgres", AsPostgres)
            : new PostgresAccount("root:root", InNamespace);
    }

    public IReadOnlyList<string> Command(params IEnumerable<string> command) => [.. Prefix, .. command];

    /// <summary>
    /// The command of a server that is to die with us. The wish must be uttered last: whatever changes the account or the
    /// namespace afterwards takes it back.
    /// </summary>
    public IReadOnlyList<string> DyingCommand(params IEnumerable<string> command) =>
        [.. Prefix, "setpriv", Die, .. command];

    public async Task OwnAsync(string path, CancellationToken ct)
    {
        if (Owner is not null)
        {
            await ShortCommand.RunAsync(["chown", "-R", Owner, path], ct);
        }
    }
}
