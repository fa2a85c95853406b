using Gateway.Adapters.Rules;
using Gateway.Messages;
using Gateway.Messages.Delimited;
using Gateway.Messages.Edifact;
using Gateway.Messages.Fixed;
using Gateway.Messages.Json;
using Gateway.Messages.Maps;
using Gateway.Messages.Pieces;
using Gateway.Messages.Xml;
using Gateway.Signatures;

namespace Gateway.Adapters;

/// <summary>Files to a catalogue; every error of every folder at once, and what is wrong is left out rather than half used.</summary>
internal sealed class CatalogueLoader(IReadOnlyDictionary<string, ReadOnlyMemory<byte>> files, Catalogue? inForce)
{
    private const int MaxFile = 1_048_576;
    private readonly FindingList _findings = new();
    private readonly Dictionary<string, string?> _texts = [];
    private readonly Dictionary<string, XmlTable?> _xml = [];
    private readonly Dictionary<string, FixedTable?> _fixed = [];
    private readonly Dictionary<string, HeaderTable?> _headers = [];
    private readonly Dictionary<string, DelimitedTable?> _delimited = [];
    private readonly Dictionary<string, JsonTable?> _json = [];
    private readonly Dictionary<string, EdifactTable?> _edifact = [];
    private readonly HashSet<string> _wrongTables = [];
    private readonly Dictionary<string, SignatureProfile> _signatures = [];
    private RuleShelf? _rules;

    private RuleShelf Rules => _rules ??= new RuleShelf(files, Text);

    public CatalogueLoad Load()
    {
        var succession = new Succession(inForce, _findings);
        ReadSignatures();
        foreach (var file in files.Keys.Where(IsManifest).Order(StringComparer.Ordinal))
        {
            succession.Add(Family(file));
        }

        foreach (var table in files.Keys.Where(IsLooseTable).Order(StringComparer.Ordinal))
        {
            Loose(table);
        }

        Rules.FindUnused(_findings);
        var messages = succession.Messages();
        var procedures = Procedures(messages, succession);
        var tables = _xml.Where(pair => pair.Value is not null && pair.Key.StartsWith("schemas/", StringComparison.Ordinal)).ToDictionary(pair => pair.Key["schemas/".Length..], pair => pair.Value!);
        return new CatalogueLoad(new Catalogue(messages, procedures, tables) { Signatures = _signatures }, [.. _findings.Items.Distinct()]) { Refused = succession.Refused };
    }

    // A profile that is wrong keeps what it was: a partner's messages must not become unreadable by a slip of the pen.
    private void ReadSignatures()
    {
        foreach (var file in files.Keys.Where(IsSignature).Order(StringComparer.Ordinal))
        {
            var profile = SignatureParser.Parse(file, files[file], _findings) ?? inForce?.Signatures.GetValueOrDefault(file[SignatureParser.Folder.Length..^".json".Length]);
            if (profile is not null)
            {
                _signatures[profile.Id] = profile;
            }
        }
    }

    private SignatureProfile? Signature(string file, MessageEntry entry, FindingList own)
    {
        var profile = entry.Signature.Length == 0 ? null : Catalogue.FindSignature(_signatures, entry.Signature);
        if (profile is null && entry.Signature.Length > 0)
        {
            own.Error("ADAPTER-SIGNATURE", "", file, $"{entry.Name}: there is no signature profile '{entry.Signature}'", entry.Line);
        }

        // What would be sent without the time-stamp its profile is about is not sent at all.
        if (profile is { Level: not (SignatureLevel.Plain or SignatureLevel.Basic), Stamping: StampTime.Unsaid } && entry.Direction is "out" or "both")
        {
            own.Error("ADAPTER-TIME-STAMP", "", file, $"{entry.Name}: it is sent, and '{entry.Signature}' does not say when its time-stamp is added", entry.Line);
        }

        return profile;
    }

