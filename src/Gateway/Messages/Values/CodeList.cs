using System.Collections.Frozen;

namespace Gateway.Messages.Values;

/// <summary>One row: our words, their code, and the days on which it holds.</summary>
internal sealed record CodeRow(string[] Ours, string Theirs, DateOnly Since, DateOnly Until, bool Preferred, int Line)
{
    public string Note { get; init; } = "";

    /// <summary>The public record does not say that it is so.</summary>
    public bool Unconfirmed { get; init; }

    /// <summary>Their code that took its place when it ended, empty for none known.</summary>
    public string Successor { get; init; } = "";

    public bool HoldsOn(DateOnly day) => day >= Since && day < Until;
}

/// <summary>A code list of an adapter, effective by day. What is not in it is a finding, never a guess.</summary>
internal sealed class CodeList
{
    private static readonly string[] Reserved = ["theirs", "since", "until", "preferred", "unconfirmed", "successor", "note"];
    private readonly FrozenDictionary<string, CodeRow[]> _byTheirs;
    private readonly CodeRow[] _rows;

    private CodeList(string name, string[] columns, CodeRow[] rows)
    {
        Name = name[(name.LastIndexOf('/') + 1)..];
        Columns = columns;
        _rows = rows;
        _byTheirs = rows.GroupBy(row => row.Theirs).ToFrozenDictionary(group => group.Key, group => group.ToArray());
        IsOpen = rows.Any(row => row.Theirs == "*");
    }

    /// <summary>What people call it: its own name, wherever the map found it.</summary>
    public string Name { get; }

    /// <summary>Our columns, in the order of the nouns in the map.</summary>
    public string[] Columns { get; }

    /// <summary>Codes outside the list pass unchanged.</summary>
    public bool IsOpen { get; }

    public static CodeList Parse(string name, string file, string text, FindingList findings)
    {
        var rows = new List<CodeRow>();
        string[] header = [];
        string[] ours = [];
        foreach (var (line, cells) in CsvText.Rows(text))
        {
            if (header.Length == 0)
            {
                header = Array.ConvertAll(cells, cell => cell.Trim());
                ours = Array.FindAll(header, column => !Reserved.Contains(column));
                if (ours.Length == 0 || !header.Contains("theirs"))
                {
                    findings.Error("CODE-LIST", "", file, "the first line names our columns and 'theirs'", line);
                }

                continue;
            }

            if (cells.Length != header.Length || Row(header, ours, cells, line) is not { } row)
            {
                findings.Error("CODE-LIST", "", file, $"expected {header.Length} cells, dates yyyy-MM-dd, since before until, preferred and unconfirmed yes or empty", line);
                continue;
            }

            rows.Add(row);
        }

        var list = new CodeList(name, ours, [.. rows]);
        list.FindAmbiguities(file, findings);
        CodeSuccession.Check(list._rows, file, findings);
        return list;
    }

    /// <summary>The rows in force on a day, in the order of the file.</summary>
    public IEnumerable<CodeRow> On(DateOnly day) => _rows.Where(row => row.Theirs != "*" && row.HoldsOn(day));

    /// <summary>Why <see cref="Read"/> gave nothing.</summary>
    public RuleAnswer Refuse(string theirs, DateOnly day) =>
        Refuse(LexicalTypes.Clip(theirs), _byTheirs.GetValueOrDefault(theirs, []), day);

    /// <summary>The row behind what was written rests on no public record.</summary>
    public bool IsUnconfirmed(string theirs, DateOnly day) => Array.Exists(_byTheirs.GetValueOrDefault(theirs, []), row => row.Unconfirmed && row.HoldsOn(day));

    /// <summary>Our words for their code; <c>null</c> when the list has none.</summary>
    public string[]? Read(string theirs, DateOnly day)
    {
        CodeRow? found = null;
        foreach (var row in _byTheirs.GetValueOrDefault(theirs, []))
        {
            if (row.HoldsOn(day) && (found is null || (row.Preferred && !found.Preferred)))
            {
                found = row;
            }
        }

        return found is not null ? found.Ours : IsOpen && Columns.Length == 1 ? [theirs] : null;
    }

