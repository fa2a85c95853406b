using Gateway.Messages.Values;

namespace Gateway.Messages.Maps;

/// <summary>Takes what a line writes from where it is: the document, a constant, the envelope, the partner.</summary>
internal sealed class NounGetter(WriteContext context)
{
    // The node of the noun looked for last: what was written from it is traced to it.
    private Tree? _found;

    /// <summary>The text to write, <c>null</c> when there is none; <paramref name="second"/> is the time of <c>date+time</c>.</summary>
    public string? Value(MapLine line, Scope scope, out string? second)
    {
        second = null;
        var source = line.Source!;
        if (line.IsConstant)
        {
            return source.Text;
        }

        if (source.Kind == SourceKind.Join)
        {
            return Join(source, scope, line);
        }

        if (line.Rule.Kind == RuleKind.Code)
        {
            return Code(line, scope);
        }

        var text = Text(source, scope);
        if (string.IsNullOrEmpty(text))
        {
            return text;
        }

        var answer = line.Rule.Kind == RuleKind.DateAndTime
            ? DateRule.Write(text, line.Rule.First, line.Rule.Zone)
            : line.Rule.Write(text);
        if (line.Rule.Kind == RuleKind.DateAndTime && !answer.Refused)
        {
            second = DateRule.Write(text, line.Rule.Second, line.Rule.Zone).Text;
        }

        return answer.Refused ? Refuse(answer, scope, line) : Fraction(line, scope, answer.Text);
    }

    /// <summary>Whether what it writes comes from the document.</summary>
    public static bool IsNoun(Source source) => source.Kind is SourceKind.Nouns or SourceKind.Join;

    /// <summary>Remembers where what <see cref="Value"/> gave last came from: one for each noun that has a part in it.</summary>
    public void Trace(MessageNode node, Source source, Scope scope)
    {
        var paths = source.Paths;
        if (paths.Length == 0)
        {
            context.Leaves.Add(new WrittenLeaf(node, null, null));
        }

        for (var i = 0; i < paths.Length; i++)
        {
            var noun = paths.Length == 1 ? _found : paths[i].In(scope);
            if (i == 0 || !string.IsNullOrEmpty(noun?.Text))
            {
                context.Leaves.Add(new WrittenLeaf(node, paths[i], noun?.From));
            }
        }
    }

    private string? Text(Source source, Scope scope)
    {
        if (source.Kind == SourceKind.Envelope)
        {
            return context.Envelope.Value(source.Text);
        }

        if (source.Kind == SourceKind.Partner)
        {
            return context.Partner.Value(source.Text);
        }

        return Noun(source.Path, scope);
    }

    private string? Noun(NounPath noun, Scope scope)
    {
        var node = _found = noun.MayBeIn(scope) ? noun.In(scope) : null;
        if (node is not null)
        {
            context.Carried.Add(node);
        }

        return node?.Text;
    }

    private string? Join(Source source, Scope scope, MapLine line)
    {
        var joined = "";
        for (var i = 0; i < source.Nouns.Length; i++)
        {
            var part = Noun(source.Paths[i], scope);
            if (string.IsNullOrEmpty(part))
            {
                break;
            }

            joined += part;
            var last = i == source.Nouns.Length - 1 || string.IsNullOrEmpty(source.Paths[i + 1].In(scope)?.Text);
            if (part.Length > source.Widths[i] || (!last && part.Length < source.Widths[i]))
            {
                return Refuse(RuleAnswer.Refuse("JOIN-WIDTH", $"'{LexicalTypes.Clip(part)}' is not {source.Widths[i]} characters"), scope, line);
            }
        }

        return joined.Length == 0 ? null : joined;
    }

    private string? Code(MapLine line, Scope scope)
    {
        var source = line.Source!;
        var ours = source.Kind == SourceKind.Nouns ? Array.ConvertAll(source.Paths, noun => Noun(noun, scope)) : [Text(source, scope)];
        if (Array.TrueForAll(ours, string.IsNullOrEmpty))
        {
            return null;
        }

        var answer = line.Rule.Codes!.Write(ours, context.Day);
        return answer.Refused ? Refuse(answer, scope, line) : answer.Text;
    }

    private string? Fraction(MapLine line, Scope scope, string? text)
    {
        if (line.Rule.Kind != RuleKind.Money || text is null || line.Rule.First.Length == 0)
        {
            return text;
        }

        var currency = line.Rule.HasCurrencyCode ? line.Rule.First : scope.Value(line.Rule.First);
        return currency is { Length: 3 } && NumberRule.FractionOf(text, currency) is { } wrong
            ? Refuse(RuleAnswer.Refuse("MONEY-FRACTION", wrong), scope, line)
            : text;
    }

    private string? Refuse(RuleAnswer answer, Scope scope, MapLine line)
    {
        context.Findings.Error(answer.Code, IsNoun(line.Source!) ? scope.PointerTo(line.Source!.Noun) : "", line.Left, answer.Message);
        return null;
    }
}
