namespace Gateway.Messages.Delimited;

/// <summary>How the rows of a message are written, and what is tolerated when they are read.</summary>
internal sealed record DelimitedForm(char Delimiter, IReadOnlySet<string> Tolerated)
{
    public static readonly IReadOnlyDictionary<string, char> Delimiters = new Dictionary<string, char> { ["comma"] = ',', ["semicolon"] = ';', ["tab"] = '\t' };
}

/// <summary>Rows and columns: comma, semicolon or tab between cells, one section or several.</summary>
internal sealed class DelimitedCarrier(DelimitedTable table, DelimitedForm form) : ICarrier
{
    private static readonly Dictionary<string, string> None = [];

    public bool BlankIsAbsent => true;

    public IReadOnlyDictionary<string, string> Namespaces => None;

    public DelimitedTable Table => table;

    public MessageNode? Open(ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings)
    {
        var text = PlainText.Decode(bytes, counter, findings);
        return text is null ? null : new DelimitedInput(table, form, counter, findings).Parse(text);
    }

    public void Check(MessageNode root, FindingList findings, bool writing)
    {
        if (writing)
        {
            DelimitedOutput.Place(root, table);
        }

        new DelimitedCheck(table, findings, writing).Check(root);
    }

    public byte[] Close(MessageNode root) => DelimitedOutput.ToBytes(root, table, form.Delimiter);

    public IReadOnlyList<string> Range(string range, string parent) => [];
}
