using System.Text;
using Gateway.Host.Cases;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Gateway.Messages;
using Npgsql;

namespace Gateway.Host.Declarations;

/// <summary>A declaration as the gateway knows it beside its document.</summary>
public sealed record DeclarationRow(Guid Id, string Enterprise, string Reference, string Direction, string Procedure, string Correlation, DateTimeOffset CreatedAt, string? Number)
{
    /// <summary>Its place among those that one posted declaration became; <c>null</c> where that fitted into one.</summary>
    public BranchPlace? Part { get; init; }
}

/// <summary>A declaration's place in a division.</summary>
/// <param name="First">The declaration whose number the others carry.</param>
/// <param name="Branch">Its place, from 1.</param>
/// <param name="Branches">How many there are.</param>
/// <param name="From">First line of the posted declaration in it.</param>
/// <param name="To">Last line of the posted declaration in it.</param>
/// <param name="Declarations">All of them, in their order.</param>
public sealed record BranchPlace(Guid First, int Branch, int Branches, int From, int To, IReadOnlyList<Guid> Declarations);

/// <summary>Keeps declarations, their documents and numbers.</summary>
public sealed class DeclarationStore(Queries queries)
{
    private const string Latest = "select document::text, origin::text from declarations.document where declaration = $1 and kind = $2 order by version desc limit 1";

    private const string Rows =
        """
        select d.id, d.enterprise, d.reference, d.direction, d.procedure, d.correlation, d.created_at, n.base, v.first, v.branch, v.branches, v.line_from, v.line_to,
               (select array_agg(s.declaration order by s.branch) from declarations.division s where s.first = v.first)
        from declarations.declaration d left join declarations.number n on n.declaration = d.id left join declarations.division v on v.declaration = d.id
        """;

