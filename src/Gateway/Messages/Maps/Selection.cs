namespace Gateway.Messages.Maps;

/// <summary>Constants inside a repeated block: does this occurrence carry them?</summary>
internal static class Selection
{
    public static bool Chooses(MessageNode node, MapLine block, int occurrence) => !block.Selects || Chooses(node, block.Children, occurrence);

    private static bool Chooses(MessageNode node, List<MapLine> lines, int occurrence)
    {
        foreach (var line in lines)
        {
            if (!line.Reads || line.Kind is LineKind.Repeat or LineKind.Numbered or LineKind.Ignore)
            {
                continue;
            }

            var nodes = line.IsAttribute ? node.Attributes : node.Children;
            var item = Scope.Numbered(line.Name, occurrence);
            var child = line.IsConstant || line.Children.Count > 0 ? nodes.FirstOrDefault(candidate => candidate.Is(line.Space, item)) : null;
            if (line.IsConstant && (child?.Text ?? "") != line.Source!.Text)
            {
                return false;
            }

            var below = child is null ? HasConstant(line.Children) && line.Kind == LineKind.Group : !Chooses(child, line.Children, occurrence);
            if (line.Children.Count > 0 && below)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Lines with a constant that selects, in this block itself.</summary>
    public static bool HasConstant(List<MapLine> lines) => lines.Exists(line =>
        line.Reads && (line.IsConstant || (line.Kind == LineKind.Group && HasConstant(line.Children))));
}
