using System.Collections.Frozen;

namespace Gateway.Messages.Fixed;

/// <summary>One item of a fixed-width message.</summary>
/// <param name="Code">Item code.</param>
/// <param name="Attribute">A ASCII upper case, W Unicode, I integer, F decimal.</param>
/// <param name="Max">Width in UTF-8 bytes.</param>
/// <param name="Required">Must not be blank.</param>
/// <param name="Order">Place in the template.</param>
/// <param name="Line">Line of the table.</param>
internal sealed record FixedItem(string Code, char Attribute, int Max, bool Required, int Order, int Line);

/// <summary>The items of one fixed-width message in template order: a body, then at most one repeating block.</summary>
internal sealed class FixedTable
{
    private readonly FrozenDictionary<string, FixedItem> _body;
    private readonly FrozenDictionary<string, FixedItem> _block;

    private FixedTable(string file, List<FixedItem> body, List<FixedItem> block, int blockMax)
    {
        File = file;
        Body = body;
        Block = block;
        BlockMax = blockMax;
        _body = body.DistinctBy(item => item.Code).ToFrozenDictionary(item => item.Code);
        _block = block.DistinctBy(item => item.Code).ToFrozenDictionary(item => item.Code);
    }

    public string File { get; }

    public IReadOnlyList<FixedItem> Body { get; }

    /// <summary>The goods lines: all items of occurrence 1, then of occurrence 2.</summary>
    public IReadOnlyList<FixedItem> Block { get; }

    public int BlockMax { get; }

    public FixedItem? InBody(string code) => _body.GetValueOrDefault(code);

    public FixedItem? InBlock(string code) => _block.GetValueOrDefault(code);

    /// <summary>A table without rows is a message that is only its result codes.</summary>
    public static FixedTable? Parse(string file, string text, FindingList findings)
    {
        var (body, block, blockMax) = (new List<FixedItem>(), new List<FixedItem>(), 0);
        if (!text.Contains("order\titem\t", StringComparison.Ordinal))
        {
            findings.Error("TABLE-COLUMNS", "", file, "the columns are order, item, label, attribute, max, required, repeat", 1);
            return null;
        }

        foreach (var (line, cells) in TableText.Rows(text, file, ["order", "item", "label", "attribute", "max", "required", "repeat"], findings))
        {
            if (Item(cells, line, out var repeat) is not { } item)
            {
                findings.Error("TABLE-ROW", "", file, "order, max and repeat are numbers; attribute is A, W, I or F; required is M or C", line);
                continue;
            }

            if (repeat == 0 ? block.Count > 0 : blockMax > 0 && blockMax != repeat)
            {
                findings.Error("TABLE-BLOCK", "", file, "the repeating rows are one contiguous block at the end with one maximum", line);
            }

            var rows = repeat == 0 ? body : block;
            if (rows.Exists(other => other.Code == item.Code))
            {
                findings.Error("TABLE-ITEM", "", file, $"item {item.Code} stands twice", line);
            }

            blockMax = repeat == 0 ? blockMax : repeat;
            rows.Add(item);
        }

        return new FixedTable(file, body, block, blockMax);
    }

    private static FixedItem? Item(Dictionary<string, string> cells, int line, out int repeat)
    {
        repeat = 0;
        var good = TableText.Number(cells, "order", out var order)
            & TableText.Number(cells, "max", out var max)
            && max is >= 1 and <= 32_000
            && cells["attribute"] is "A" or "W" or "I" or "F"
            && cells["required"] is "M" or "C"
            && (cells["repeat"].Length == 0 || (TableText.Number(cells, "repeat", out repeat) && repeat is >= 1 and <= 10_000));
        return good ? new FixedItem(cells["item"], cells["attribute"][0], max, cells["required"] == "M", order, line) : null;
    }
}

/// <summary>One field of the header line.</summary>
internal sealed record HeaderField(string Code, int Offset, int Length, char Attribute, int Line);

/// <summary>The 398 bytes before every fixed-width body.</summary>
internal sealed class HeaderTable
{
    /// <summary>Bytes of the header without its line break.</summary>
    public const int Width = 398;

    /// <summary>The field the carrier computes.</summary>
    public const string Length = "LENGTH";

    private HeaderTable(string file, List<HeaderField> fields)
    {
        File = file;
        Fields = fields;
    }

    public string File { get; }

    public IReadOnlyList<HeaderField> Fields { get; }

    public HeaderField? Find(string code) => Fields.FirstOrDefault(field => field.Code == code);

    public static HeaderTable? Parse(string file, string text, FindingList findings)
    {
        var fields = new List<HeaderField>();
        var end = 0;
        foreach (var (line, cells) in TableText.Rows(text, file, ["offset", "length", "item", "label"], findings))
        {
            var attribute = cells.GetValueOrDefault("attribute", "A");
            if (!TableText.Number(cells, "offset", out var offset)
                || !TableText.Number(cells, "length", out var length)
                || length == 0
                || offset < end
                || offset + length > Width
                || fields.Exists(field => field.Code == cells["item"]))
            {
                findings.Error("TABLE-ROW", "", file, $"fields ascend, do not overlap, end before byte {Width} and stand once", line);
                continue;
            }

            fields.Add(new HeaderField(cells["item"], offset, length, attribute.Length == 0 ? 'A' : attribute[0], line));
            end = offset + length;
        }

        return fields.Count == 0 ? null : new HeaderTable(file, fields);
    }
}
