using Gateway.Adapters;
using Gateway.Host.Cases;
using Gateway.Host.Database;

namespace Gateway.Host.Declarations;

/// <summary>Which version of each family a declaration runs under. Written once and never changed.</summary>
public sealed class VersionStore(Queries queries)
{
    private const string Of = "select version from declarations.version where declaration = $1 and family = $2";

    /// <summary>Keeps a message's version for its family, unless the declaration runs under another one already.</summary>
    public static Task KeepAsync(Case @case, MessageGuide guide)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(guide);
        return @case.Work.ExecuteAsync(
            "insert into declarations.version (declaration, family, version, at) values ($1,$2,$3,$4) on conflict do nothing",
            @case.Declaration, guide.Manifest.Family, guide.Manifest.Version, @case.Now);
    }

    /// <summary>The version inside the transaction, or <c>null</c> when the declaration has met none yet.</summary>
    public static Task<string?> OfAsync(Case @case, string family)
    {
        ArgumentNullException.ThrowIfNull(@case);
        return @case.Work.ScalarAsync<string>(Of, @case.Declaration, family);
    }

    /// <summary>The version, or <c>null</c> when the declaration has met none yet.</summary>
    public Task<string?> OfAsync(Guid declaration, string family, CancellationToken cancellation) =>
        queries.FirstAsync(Of, row => row.GetString(0), cancellation, declaration, family);
}
