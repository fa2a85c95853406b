using Gateway.Messages.Values;

namespace Gateway.Messages.Maps;

/// <summary>Puts what was read where it belongs: nouns of the document, the envelope, the comparison with the partner.</summary>
internal sealed class NounSetter(ReadContext context)
{
    private readonly List<(string Amount, string Currency, Scope Scope, MessageNode Node, Source Source)> _money = [];
    private (Tree? Start, string Group, Tree Parent) _last = (null, "", null!);

    /// <summary>Applies the line's rule to a text and sets the result, which it gives back where one noun takes one text.</summary>
    public string? Take(MapLine line, string text, string? time, MessageNode node, Scope scope)
    {
        var source = line.Source!;
        if (source.Kind == SourceKind.Join)
        {
            Split(source, text, node, scope);
            return null;
        }

        if (line.Rule.Kind == RuleKind.Code)
        {
            TakeCode(line, text, node, scope);
            return null;
        }

        if (line.Rule.Kind == RuleKind.Form)
        {
            return null; // says nothing of its own: the reader compares it
        }

        var answer = line.Rule.Kind == RuleKind.DateAndTime
            ? DateRule.ReadPair(line.LeftTime.Length > 0 && node.Name == line.LeftTime ? "" : text, time ?? "", line.Rule.First, line.Rule.Second, line.Rule.Zone!.Value)
            : line.Rule.Read(text);
        if (answer.Refused)
        {
            Refuse(answer, source, node, scope);
            return null;
        }

        if (answer.Text is { } value)
        {
            Set(source, value, node, scope);
            if (line.Rule.Kind == RuleKind.Money && line.Rule.First.Length > 0)
            {
                _money.Add((value, line.Rule.First, scope, node, source));
            }
        }

        return answer.Text;
    }

    /// <summary>Sets one value; two lines that disagree about a noun are a finding.</summary>
    public void Set(Source source, string value, MessageNode? node, Scope scope)
    {
        if (source.Kind == SourceKind.Envelope)
        {
            SetLeaf(context.Envelope, source.Text, value, node, null, source.Text);
        }
        else if (source.Kind == SourceKind.Partner)
        {
            Compare(source, value, node);
        }
        else
        {
            SetNoun(source.Path, value, node, scope);
        }
    }

    /// <summary>Amounts against the currency of the document, which may stand after them.</summary>
    public void CheckMoney()
    {
        foreach (var (amount, rule, scope, node, source) in _money)
        {
            var currency = rule.Length == 3 && rule.All(char.IsAsciiLetterUpper) ? rule : scope.Value(rule);
            if (currency is { Length: 3 } && NumberRule.FractionOf(amount, currency) is { } wrong && !node.Reported)
            {
                context.Findings.Error("MONEY-FRACTION", Pointer(source, scope), node.Path, wrong, node.Line);
            }
        }
    }

    private void SetNoun(NounPath noun, string value, MessageNode? node, Scope scope)
    {
        if (noun.IsHere)
        {
            scope.Node.Text = value;
            return;
        }

        SetLeaf(Parent(noun, scope), noun.Last, value, node, scope, noun.Noun);
    }

    // Neighbouring lines mostly fill the same group.
    private Tree Parent(NounPath noun, Scope scope)
    {
        if (noun.Group.Length == 0)
        {
            return noun.MakeParent(scope);
        }

        var start = noun.IsRooted ? scope.Root : scope.Node;
        if (!ReferenceEquals(_last.Start, start) || _last.Group != noun.Group)
        {
            _last = (start, noun.Group, noun.MakeParent(scope));
        }

        return _last.Parent;
    }

    private void SetLeaf(Tree parent, string name, string value, MessageNode? node, Scope? scope, string noun)
    {
        if (parent.Child(name) is not { } there)
        {
            parent.Add(new Tree(name, value, node));
        }
        else if (there.Text != value)
        {
            var pointer = scope is null ? $"envelope.{noun}" : scope.PointerTo(noun);
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
                SetNoun(line.Source.Paths[i], ours[i], node, scope);
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
                SetNoun(source.Paths[i], part, node, scope);
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
