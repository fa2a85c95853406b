using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Adapters;

namespace Gateway.Host.Verbs;

/// <summary>What a verb says about each file, as lines or as one JSON document; the last line counts.</summary>
internal sealed class VerbReport(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<object> _files = [];
    private readonly List<object> _divisions = [];
    private int _ok;
    private int _refused;

    /// <summary>Exit code: good, or refused.</summary>
    public int ExitCode => _refused == 0 ? 0 : 1;

    public void Ok(string file, IEnumerable<Finding> findings) => Ok(file, new Translated([], [.. findings], [], []), null, null, trace: false);

    /// <summary>An output; those of the parts of one document count as one.</summary>
    public void Ok(string file, Translated translated, string? written, string? text, bool trace)
    {
        _ok += translated.Part is { Branch: > 1 } ? 0 : 1;
        var all = translated.Findings.ToList();
        _files.Add(Entry(file, translated, written, trace));
        if (json)
        {
            return;
        }

        if (text is not null)
        {
            output.WriteLine(text.TrimEnd('\n'));
        }

        Remarks(file, all);
        output.WriteLine(translated.Part is { } part ? $"ok {file} (part {part.Branch} of {part.Branches}, lines {part.From} to {part.To})" : $"ok {file}");
    }

    /// <summary>How a document was divided into messages, or joined from them: lines and sums of each part and of the whole.</summary>
    public void Divided(string file, Tree whole, IReadOnlyList<Part> parts, IReadOnlyList<string?> files)
    {
        _divisions.Add(new
        {
            File = file,
            Lines = parts[^1].To,
            Parts = parts.Zip(files, (part, name) => new { part.Branch, part.From, part.To, File = name }),
            Sums = DivisionSums.Of(whole, parts).Select(sum => new
            {
                sum.Noun, sum.Unit, Whole = DivisionSums.ToText(sum.Whole), Parts = sum.Parts.Select(DivisionSums.ToText), sum.Equal,
            }),
        });
        if (!json)
        {
            output.WriteLine($"{file}: {parts[^1].To} lines in {parts.Count} parts");
        }
    }

    public void Refused(string file, IEnumerable<Finding> findings)
    {
        _refused++;
        var all = findings.ToList();
        _files.Add(new { File = file, Ok = false, Output = (string?)null, Findings = all.ConvertAll(Plain) });
        if (json)
        {
            return;
        }

        Remarks(file, all);
        foreach (var finding in all.Where(finding => finding.Severity == Severity.Error))
        {
            output.WriteLine($"refused {file}: {Line(finding)}");
        }
    }

    public int End()
    {
        output.WriteLine(json ? JsonSerializer.Serialize(_divisions.Count == 0 ? (object)new { Files = _files, Ok = _ok, Refused = _refused } : new { Files = _files, Divisions = _divisions, Ok = _ok, Refused = _refused }, Readable) : $"{_ok} ok, {_refused} refused");
        return ExitCode;
    }

    public static string Line(Finding finding) => finding + (finding.Line > 0 ? $" (line {finding.Line})" : "");

    public static object Plain(Finding finding) => new
    {
        finding.Code, Severity = finding.Severity.ToString().ToLowerInvariant(), finding.Pointer, finding.Path, finding.Message, finding.Line,
    };

    /// <summary>Findings in files of the catalogue, as an editor likes them: file and line first.</summary>
    public static void Findings(IEnumerable<Finding> findings, TextWriter output)
    {
        foreach (var finding in findings)
        {
            output.WriteLine($"{finding.Path}:{finding.Line} {finding.Code} {finding.Message}");
        }
    }

    public static string Serialize(object value) => JsonSerializer.Serialize(value, Readable);

    private static Dictionary<string, object?> Entry(string file, Translated translated, string? written, bool trace)
    {
        var entry = new Dictionary<string, object?> { ["file"] = file, ["ok"] = true, ["output"] = written };
        if (translated.Part is { } part)
        {
            entry["part"] = new { part.Branch, part.Branches, part.From, part.To };
        }

        entry["findings"] = translated.Findings.Select(Plain);
        if (trace)
        {
            entry["provenance"] = translated.Provenance;
            entry["lost"] = translated.Lost.Select(Plain);
        }

        return entry;
    }

    private void Remarks(string file, List<Finding> findings)
    {
        foreach (var finding in findings.Where(finding => finding.Severity != Severity.Error))
        {
            output.WriteLine($"{(finding.Severity == Severity.Warning ? "warning" : "note")} {file}: {Line(finding)}");
        }
    }
}
