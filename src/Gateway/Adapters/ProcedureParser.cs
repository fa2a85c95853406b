using Gateway.Messages;
using Gateway.Messages.Json;

namespace Gateway.Adapters;

/// <summary>A procedure file to a procedure.</summary>
internal static class ProcedureParser
{
    private static readonly ReadLimits Limits = new(MaxBytes: 1_048_576, MaxDepth: 8, MaxNodes: 5_000);

    public static Procedure? Parse(string file, ReadOnlyMemory<byte> bytes, FindingList findings)
    {
        var item = JsonText.Parse(bytes, new ReadCounter(Limits), findings, file);
        if (item is null)
        {
            return null;
        }

        var fields = new JsonFields(item, file, findings);
        var id = fields.Text("id", required: true);
        var expected = file["adapters/procedures/".Length..^".json".Length];
        if (id != expected)
        {
            fields.Report("PROC-ID", $"id '{id}' is not its path '{expected}'");
        }

        var procedure = new Procedure(
            id,
            Event(fields, "start"),
            fields.OneOf("direction", ["IM", "EX"]),
            fields.Texts("correlate"),
            fields.Objects("steps").ConvertAll(Step))
        {
            ValidFrom = fields.Day("validFrom") ?? DateOnly.MinValue,
            ValidUntil = fields.Day("validUntil"),
        };
        if (procedure.Steps.Count == 0)
        {
            fields.Report("PROC-STEPS", "there are no steps");
        }

        fields.RefuseUnknown();
        return procedure;
    }

    private static ProcedureStep Step(JsonFields fields)
    {
        var step = new ProcedureStep(
            fields.Text("id", required: true),
            Event(fields, "on"),
            fields.Text("send", required: true),
            fields.Text("document", required: true),
            fields.OneOf("by", ["at once", "person"], required: true),
            fields.Text("within"),
            fields.Text("otherwise"),
            fields.Text("refused"),
            fields.Line);
        fields.RefuseUnknown();
        return step;
    }

    private static EventType Event(JsonFields fields, string name)
    {
        var text = fields.Text(name, required: true);
        if (!Enum.TryParse<EventType>(text, out var type) || !char.IsAsciiLetter(text[0]))
        {
            fields.Report("PROC-EVENT", $"'{text}' is not in the event vocabulary");
        }

        return type;
    }
}
