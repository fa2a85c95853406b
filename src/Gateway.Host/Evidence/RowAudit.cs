using Gateway.Evidence;
using Gateway.Host.Database;

namespace Gateway.Host.Evidence;

/// <summary>Looks at what the chain does not lead to: rows that stand beside what was sealed, and tables that show something else than what they hold.</summary>
internal sealed class RowAudit(Queries queries, Action<Finding> add)
{
    private const int MostStrangers = 50;
    private const string Sealing = "audit.entry";

    // Where a row is made by an expression, hidden by a policy or comes from elsewhere, who owns it decides anew at each reading what an auditor sees.
    private const string Unplain =
        """
        with recursive part(id) as (
            select to_regclass(named)::oid from unnest($2::text[]) as named
            union select i.inhrelid from part p join pg_inherits i on i.inhparent = p.id)
        select c.oid::regclass::text from part p join pg_class c on c.oid = p.id
        where c.relkind not in ('r', 'p') or c.relrowsecurity or exists (
            select from pg_attribute a join pg_type t on t.oid = a.atttypid
            where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and (a.attgenerated <> '' or t.typnamespace <> 'pg_catalog'::regnamespace))
        order by 1 limit $1
        """;

    // A place outside of the chain is never read, and a second entry at one place may fall between two pages.
    private const string Outside = "select coalesce(kind, '') || ' ' || coalesce(key, '') from audit.entry where sequence is null or sequence < 1 limit $1";
    private const string Doubled = "select sequence from audit.entry where sequence > 0 group by sequence having count(*) > 1 order by sequence limit $1";

    // The second copy of an answer given at once is no thing of the chain; the answer is.
    private const string Answers = "select a.envelope::text from exchange.answer a left join exchange.envelope e on e.id = a.envelope where e.id is null or (not a.sealed and sha256(a.bytes) <> e.sha256) limit $1";

    private static readonly string[] Unnamed = [Sealing, "audit.pending", "exchange.answer", "exchange.certificate", "exchange.revocation"];

    /// <summary>Every look, each with the table it is at.</summary>
    public IEnumerable<(string Table, Func<CancellationToken, Task> Look)> Looks()
    {
        yield return ("pg_catalog.pg_class", TablesAsync);
        yield return (Sealing, EntriesAsync);
        foreach (var kind in KeptKind.All)
        {
            yield return (kind.Table, cancellation => EachAsync(kind.Strangers, EvidenceCodes.Unsealed, $"{kind.Kind} ", "it stands in the database and neither in the chain nor on its way there", cancellation));
            if (kind.Rows is { } part)
            {
                yield return (part.Table, cancellation => EachAsync(part.Orphans(kind.Table), EvidenceCodes.Unsealed, $"{part.Kind} ", $"it is of a {kind.Kind} that does not exist, so nothing in the chain has it", cancellation));
            }
        }

        yield return ("exchange.certificate", cancellation => ProofsAsync("certificate", "certificates", cancellation));
        yield return ("exchange.revocation", cancellation => ProofsAsync("revocation", "answers", cancellation));
        yield return ("exchange.answer", cancellation => EachAsync(Answers, EvidenceCodes.Content, "answer ", "the copy that is given to who asks again is not the answer", cancellation));
    }

    private async Task TablesAsync(CancellationToken cancellation)
    {
        string[] tables = [.. KeptKind.All.Select(kind => kind.Table), .. KeptKind.All.Where(kind => kind.Rows is not null).Select(kind => kind.Rows!.Table), .. Unnamed];
        foreach (var table in await queries.QueryAsync(Unplain, row => row.GetString(0), cancellation, MostStrangers, tables).ConfigureAwait(false))
        {
            add(Finding.Error(EvidenceCodes.Content, "", $"table {table}", "it is no plain table: what is read from it is made or chosen by a view, a policy, an expression or another server, and proves nothing"));
        }
    }

    private async Task EntriesAsync(CancellationToken cancellation)
    {
        await EachAsync(Outside, EvidenceCodes.Inserted, "audit.entry ", "it stands at a place outside of the chain", cancellation).ConfigureAwait(false);
        foreach (var place in await queries.QueryAsync(Doubled, row => row.GetInt64(0), cancellation, MostStrangers).ConfigureAwait(false))
        {
            add(Finding.Error(EvidenceCodes.Inserted, "", ChainReading.Place(place), "more than one entry stands at this place"));
        }
    }

    // The basis of a verdict is sealed and names certificates and answers by their hash: their bytes have to give it.
    private async Task ProofsAsync(string table, string named, CancellationToken cancellation)
    {
        var lost = $"select distinct digest from exchange.basis b, unnest(b.{named}) as digest where not exists (select from exchange.{table} k where k.sha256 = decode(digest, 'hex')) limit $1";
        var other = $"select encode(k.sha256, 'hex') from exchange.{table} k where sha256(k.bytes) <> k.sha256 limit $1";
        await EachAsync(lost, EvidenceCodes.Missing, $"{table} ", "a verdict was judged by it, and it is gone", cancellation).ConfigureAwait(false);
        await EachAsync(other, EvidenceCodes.Content, $"{table} ", "its bytes are not those a verdict was judged by", cancellation).ConfigureAwait(false);
    }

    private async Task EachAsync(string sql, string code, string before, string text, CancellationToken cancellation)
    {
        foreach (var key in await queries.QueryAsync(sql, row => row.IsDBNull(0) ? "" : row.GetString(0), cancellation, MostStrangers).ConfigureAwait(false))
        {
            add(Finding.Error(code, "", before + key, text));
        }
    }
}
