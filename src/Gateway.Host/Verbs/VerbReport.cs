using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Host.Verbs;

/// <summary>What a verb says about each file, as lines or as one JSON document; the last line counts.</summary>
internal sealed class VerbReport(TextWriter output, bool json)
{
    private static readonly JsonSerializerOptions Readable = new()
    {
        WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly List<object> _files = [];
    private int _ok;
    private int _refused;

    /// <summary>Exit code: good, or refused.</summary>
    public int ExitCode => _refused == 0 ? 0 : 1;

    public void Ok(string file, IEnumerable<Finding> findings, string? written = null, string? text = null, Translated? trace = null)
    {
        _ok++;
        var all = findings.ToList();
        _files.Add(trace is null
            ? (object)new { File = file, Ok = true, Output = written, Findings = all.ConvertAll(Plain) }
            : new { File = file, Ok = true, Output = written, Findings = all.ConvertAll(Plain), trace.Provenance, Lost = trace.Lost.Select(Plain) });
        if (json)
        {
            return;
        }

        if (text is not null)
        {
            output.WriteLine(text.TrimEnd('\n'));
        }

        Remarks(file, all);
        output.WriteLine($"ok {file}");
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
        output.WriteLine(json ? JsonSerializer.Serialize(new { Files = _files, Ok = _ok, Refused = _refused }, Readable) : $"{_ok} ok, {_refused} refused");
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

    private void Remarks(string file, List<Finding> findings)
    {
        foreach (var finding in findings.Where(finding => finding.Severity != Severity.Error))
        {
            output.WriteLine($"{(finding.Severity == Severity.Warning ? "warning" : "note")} {file}: {Line(finding)}");
        }
    }
}
