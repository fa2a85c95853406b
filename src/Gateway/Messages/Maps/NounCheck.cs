using Gateway.Messages.Values;

namespace Gateway.Messages.Maps;

/// <summary>Every noun of a map against the element table of its kind, before any message exists.</summary>
internal sealed class NounCheck(ElementTable kind, FindingList findings)
{
    public void Check(List<MapLine> lines, string scope)
    {
        foreach (var line in lines)
        {
            var inner = scope;
            if (line.Kind is LineKind.Repeat or LineKind.Numbered)
            {
                inner = Scope.TablePath(scope, line.Source!.Noun);
                Repeats(line, scope, inner);
                line.HoldsText = line.Kind == LineKind.Repeat
                    && line.Children.TrueForAll(below => below.IsAttribute || below.Kind == LineKind.Ignore)
                    && kind.Find(inner) is { Type: not "group" };
                if (line.HoldsText)
                {
                    Value(line, inner, inner);
                }
            }
            else if (line.Kind == LineKind.Leaf)
            {
                Leaf(line, scope);
            }
            else if (line.Kind == LineKind.Spelling && (scope.Length > 0 || kind.Find(line.Source!.Noun + "/at") is null || kind.Find(line.Source.Noun + "/text") is null))
            {
                Report("MAP-NOUN", line, $"'{line.Source!.Noun}' holds no places (at) and texts (text) of {kind.Kind}");
            }

            if (line.Source is { Kind: SourceKind.Content, Content: { } map })
            {
                Check(map.Root.Children, scope);
            }

            Check(line.Children, inner);
        }
    }

    private void Repeats(MapLine line, string scope, string path)
    {
        if (line.Source!.Noun == ".")
        {
            if (line.Kind == LineKind.Numbered)
            {
                Report("MAP-NOUN", line, "a numbered group needs a noun of its own");
            }

            return;
        }

        if (kind.Find(path) is not { } element)
        {
            Report("MAP-NOUN", line, $"'{path}' is not a noun of {kind.Kind}");
            return;
        }

        Crosses(line, scope, path);
        if (element.Occurs == 1 && line.Max != 1)
        {
            Report("MAP-OCCURS", line, $"'{path}' does not repeat in {kind.Kind}");
        }
        else if (element.Occurs > 1 && line.Max > element.Occurs)
        {
            Report("MAP-OCCURS", line, $"{line.Max} occurrences, but '{path}' has at most {element.Occurs}");
        }
    }

    private void Leaf(MapLine line, string scope)
    {
        if (line.Source!.Kind is SourceKind.Nouns or SourceKind.Join)
        {
            foreach (var noun in line.Source.Nouns)
            {
                Value(line, scope, Scope.TablePath(scope, noun));
            }
        }

        if (line.Rule is { Kind: RuleKind.Money, First.Length: > 0, HasCurrencyCode: false }
            && kind.Find(Scope.TablePath(scope, line.Rule.First)) is not { Type: not "group" })
        {
            Report("MAP-RULE", line, $"currency '{line.Rule.First}' is neither a code of three capitals nor a noun of {kind.Kind}");
        }
    }

    private void Value(MapLine line, string scope, string path)
    {
        if (path.Length == 0 || kind.Find(path) is not { } element)
        {
            Report("MAP-NOUN", line, $"'{path}' is not a noun of {kind.Kind}");
            return;
        }

        Crosses(line, scope, path);
        if (element.Type == "group")
        {
            Report("MAP-NOUN", line, $"'{path}' is a group; a leaf maps to a value");
        }
        else if (element.Occurs != 1 && path != scope)
        {
            Report("MAP-NOUN", line, $"'{path}' repeats; map it with '*'");
        }
        else if (line.Rule.NounTypes is { } types && !types.Contains(element.Type) && line.Source!.Kind == SourceKind.Nouns)
        {
            Report("MAP-RULE", line, $"'{path}' is {element.Type}; this rule makes {string.Join(" or ", types)}");
        }
    }

    /// <summary>A path may not step through a repeating group: which occurrence would it mean?</summary>
    private void Crosses(MapLine line, string scope, string path)
    {
        for (var cut = path.IndexOf('/', StringComparison.Ordinal); cut >= 0; cut = path.IndexOf('/', cut + 1))
        {
            var step = path[..cut];
            var inside = scope == step || scope.StartsWith(step + "/", StringComparison.Ordinal);
            if (!inside && kind.Find(step) is { } element && element.Occurs != 1)
            {
                Report("MAP-NOUN", line, $"'{step}' repeats; '{path}' needs a repeat around it");
                return;
            }
        }
    }

    private void Report(string code, MapLine line, string message) => findings.Error(code, "", line.File, message, line.Line);
}
