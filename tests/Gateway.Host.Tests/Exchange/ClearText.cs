using System.Text;
using System.Text.RegularExpressions;
using Gateway.Host.Database;
using Npgsql;

namespace Gateway.Host.Tests.Exchange;

/// <summary>Looks for a text in every column of every table, as it is, in hexadecimal and in base64, also inside bytes.</summary>
public sealed partial class ClearText(NpgsqlDataSource owner)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Where the text stands: <c>schema.table.column</c>, partitions under their own name without the month.</summary>
    public async Task<IReadOnlyList<string>> PlacesAsync(string text)
    {
        var columns = await owner.QueryAsync(
            Ct,
            """
            select n.nspname, c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid
            where c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema') order by 1, 2, a.attnum
            """,
            row => (Schema: row.GetString(0), Table: row.GetString(1), Column: row.GetString(2)));
        Assert.True(columns.Count > 200, "these are not all columns of the database");
        var (forms, places) = (Forms(text), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var (schema, table, column) in columns)
        {
            var values = await owner.QueryAsync(Ct, $"select distinct \"{column}\"::text from \"{schema}\".\"{table}\" where \"{column}\" is not null", row => row.GetString(0));
            if (values.Exists(value => Holds(value, forms)))
            {
                places.Add($"{schema}.{Month().Replace(table, "")}.{column}");
            }
        }

        return [.. places];
    }

    /// <summary>The forms a text may stand in.</summary>
    public static IReadOnlyList<string> Forms(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        // Base64 of a text inside another depends on where it begins: what stays the same whatever stands around it.
        var within = Enumerable.Range(0, 3).Select(shift => Convert.ToBase64String([.. new byte[shift], .. bytes])[(shift == 0 ? 0 : 4)..((shift + bytes.Length) / 3 * 4)]);
        return [text, Convert.ToHexStringLower(bytes), Convert.ToHexString(bytes), .. within];
    }

    private static bool Holds(string value, IReadOnlyList<string> forms) =>
        forms.Any(form => value.Contains(form, StringComparison.Ordinal))
        || Bytea().Matches(value).Any(match => Encoding.Latin1.GetString(Convert.FromHexString(match.Groups[1].Value)) is var inside && forms.Any(form => inside.Contains(form, StringComparison.Ordinal)));

    [GeneratedRegex(@"\\x((?:[0-9a-f]{2})+)")]
    private static partial Regex Bytea();

    [GeneratedRegex(@"_y?\d{4}_?m?\d{2}$")]
    private static partial Regex Month();
}