    private LoadedFamily Family(string file)
    {
        var messages = new List<LoadedMessage>();
        var folder = file[..file.LastIndexOf('/')];
        var context = files.Keys
            .Where(key => key.StartsWith(folder + "/samples/", StringComparison.Ordinal) && key.EndsWith("/context.json", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault();
        var own = new FindingList();
        var family = ManifestParser.Parse(file, files[file], context is null ? default(ReadOnlyMemory<byte>?) : files[context], own);
        _findings.AddAll(own);
        foreach (var entry in family?.Entries ?? [])
        {
            if (Message(file, folder, family!.Value.Manifest, entry) is { } message)
            {
                messages.Add(message);
            }
        }

        return new LoadedFamily(folder["adapters/".Length..], messages, own.HasErrors || family is null || messages.Count < family.Value.Entries.Count);
    }

    private LoadedMessage? Message(string file, string folder, Manifest manifest, MessageEntry entry)
    {
        var own = new FindingList();
        var map = entry.Map.Length == 0 ? null : new MapParser(Text, own).Parse(MapText.Beside(file, entry.Map) ?? $"{folder}/?");
        var kind = ElementTable.Of(entry.Kind);
        if (kind is null)
        {
            own.Error("ADAPTER-KIND", "", file, $"{entry.Name}: there is no kind '{entry.Kind}'", entry.Line);
        }

        var carrier = map is null ? null : Carrier(file, entry, map, own);
        if (map is not null && kind is not null)
        {
            new NounCheck(kind, own).Check(map.Root.Children, "");
            CheckEntry(file, entry, map, kind, own);
        }

        var signature = Signature(file, entry, own);
        var rules = kind is null ? RuleBook.Empty : Rules.Book(file, entry, kind, own);
        var confidential = carrier is null || entry.Confidential is null ? null : Confidential(file, entry, own);
        var discretion = map is null ? Discretion.None : ConfidentialPlaces.Keep(file, entry, map, own);
        _findings.AddAll(own);
        return own.HasErrors || map is null || carrier is null
            ? null
            : new LoadedMessage(
                new MessageGuide($"{manifest.Id}:{entry.Name}", manifest, entry, new Guideline(map, carrier, entry.Kind, entry.Tolerate, DateOnly.MaxValue.AddDays(-1)) { Pieces = entry.Pieces.Length == 0 ? null : PiecePath.Find(map, entry.Pieces) }) { Rules = rules, Signature = signature, Confidential = confidential, Discretion = discretion },
                carrier);
    }

    private ICarrier? Carrier(string file, MessageEntry entry, Map map, FindingList own)
    {
        var (reads, writes) = (entry.Direction is "in" or "both", entry.Direction is "out" or "both");
        if (entry.Carrier == "xml")
        {
            Nested(map.Root, reads, writes, own);
            if (Table(_xml, entry.Schema, XmlTable.Parse, file, entry.Line, own) is not { } table)
            {
                return null;
            }

            new XmlMapCheck(table, reads, writes, own).Check(map);
            return new XmlCarrier(table, map.Namespaces, entry.Tolerate);
        }

        if (entry.Carrier != "fixed")
        {
            Nested(map.Root, reads, writes, own);
            return Plain(file, entry, map, own);
        }

        var items = Table(_fixed, entry.Schema, FixedTable.Parse, file, entry.Line, own);
        var header = Table(_headers, entry.Header, HeaderTable.Parse, file, entry.Line, own);
        if (items is null || header is null)
        {
            return null;
        }

        var layout = new FixedLayout(header, items, entry.ResultWidth, entry.Tolerate);
        new FixedMapCheck(layout, reads, writes, own).Check(map);
        return new FixedCarrier(layout);
    }

    private IReadOnlyList<ConfidentialPlace> Confidential(string file, MessageEntry entry, FindingList own) => entry.Carrier switch
    {
        "xml" when Table(_xml, entry.Schema, XmlTable.Parse, file, entry.Line, own) is { } table => ConfidentialPlaces.InElements(file, entry, table, own),
        "fixed" when Table(_headers, entry.Header, HeaderTable.Parse, file, entry.Line, own) is { } header => ConfidentialPlaces.InHeader(file, entry, header, own),
        _ => ConfidentialPlaces.Nowhere(file, entry, own),
    };

    /// <summary>Carriers without markup of their own: the same checks on the same shape of table.</summary>
    private ICarrier? Plain(string file, MessageEntry entry, Map map, FindingList own)
    {
        var (reads, writes) = (entry.Direction is "in" or "both", entry.Direction is "out" or "both");
        (XmlTable? Elements, ICarrier? Carrier) plain = entry.Carrier switch
        {
            "delimited" when Table(_delimited, entry.Schema, DelimitedTable.Parse, file, entry.Line, own) is { } table => (
                table.Elements,
                new DelimitedCarrier(table, new DelimitedForm(DelimitedForm.Delimiters.GetValueOrDefault(entry.Delimiter, ','), entry.Tolerate))),
            "json" when Table(_json, entry.Schema, JsonTable.Parse, file, entry.Line, own) is { } table => (table.Elements, new JsonCarrier(table, entry.Tolerate)),
            "edifact" when Table(_edifact, entry.Schema, EdifactTable.Parse, file, entry.Line, own) is { } table => (table.Elements, new EdifactCarrier(table, entry.Tolerate)),
            _ => default,
        };
        if (plain.Elements is { } elements)
        {
            new XmlMapCheck(elements, reads, writes, own, numbered: entry.Carrier != "edifact").Check(map);
        }

        return plain.Carrier;
    }

    /// <summary>Maps used by <c>content</c> name their own element table.</summary>
    private void Nested(MapLine line, bool reads, bool writes, FindingList own)
    {
        if (line.Source is { Kind: SourceKind.Content, Content: { } map })
        {
            map.Table = Table(_xml, map.Schema, XmlTable.Parse, line.File, line.Line, own);
            Nested(map.Root, reads, writes, own);
            if (map.Table is not null)
            {
                new XmlMapCheck(map.Table, reads, writes, own).Check(map);
            }
        }

        foreach (var child in line.Children)
        {
            Nested(child, reads, writes, own);
        }
    }

    private static void CheckEntry(string file, MessageEntry entry, Map map, ElementTable kind, FindingList own)
    {
        if (entry.Root.Length > 0 && entry.Root != map.Root.Left)
        {
            own.Error("ADAPTER-ROOT", "", file, $"{entry.Name}: root '{entry.Root}', but the map begins with '{map.Root.Left}'", entry.Line);
        }

        if (entry.Pieces.Length > 0 && (entry.Carrier != "xml" || PiecePath.Find(map, entry.Pieces) is null))
        {
            own.Error("ADAPTER-PIECES", "", file, $"{entry.Name}: '{entry.Pieces}' is not taken by exactly one repeat of an XML message without a condition, the only line that writes elements of its name", entry.Line);
        }

        // An XML message inside another carrier's is read by the same policy.
        foreach (var tolerance in entry.Tolerate.Select(Tolerance.Find).OfType<Tolerance>().Where(tolerance => !tolerance.Carriers.Contains(entry.Carrier) && !(tolerance.Carriers.Contains("xml") && HasContent(map.Root))))
        {
            own.Error("ADAPTER-TOLERATE", "", file, $"{entry.Name}: {entry.Carrier} knows no '{tolerance.Name}'; {string.Join(" and ", tolerance.Carriers)} honour it", entry.StrictnessLine);
        }

        var nouns = entry.Events.SelectMany(each => each.With.Append(each.At).Append(each.WhenPath)).Append(entry.Cap?.Path ?? "").Concat(entry.Cap?.Split is { } split ? [split.First, split.Branch, split.Branches, .. split.Own] : []);
        foreach (var noun in nouns.Where(noun => noun.Length > 0 && kind.Find(noun) is null).Distinct())
        {
            own.Error("ADAPTER-NOUN", "", file, $"{entry.Name}: '{noun}' is not a noun of {entry.Kind}", entry.Line);
        }
    }

    private static bool HasContent(MapLine line) => line.Source is { Kind: SourceKind.Content } || line.Children.Exists(HasContent);

    private IReadOnlyList<Procedure> Procedures(IReadOnlyList<LoadedMessage> messages, Succession succession)
    {
        var guides = messages.Select(message => message.Guide).ToList();
        foreach (var file in files.Keys.Where(IsProcedure).Order(StringComparer.Ordinal))
        {
            var own = new FindingList();
            var procedure = ProcedureParser.Parse(file, files[file], own);
            if (procedure is not null && !own.HasErrors)
            {
                new ProcedureCheck(guides, own).Check(procedure);
            }

            _findings.AddAll(own);
            succession.Add(file["adapters/procedures/".Length..^".json".Length], own.HasErrors ? null : procedure);
        }

        return succession.Procedures();
    }

    /// <summary>Tables no adapter names yet are read all the same, so that a broken one is seen.</summary>
    private void Loose(string file)
    {
        var header = (Text(file) ?? "").Split('\n').FirstOrDefault(line => line.Length > 0 && line[0] != '#' && !line.StartsWith("namespace\t", StringComparison.Ordinal)) ?? "";
        if (header.StartsWith("path\t", StringComparison.Ordinal) && !_xml.ContainsKey(file))
        {
            _xml[file] = XmlTable.Parse(file, Text(file)!, _findings);
        }
        else if (header.StartsWith("order\t", StringComparison.Ordinal) && !_fixed.ContainsKey(file))
        {
            _fixed[file] = FixedTable.Parse(file, Text(file)!, _findings);
        }
    }

    private T? Table<T>(Dictionary<string, T?> known, string path, Func<string, string, FindingList, T?> parse, string from, int line, FindingList own)
        where T : class
    {
        // A table that is the family's own lies beside its manifest; one of a publisher stands below schemas/.
        var file = path.StartsWith("./", StringComparison.Ordinal) ? MapText.Beside(from, path[2..]) ?? path : $"schemas/{path}";
        if (!known.TryGetValue(file, out var table))
        {
            var wrong = new FindingList();
            table = Text(file) is { } text ? parse(file, text, wrong) : null;
            known[file] = table;
            own.AddAll(wrong);
            _ = wrong.HasErrors && _wrongTables.Add(file);
        }
        else if (table is not null && _wrongTables.Contains(file))
        {
            own.Error("ADAPTER-SCHEMA", "", from, $"the element table {file} has errors", line);
        }

        if (table is null)
        {
            own.Error("ADAPTER-SCHEMA", "", from, $"no element table {file}", line);
        }

        return table;
    }

    private string? Text(string file)
    {
        if (_texts.TryGetValue(file, out var text))
        {
            return text;
        }

        if (files.TryGetValue(file, out var bytes))
        {
            var reading = new FindingList();
            text = bytes.IsEmpty ? "" : PlainText.Decode(bytes, new ReadCounter(new ReadLimits(MaxBytes: MaxFile)), reading);
            foreach (var finding in reading.Items)
            {
                _findings.Add(finding with { Path = file });
            }
        }

        _texts[file] = text;
        return text;
    }

    private static bool IsManifest(string file) =>
        file.StartsWith("adapters/", StringComparison.Ordinal) && file.EndsWith("/adapter.json", StringComparison.Ordinal);

    private static bool IsSignature(string file) =>
        file.StartsWith(SignatureParser.Folder, StringComparison.Ordinal) && file.EndsWith(".json", StringComparison.Ordinal);

    private static bool IsProcedure(string file) =>
        file.StartsWith("adapters/procedures/", StringComparison.Ordinal) && file.EndsWith(".json", StringComparison.Ordinal);

    private static bool IsLooseTable(string file) =>
        file.StartsWith("schemas/", StringComparison.Ordinal) && file.EndsWith(".tsv", StringComparison.Ordinal) && !file.StartsWith("schemas/canonical/", StringComparison.Ordinal);
}
