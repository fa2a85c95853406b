using Gateway.Messages.Values;

namespace Gateway.Messages.Maps;

/// <summary>Puts what was read where it belongs: nouns of the document, the envelope, the comparison with the partner.</summary>
internal sealed class NounSetter(ReadContext context)
{
    private readonly List<(string Amount, string Currency, Scope Scope, MessageNode Node, string Pointer)> _money = [];

    /// <summary>Applies the line's rule to a text and sets the result.</summary>
    public void Take(MapLine line, string text, string? time, MessageNode node, Scope scope)
    {
        var source = line.Source!;
        if (source.Kind == SourceKind.Join)
        {
            Split(source, text, node, scope);
            return;
        }

        if (line.Rule.Kind == RuleKind.Code)
        {
            TakeCode(line, text, node, scope);
            return;
        }

        if (line.Rule.Kind == RuleKind.Form)
        {
            return; // says nothing of its own: the reader compares it
        }

        var answer = line.Rule.Kind == RuleKind.DateAndTime
            ? DateRule.ReadPair(line.LeftTime.Length > 0 && node.Name == line.LeftTime ? "" : text, time ?? "", line.Rule.First, line.Rule.Second, line.Rule.Zone!.Value)
            : line.Rule.Read(text);
        if (answer.Refused)
        {
            Refuse(answer, source, node, scope);
            return;
        }

        if (answer.Text is { } value)
        {
            Set(source, value, node, scope);
            if (line.Rule.Kind == RuleKind.Money && line.Rule.First.Length > 0)
            {
                _money.Add((value, line.Rule.First, scope, node, Pointer(source, scope)));
            }
        }
    }

    /// <summary>Sets one value; two lines that disagree about a noun are a finding.</summary>
    public void Set(Source source, string value, MessageNode? node, Scope scope)
    {
        if (source.Kind == SourceKind.Envelope)
        {
            SetLeaf(context.Envelope, source.Text, value, node, $"envelope.{source.Text}");
        }
        else if (source.Kind == SourceKind.Partner)
        {
            Compare(source, value, node);
        }
        else
        {
            SetNoun(source.Noun, value, node, scope);
        }
    }

    /// <summary>The group that a noun's last step stands in, made where it is missing.</summary>
    public Tree Parent(Scope scope, string noun, string path)
    {
        var node = scope.Start(noun)!;
        foreach (var step in path.Length == 0 ? [] : path.Split('/'))
        {
            node = node.Child(step) ?? node.Add(new Tree(step));
        }

        return node;
    }

    /// <summary>Amounts against the currency of the document, which may stand after them.</summary>
    public void CheckMoney()
    {
        foreach (var (amount, rule, scope, node, pointer) in _money)
        {
            var currency = rule.Length == 3 && rule.All(char.IsAsciiLetterUpper) ? rule : scope.Value(rule);
            if (currency is { Length: 3 } && NumberRule.FractionOf(amount, currency) is { } wrong && !node.Reported)
            {
                context.Findings.Error("MONEY-FRACTION", pointer, node.Path, wrong, node.Line);
            }
        }
    }

    private void SetNoun(string noun, string value, MessageNode? node, Scope scope)
    {
        if (noun == ".")
        {
            scope.Node!.Text = value;
            return;
        }

        var path = Scope.Relative(noun);
        var cut = path.LastIndexOf('/');
        SetLeaf(Parent(scope, noun, cut < 0 ? "" : path[..cut]), path[(cut + 1)..], value, node, scope.PointerTo(noun));
    }

    private void SetLeaf(Tree parent, string name, string value, MessageNode? node, string pointer)
    {
        if (parent.Child(name) is not { } there)
        {
            parent.Add(new Tree(name, value, node?.Path));
        }
        else if (there.Text != value)
        {
            context.Findings.Error("MAP-CONFLICT", pointer, node?.Path ?? "", $"'{LexicalTypes.Clip(value)}', but '{LexicalTypes.Clip(there.Text ?? "")}' was read before", node?.Line ?? 0);
        }
    }

    private void Compare(Source source, string value, MessageNode? node)
    {
        if (context.Partner?.Value(source.Text) is { } expected && expected != value)
        {
            // What was expected may be a credential: it is never printed.
            context.Findings.Error("CONTEXT-DIFFERS", "", node?.Path ?? "", $"differs from partner.{source.Text}", node?.Line ?? 0);
        }
    }

    private void TakeCode(MapLine line, string text, MessageNode node, Scope scope)
    {
        var code = text.Trim();
        if (code.Length == 0)
        {
            return;
        }

        var ours = line.Rule.Codes!.Read(code, context.Day);
        if (ours is null)
        {
            Refuse(line.Rule.Codes.Refuse(code, context.Day), line.Source!, node, scope);
            return;
        }

        if (line.Source!.Kind != SourceKind.Nouns)
        {
            Set(line.Source, ours[0], node, scope);
            return;
        }

        for (var i = 0; i < ours.Length; i++)
        {
            if (ours[i].Length > 0)
            {
                SetNoun(line.Source.Nouns[i], ours[i], node, scope);
            }
        }
    }

    private void Split(Source source, string text, MessageNode node, Scope scope)
    {
        var value = text.Trim();
        if (value.Length > source.Widths.Sum())
        {
            Refuse(RuleAnswer.Refuse("JOIN-WIDTH", $"{value.Length} characters; at most {source.Widths.Sum()} are joined here"), source, node, scope);
            return;
        }

        var at = 0;
        for (var i = 0; i < source.Nouns.Length && at < value.Length; i++)
        {
            var part = value.Substring(at, Math.Min(source.Widths[i], value.Length - at)).Trim();
            at += source.Widths[i];
            if (part.Length > 0)
            {
                SetNoun(source.Nouns[i], part, node, scope);
            }
        }
    }

    private void Refuse(RuleAnswer answer, Source source, MessageNode node, Scope scope)
    {
        if (!node.Reported)
        {
            context.Findings.Error(answer.Code, Pointer(source, scope), node.Path, answer.Message, node.Line);
        }
    }

    private static string Pointer(Source source, Scope scope) => source.Nouns.Length > 0 ? scope.PointerTo(source.Noun) : "";
}