    /// <summary>Writes a declaration; <c>false</c> when the enterprise used the reference before.</summary>
    public static async Task<bool> InsertAsync(Work work, DeclarationRow row, Guid envelope)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(row);
        return await work.ExecuteAsync(
            "insert into declarations.declaration (id, enterprise, reference, direction, procedure, correlation, envelope, created_at, branch) values ($1,$2,$3,$4,$5,$6,$7,$8,$9) on conflict do nothing",
            row.Id, row.Enterprise, row.Reference, row.Direction, row.Procedure, row.Correlation, envelope, row.CreatedAt, row.Part?.Branch ?? 1).ConfigureAwait(false) == 1;
    }

    /// <summary>Keeps a declaration's place in its division, and the noun in which it carries the number of the first.</summary>
    public static async Task PlaceAsync(Work work, DeclarationRow row, string noun)
    {
        ArgumentNullException.ThrowIfNull(work);
        ArgumentNullException.ThrowIfNull(row);
        if (row.Part is { } part)
        {
            await work.ExecuteAsync(
                "insert into declarations.division (declaration, first, branch, branches, line_from, line_to, noun, at) values ($1,$2,$3,$4,$5,$6,$7,$8)",
                row.Id, part.First, part.Branch, part.Branches, part.From, part.To, noun, row.CreatedAt).ConfigureAwait(false);
        }
    }

    /// <summary>Keeps the next version of a kind of document, with where its nouns came from and what went nowhere.</summary>
    public static Task KeepAsync(Case @case, Tree document, IReadOnlyList<Finding>? lost = null)
    {
        ArgumentNullException.ThrowIfNull(@case);
        ArgumentNullException.ThrowIfNull(document);
        return @case.Work.ExecuteAsync(
            "insert into declarations.document (declaration, kind, version, envelope, document, origin, at) select $1, $2, coalesce(max(version), 0) + 1, $3, $4, $5, $6 from declarations.document where declaration = $1 and kind = $2",
            @case.Declaration, document.Name, @case.Cause, new Jsonb(Encoding.UTF8.GetString(CanonicalJson.Write(document, document.Name))), Trace.Of(Origins.Of(document), lost ?? []).ToJson(), @case.Now);
    }

    /// <summary>The latest document of a kind inside the transaction, or <c>null</c>.</summary>
    public static async Task<Tree?> DocumentAsync(Case @case, string kind)
    {
        ArgumentNullException.ThrowIfNull(@case);
        var kept = await @case.Work.QueryAsync(Latest, MapKept, @case.Declaration, kind).ConfigureAwait(false);
        return kept.Count == 0 ? null : Parse(kept[0], kind);
    }

    /// <summary>Ties a declaration number to a declaration; <c>false</c> when it is another declaration's.</summary>
    public static async Task<bool> NumberAsync(Case @case, DeclarationNumber number)
    {
        ArgumentNullException.ThrowIfNull(@case);
        await @case.Work.ExecuteAsync(
            "insert into declarations.number (base, declaration, at) values ($1,$2,$3) on conflict do nothing", number.Base, @case.Declaration, @case.Now).ConfigureAwait(false);
        var owner = await @case.Work.ScalarAsync<Guid>("select declaration from declarations.number where base = $1", number.Base).ConfigureAwait(false);
        return owner == @case.Declaration;
    }

    /// <summary>The declaration of an id.</summary>
    public Task<DeclarationRow?> FindAsync(Guid id, CancellationToken cancellation) => queries.FirstAsync(Rows + " where d.id = $1", Map, cancellation, id);

    /// <summary>The declaration that has a number (first 11 digits).</summary>
    public Task<DeclarationRow?> NumberedAsync(string number, CancellationToken cancellation) => queries.FirstAsync(Rows + " where n.base = $1", Map, cancellation, number);

    /// <summary>The declaration with an enterprise's reference, the first of several.</summary>
    public Task<DeclarationRow?> ReferencedAsync(string enterprise, string reference, CancellationToken cancellation) =>
        queries.FirstAsync(Rows + " where d.enterprise = $1 and d.reference = $2 and d.branch = 1", Map, cancellation, enterprise, reference);

    /// <summary>The newest declarations, all enterprises' where <paramref name="enterprise"/> is <c>null</c>.</summary>
    public Task<List<DeclarationRow>> ListAsync(string? enterprise, int limit, CancellationToken cancellation) =>
        queries.QueryAsync(Rows + " where $1::text is null or d.enterprise = $1 order by d.id desc limit $2", Map, cancellation, enterprise, Math.Clamp(limit, 1, 500));

    /// <summary>The latest document of a kind, or <c>null</c>.</summary>
    public async Task<Tree?> DocumentAsync(Guid declaration, string kind, CancellationToken cancellation)
    {
        var kept = await queries.QueryAsync(Latest, MapKept, cancellation, declaration, kind).ConfigureAwait(false);
        return kept.Count == 0 ? null : Parse(kept[0], kind);
    }

    /// <summary>Where the nouns of the declaration came from when an envelope brought it, or <c>null</c>.</summary>
    public async Task<Trace?> OriginAsync(Guid declaration, Guid envelope, CancellationToken cancellation) => Trace.Parse(await queries.FirstAsync(
        "select origin::text from declarations.document where declaration = $1 and envelope = $2 order by version limit 1",
        row => row.IsDBNull(0) ? null : row.GetString(0), cancellation, declaration, envelope).ConfigureAwait(false));

    // A kept document tells of its nouns what it told when it was kept, not where they stand in our own JSON.
    private static Tree Parse((string Document, string? Origin) kept, string kind)
    {
        var document = CanonicalJson.Read(Encoding.UTF8.GetBytes(kept.Document), kind, ReadLimits.Default).Document ?? throw new InvalidDataException($"a kept {kind} cannot be read");
        Origins.Restore(document, Trace.Parse(kept.Origin)?.Boxes ?? []);
        return document;
    }

    private static (string Document, string? Origin) MapKept(NpgsqlDataReader row) => (row.GetString(0), row.IsDBNull(1) ? null : row.GetString(1));

    private static DeclarationRow Map(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5), row.GetFieldValue<DateTimeOffset>(6), row.IsDBNull(7) ? null : row.GetString(7))
    {
        Part = row.IsDBNull(8) ? null : new BranchPlace(row.GetGuid(8), row.GetInt32(9), row.GetInt32(10), row.GetInt32(11), row.GetInt32(12), row.GetFieldValue<Guid[]>(13)),
    };
}