    /// <summary>Their code for our words.</summary>
    public RuleAnswer Write(string?[] ours, DateOnly day)
    {
        var held = Array.FindAll(_rows, row => row.Theirs != "*" && row.HoldsOn(day) && Matches(row, ours, absentIsEmpty: true));
        if (held.Length == 0)
        {
            held = Array.FindAll(_rows, row => row.Theirs != "*" && row.HoldsOn(day) && Matches(row, ours, absentIsEmpty: false));
        }

        if (Array.Exists(held, row => row.Preferred))
        {
            held = Array.FindAll(held, row => row.Preferred);
        }

        if (held.Length == 0)
        {
            return IsOpen && ours.Length == 1 && ours[0] is { } same
                ? RuleAnswer.Of(same)
                : Refuse(string.Join(", ", ours), Array.FindAll(_rows, row => Matches(row, ours, absentIsEmpty: false)), day);
        }

        return Array.TrueForAll(held, row => row.Theirs == held[0].Theirs)
            ? RuleAnswer.Of(held[0].Theirs)
            : RuleAnswer.Refuse("CODE-AMBIGUOUS", $"'{string.Join(", ", ours)}' is {string.Join(" or ", held.Select(row => row.Theirs))} in code list {Name}");
    }

    private RuleAnswer Refuse(string value, CodeRow[] rows, DateOnly day) => CodeSuccession.Ended(rows, day) is { } ended
        ? RuleAnswer.Refuse("CODE-EXPIRED", $"'{value}' of code list {Name} ended; since {ended.Until:yyyy-MM-dd} it is '{ended.Successor}'")
        : RuleAnswer.Refuse("CODE-UNKNOWN", $"'{value}' is not in code list {Name} on {day:yyyy-MM-dd}");

    private static bool Matches(CodeRow row, string?[] ours, bool absentIsEmpty)
    {
        for (var i = 0; i < ours.Length; i++)
        {
            var word = ours[i] ?? "";
            if (word != row.Ours[i] && (word.Length > 0 || absentIsEmpty))
            {
                return false;
            }
        }

        return true;
    }

    private static CodeRow? Row(string[] header, string[] ours, string[] cells, int line)
    {
        string Cell(string column) => Array.IndexOf(header, column) is >= 0 and var at ? cells[at].Trim() : "";
        var since = DateOnly.MinValue;
        var until = DateOnly.MaxValue;
        var good = (Cell("since").Length == 0 || DateRule.TryDate(Cell("since"), out since))
            && (Cell("until").Length == 0 || DateRule.TryDate(Cell("until"), out until))
            && since < until
            && Cell("preferred") is "" or "yes"
            && Cell("unconfirmed") is "" or "yes"
            && Cell("theirs").Length > 0;
        return good
            ? new CodeRow(Array.ConvertAll(ours, Cell), Cell("theirs"), since, until, Cell("preferred") == "yes", line)
            {
                Note = Cell("note"), Unconfirmed = Cell("unconfirmed") == "yes", Successor = Cell("successor"),
            }
            : null;
    }

    /// <summary>Two codes for the same words on the same day, neither preferred: writing would have to guess.</summary>
    private void FindAmbiguities(string file, FindingList findings)
    {
        foreach (var group in _rows.GroupBy(row => string.Join('\u001f', row.Ours)))
        {
            var rows = group.ToArray();
            for (var i = 1; i < rows.Length; i++)
            {
                var clash = Array.Find(rows[..i], other => other.Theirs != rows[i].Theirs
                    && other.Preferred == rows[i].Preferred
                    && other.Since < rows[i].Until
                    && rows[i].Since < other.Until
                    && !Array.Exists(rows, row => row.Preferred && !rows[i].Preferred));
                if (clash is not null)
                {
                    findings.Error("CODE-AMBIGUOUS", "", file, $"'{string.Join(", ", rows[i].Ours)}' is {clash.Theirs} (line {clash.Line}) and {rows[i].Theirs} on the same day; mark one preferred", rows[i].Line);
                }
            }
        }
    }
}
