using System.Globalization;
using Gateway.Messages;
using Gateway.Messages.Json;

namespace Gateway.Adapters;

/// <summary><c>adapter.json</c> to a manifest and its messages.</summary>
internal static class ManifestParser
{
    // Bounds what one document may become, whatever a manifest says.
    private const int MostParts = 999;

    private static readonly string[] Roles = ["declarant", "customs", "window", "bank-client", "bank-host", "enterprise", "partner"];
    private static readonly string[] Transports = ["rest", "soap", "smime-http", "file", "none"];
    private static readonly ReadLimits Limits = new(MaxBytes: 1_048_576, MaxDepth: 16, MaxNodes: 20_000);

    public static (Manifest Manifest, List<MessageEntry> Entries)? Parse(
        string file, ReadOnlyMemory<byte> bytes, ReadOnlyMemory<byte>? context, FindingList findings)
    {
        var item = JsonText.Parse(bytes, new ReadCounter(Limits), findings, file);
        if (item is null)
        {
            return null;
        }

        var fields = new JsonFields(item, file, findings);
        var manifest = Family(fields, Context(file, context, findings));
        var folder = string.Join('/', file.Split('/')[1..^1]);
        if (manifest.Id != folder)
        {
            fields.Report("ADAPTER-ID", $"id '{manifest.Id}' is not its folder '{folder}'");
        }

        if (manifest.ValidUntil <= manifest.ValidFrom)
        {
            fields.Report("ADAPTER-FIELD", "'validUntil' is the first day no longer: it comes after 'validFrom'");
        }

        var entries = fields.Named("messages").ConvertAll(message => Entry(message.Name, message.Fields, fields));
        if (entries.Count == 0)
        {
            fields.Report("ADAPTER-FIELD", "'messages' names no message");
        }

        fields.RefuseUnknown();
        return (manifest, entries);
    }

    private static Manifest Family(JsonFields fields, (Tree Envelope, Tree Partner) context)
    {
        // Asked for here so that they are known at the top; each message takes them from there.
        _ = (fields.Text("kind"), fields.Text("carrier"), fields.Text("transport"), fields.Text("signature"), fields.Object("strictness"));
        _ = (fields.Text("onUnknown"), fields.Text("dateDecides"), fields.Text("header"), fields.Number("resultWidth", 75), fields.Flag("results"));
        _ = (fields.Words("contract"), fields.Text("root"), fields.Text("delimiter"), fields.Texts("rules"), fields.Texts("confidential"));
        return new Manifest(
            fields.Text("id", required: true),
            fields.OneOf("role", Roles, required: true),
            fields.Day("validFrom", required: true) ?? DateOnly.MinValue,
            fields.Day("validUntil"),
            fields.Texts("sources"),
            fields.Texts("unconfirmed"),
            context.Envelope,
            context.Partner);
    }

    private static MessageEntry Entry(string name, JsonFields fields, JsonFields family)
    {
        var strictness = fields.Object("strictness") ?? family.Object("strictness");
        var carrier = fields.OneOf("carrier", ["xml", "fixed", "delimited", "json", "edifact"], required: true);
        var results = fields.Flag("results");
        var resultWidth = fields.Number("resultWidth", 75);
        var entry = new MessageEntry(
            name,
            fields.Text("map", required: true),
            fields.Text("kind", required: true),
            fields.OneOf("direction", ["in", "out", "both"], required: true),
            fields.Text("schema", required: true),
            fields.Text("root"),
            fields.OneOf("role", Roles),
            carrier,
            fields.OneOf("transport", Transports),
            fields.Text("signature"),
            (strictness?.Texts("tolerate") ?? []).ToHashSet(),
            fields.Text("onUnknown", otherwise: "resend"),
            fields.OneOf("dateDecides", ["registration", "issue", "received"]),
            fields.Day("validFrom") ?? DateOnly.MinValue,
            fields.Day("validUntil"),
            Events(fields),
            fields.Texts("answers"),
            Cap(fields),
            fields.Words("recognise"),
            fields.Words("contract"))
        {
            Header = fields.Text("header", required: carrier == "fixed"),
            ResultWidth = results ? resultWidth : 0,
            Line = fields.Line,
            StrictnessLine = strictness?.Line ?? fields.Line,
            Delimiter = fields.OneOf("delimiter", ["comma", "semicolon", "tab"]),
            Title = fields.Words("title"),
            Pieces = fields.Text("pieces"),
            Rules = fields.Texts("rules"),
            Confidential = fields.Says("confidential") ? fields.Texts("confidential") : null,
        };
        CheckWords(entry, fields);
        strictness?.RefuseUnknown();
        fields.RefuseUnknown();
        return entry;
    }

