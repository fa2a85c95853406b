using System.Globalization;
using Gateway.Messages.Values;

namespace Gateway.Messages.Maps;

/// <summary>One line of the closed language. What is not in the grammar is a finding with file and line.</summary>
internal sealed class LineParser(Func<string, RawLine, CodeList?> codes, FindingList findings)
{
    private static readonly Dictionary<string, Arrow> Arrows = new() { ["="] = Arrow.Both, ["<-"] = Arrow.WriteOnly, ["->"] = Arrow.ReadOnly };

    public MapLine? Parse(RawLine raw)
    {
        if (raw.Text.StartsWith("ignore ", StringComparison.Ordinal))
        {
            return Ignore(raw);
        }

        if (raw.Text.StartsWith("spelling ", StringComparison.Ordinal) && Words.IsNoun(raw.Text[9..].Trim()))
        {
            return new MapLine(LineKind.Spelling, raw.File, raw.Number) { Source = Noun(raw.Text[9..].Trim()) };
        }

        var words = Words.Split(raw.Text);
        if (words is null)
        {
            return Refuse(raw, "a quote is not closed");
        }

        if (words[0].Is("*"))
        {
            return words.Count == 3 && int.TryParse(words[2].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var max) && max is > 0 and <= 999
                ? new MapLine(LineKind.Numbered, raw.File, raw.Number) { Max = max, Source = Noun(words[1].Text) }
                : Refuse(raw, "expected '* NOUN MAX'");
        }

        if (words.Count == 1)
        {
            return words[0].Quoted || words[0].Text.EndsWith('*')
                ? Refuse(raw, "a group is an element name alone; a repeat needs '= NOUN'")
                : Named(new MapLine(LineKind.Group, raw.File, raw.Number), words[0].Text);
        }

        return words.Count > 2 && Arrows.TryGetValue(words[1].Text, out var arrow) && !words[1].Quoted && !words[0].Quoted
            ? Value(raw, words, arrow)
            : Refuse(raw, "expected '=', '<-' or '->' after the name, and what it maps to");
    }

    private MapLine? Value(RawLine raw, List<Word> words, Arrow arrow)
    {
        var rest = words[2..];
        var max = 0;
        if (rest.Count > 1 && rest[^1].Text is ['[', .. var inner, ']'] && int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out max))
        {
            rest.RemoveAt(rest.Count - 1);
        }

        var keep = rest.Count > 2 && rest[^1].Is("keep") && rest[^2].Is("empty");
        rest = keep ? rest[..^2] : rest;
        var at = 0;
        var source = SourceOf(raw, rest, ref at);
        var rule = source is null ? null : Rule(raw, rest[at..]);
        if (source is null || rule is null)
        {
            return null;
        }