    private static void CheckWords(MessageEntry entry, JsonFields fields)
    {
        if (entry.ValidUntil <= entry.ValidFrom)
        {
            fields.Report("ADAPTER-FIELD", "'validUntil' is the first day no longer: it comes after 'validFrom'");
        }

        if (entry.OnUnknown != "resend" && !entry.OnUnknown.StartsWith("query ", StringComparison.Ordinal))
        {
            fields.Report("ADAPTER-FIELD", "'onUnknown' is 'resend' or 'query MESSAGE-ID'");
        }

        if (entry.ResultWidth is < 0 or > 15_000 || entry.ResultWidth % 15 != 0)
        {
            fields.Report("ADAPTER-FIELD", "'resultWidth' is a multiple of 15");
        }

        foreach (var unknown in entry.Tolerate.Where(name => Tolerance.Find(name) is null))
        {
            fields.Report("ADAPTER-TOLERATE", $"'{unknown}' is not a tolerance: {string.Join(", ", Tolerance.All.Select(tolerance => tolerance.Name))}");
        }
    }

    private static List<CausedEvent> Events(JsonFields fields)
    {
        var events = new List<CausedEvent>();
        foreach (var caused in fields.Objects("events"))
        {
            var text = caused.Text("event", required: true);
            var bracket = text.IndexOf('(', StringComparison.Ordinal);
            var argument = bracket > 0 && text.EndsWith(')') ? text[(bracket + 1)..^1] : "";
            var known = Enum.TryParse<EventType>(bracket > 0 ? text[..bracket] : text, out var type) && !int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out _);
            if (!known)
            {
                caused.Report("ADAPTER-EVENT", $"'{text}' is not in the event vocabulary");
            }

            var when = caused.Object("when");
            events.Add(new CausedEvent(type, argument, caused.Text("at"), caused.Texts("with"), when?.Text("path", required: true) ?? "", when?.Text("is", required: true) ?? ""));
            when?.RefuseUnknown();
            caused.RefuseUnknown();
        }

        return events;
    }

    private static SplitRule? Split(JsonFields cap)
    {
        var split = cap.Object("split");
        var read = split is null
            ? null
            : new SplitRule(
                split.Text("first", required: true), split.Text("mark", required: true), split.Text("branch", required: true), split.Text("branches", required: true),
                split.Number("most", 0), split.Texts("own"));
        if (read is { Most: < 2 or > MostParts })
        {
            split!.Report("ADAPTER-FIELD", $"'split' has a 'most' from 2 to {MostParts}");
        }

        split?.RefuseUnknown();
        return read;
    }

    private static MessageCap? Cap(JsonFields fields)
    {
        var cap = fields.Object("cap");
        var read = cap is null ? null : new MessageCap(cap.Text("path", required: true), cap.Number("max", 0), Split(cap));
        if (read is { Max: <= 0 })
        {
            cap!.Report("ADAPTER-FIELD", "'cap' has a path and a max above 0");
        }

        cap?.RefuseUnknown();
        return read;
    }

    private static (Tree Envelope, Tree Partner) Context(string file, ReadOnlyMemory<byte>? bytes, FindingList findings)
    {
        if (bytes is null)
        {
            return (new Tree("envelope"), new Tree("partner"));
        }

        var read = ContextText.Read(bytes.Value, $"{file[..file.LastIndexOf('/')]}/samples", out var wrong);
        foreach (var finding in wrong)
        {
            findings.Add(finding);
        }

        return (read.Envelope, read.Partner ?? new Tree("partner"));
    }
}