        var repeats = words[0].Text.EndsWith('*');
        var line = new MapLine(repeats ? LineKind.Repeat : LineKind.Leaf, raw.File, raw.Number)
        {
            Arrow = arrow, Source = source, Rule = rule, KeepEmpty = keep, Max = max,
        };
        var named = Named(line, repeats ? words[0].Text[..^1] : words[0].Text);
        return Reasonable(named, out var why) ? named : Refuse(raw, why);
    }

    private static bool Reasonable(MapLine line, out string why)
    {
        var kind = line.Source!.Kind;
        var nouns = line.Source.Nouns.Length;
        why = line.Kind == LineKind.Repeat && (kind != SourceKind.Nouns || nouns != 1) ? "a repeat maps to one noun"
            : kind == SourceKind.Nouns && line.Rule.Kind == RuleKind.Code && line.Rule.Codes is { } list && list.Columns.Length != nouns
                ? $"code list {list.Name} has {list.Columns.Length} of our columns, the line names {nouns}"
            : kind == SourceKind.Nouns && nouns > 1 && line.Rule.Kind != RuleKind.Code ? "several nouns stand only with 'code'"
            : (line.LeftTime.Length > 0) != (line.Rule.Kind == RuleKind.DateAndTime) ? "'A+B' and 'date+time' stand only together"
            : kind is SourceKind.Join or SourceKind.Content && line.Rule != ValueRule.Plain ? "join and content take no rule"
            : line.Name.Length == 0 ? "a name is missing"
            : "";
        return why.Length == 0;
    }

    private static MapLine Named(MapLine line, string text)
    {
        var attribute = text.StartsWith('@');
        var name = attribute ? text[1..] : text;
        var plus = name.IndexOf('+', StringComparison.Ordinal);
        return line with
        {
            Left = plus < 0 ? name : name[..plus],
            Name = plus < 0 ? name : name[..plus],
            LeftTime = plus < 0 ? "" : name[(plus + 1)..],
            IsAttribute = attribute,
        };
    }

    private Source? SourceOf(RawLine raw, List<Word> words, ref int at)
    {
        var first = words[at++];
        if (first.Quoted)
        {
            return new Source(SourceKind.Constant) { Text = first.Text };
        }

        if (first.Text.StartsWith("envelope.", StringComparison.Ordinal))
        {
            return new Source(SourceKind.Envelope) { Text = first.Text[9..] };
        }

        if (first.Text.StartsWith("partner.", StringComparison.Ordinal))
        {
            return new Source(SourceKind.Partner) { Text = first.Text[8..] };
        }

        if (first.Is("join") && at < words.Count)
        {
            return Join(raw, words, ref at);
        }

        if (first.Is("content") && at + 1 < words.Count && words[at].Text is "base64" or "escaped")
        {
            var source = new Source(SourceKind.Content) { Base64 = words[at].Is("base64"), Text = words[at + 1].Text };
            at += 2;
            return source;
        }

        return Nouns(raw, words, ref at, first);
    }

    private Source? Nouns(RawLine raw, List<Word> words, ref int at, Word first)
    {
        var nouns = new List<string> { first.Text };
        while (at + 1 < words.Count && words[at].Is(","))
        {
            nouns.Add(words[at + 1].Text);
            at += 2;
        }

        var wrong = nouns.Find(noun => !Words.IsNoun(noun));
        if (wrong is not null)
        {
            Refuse(raw, $"'{wrong}' is not a noun, a constant in single quotes, envelope.x or partner.x");
            return null;
        }

        return new Source(SourceKind.Nouns) { Nouns = [.. nouns] };
    }

    private Source? Join(RawLine raw, List<Word> words, ref int at)
    {
        var (nouns, widths) = (new List<string>(), new List<int>());
        do
        {
            at += nouns.Count > 0 ? 1 : 0;
            if (at + 1 >= words.Count
                || !Words.IsNoun(words[at].Text)
                || !int.TryParse(words[at + 1].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var width)
                || width is 0 or > 1_000)
            {
                Refuse(raw, "expected 'join NOUN WIDTH, NOUN WIDTH'");
                return null;
            }

            nouns.Add(words[at].Text);
            widths.Add(width);
            at += 2;
        }
        while (at < words.Count && words[at].Is(","));
        return new Source(SourceKind.Join) { Nouns = [.. nouns], Widths = [.. widths] };
    }

    private ValueRule? Rule(RawLine raw, List<Word> words)
    {
        var text = words.ConvertAll(word => word.Text).ToArray();
        TimeSpan zone = default;
        if (text is [.., "zone", var z])
        {
            if (!DateRule.TryZone(z, out zone))
            {
                return RefuseRule(raw, $"'{z}' is not a fixed offset such as +07:00");
            }
        }

        return text switch
        {
            [] => ValueRule.Plain,
            ["text"] => ValueRule.Plain,
            ["code", var list] => codes(list, raw) is { } found ? new ValueRule(RuleKind.Code, list, Codes: found) : null,
            ["date", var format] => new ValueRule(RuleKind.Date, format),
            ["date", var format, "zone", _] => new ValueRule(RuleKind.Date, format, Zone: zone),
            ["time", var format] => new ValueRule(RuleKind.Time, format),
            ["date+time", var date, var time, "zone", _] => new ValueRule(RuleKind.DateAndTime, date, time, zone),
            ["date", .. var formats] when formats.Length > 1 && formats.Index().All(each => (each.Item == ",") == (each.Index % 2 == 1)) =>
                new ValueRule(RuleKind.Moment, string.Join('|', formats.Where(format => format != ","))),
            ["count"] => new ValueRule(RuleKind.Count),
            ["token"] => new ValueRule(RuleKind.Token),
            ["form", var date, var moment] => new ValueRule(RuleKind.Form, date, moment),
            ["number"] => new ValueRule(RuleKind.Number),
            ["money"] => new ValueRule(RuleKind.Money),
            ["money", var currency] => new ValueRule(RuleKind.Money, currency),
            ["flag"] => new ValueRule(RuleKind.Flag, "true", "false"),
            ["flag", var yes, var no] when yes != no => new ValueRule(RuleKind.Flag, yes, no),
            _ => RefuseRule(raw, $"'{string.Join(' ', text)}' is not a value rule"),
        };
    }

    private MapLine? Ignore(RawLine raw)
    {
        var parts = raw.Text.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        return parts.Length < 3
            ? Refuse(raw, "expected 'ignore NAME reason'; the reason is obligatory")
            : new MapLine(LineKind.Ignore, raw.File, raw.Number) { Names = parts[1].Split(','), Reason = parts[2].Trim() };
    }

    private static Source Noun(string text) => new(SourceKind.Nouns) { Nouns = [text] };

    private ValueRule? RefuseRule(RawLine raw, string why)
    {
        Refuse(raw, why);
        return null;
    }

    private MapLine? Refuse(RawLine raw, string why)
    {
        findings.Error("MAP-SYNTAX", "", raw.File, $"{why}: {raw.Text}", raw.Number);
        return null;
    }
}
