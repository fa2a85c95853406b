using System.Text;
using Gateway.Adapters;
using Gateway.Messages;

namespace Gateway.Host.Verbs;

/// <summary>Which files are translated, and where to and how the outcome goes.</summary>
/// <param name="Files">The files, in order.</param>
/// <param name="Out">Folder for the results; <c>null</c>: they are printed.</param>
/// <param name="Json">One JSON document instead of lines.</param>
/// <param name="Report">With where everything came from and what went nowhere.</param>
/// <param name="Apart">The messages of a divided document are left apart.</param>
internal sealed record TranslationWish(IReadOnlyList<string> Files, string? Out, bool Json, bool Report, bool Apart);

/// <summary>
/// Translates the files of one run. A document with more lines than a message holds becomes several messages; the messages of a
/// divided document, found among the files, become one again.
/// </summary>
internal sealed class TranslationRun(Translation translation, TranslationWish wish, TextWriter output, CancellationToken cancellation)
{
    private readonly VerbReport _report = new(output, wish.Json || wish.Report);
    private readonly HashSet<string> _names = [];

    /// <summary>Exit code: good, or refused.</summary>
    public int Run()
    {
        if (wish.Out is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var waiting = new List<(string File, Reading Reading)>();
        foreach (var file in wish.Files)
        {
            cancellation.ThrowIfCancellationRequested();
            if (PieceTranslation.Suits(file, translation))
            {
                Pieces(file);
                continue;
            }

            var reading = translation.Read(InputFiles.ReadUpTo(file, ReadLimits.Default.MaxBytes + 1));
            if (!reading.Ok && PieceTranslation.Suits(reading, translation))
            {
                Pieces(file);
            }
            else if (!reading.Ok)
            {
                _report.Refused(file, reading.Findings);
            }
            else if (!wish.Apart && translation.IsPart(reading.Document!))
            {
                waiting.Add((file, reading));
            }
            else
            {
                Put(file, reading);
            }
        }

        foreach (var together in waiting.GroupBy(part => Parts.Mark(part.Reading.Document!)))
        {
            Join([.. together]);
        }

        return _report.End();
    }

    private void Pieces(string file)
    {
        if (PieceTranslation.Hindrance(wish) is { } hindrance)
        {
            _report.Refused(file, [hindrance]);
            return;
        }

        var target = Path.Combine(wish.Out!, Names(file, 1)[0]);
        var findings = new PieceTranslation(translation, cancellation).Run(file, target);
        if (findings.Any(finding => finding.Severity == Severity.Error))
        {
            _report.Refused(file, findings);
        }
        else
        {
            _report.Ok(file, new Translated(null, findings, [], []), target, text: null, trace: false);
        }
    }

    private void Join(List<(string File, Reading Reading)> parts)
    {
        var joined = Parts.Join(parts.ConvertAll(part => part.Reading.Document!), translation.From.Guide!.Entry.Cap!, parts.ConvertAll(part => Path.GetFileName(part.File)));
        var findings = parts.SelectMany(part => part.Reading.Findings.Select(finding => InFile(finding, part.File))).ToList();
        if (joined.Document is not { } whole)
        {
            _report.Refused(parts[0].File, [.. findings, .. joined.Findings]);
            return;
        }

        var first = parts.Find(part => ReferenceEquals(part.Reading.Document, joined.Divided[0].Document));
        var ignored = parts.SelectMany(part => part.Reading.Ignored.Select(finding => InFile(finding, part.File)));
        _report.Divided(first.File, whole, joined.Divided, [.. joined.Divided.Select(part => parts.Find(each => ReferenceEquals(each.Reading.Document, part.Document)).File)]);
        Put(first.File, first.Reading with { Document = whole, Findings = findings, Ignored = [.. ignored] });
    }

    private void Put(string file, Reading reading)
    {
        var translated = translation.Write(reading);
        if (translated[0].Bytes is null)
        {
            _report.Refused(file, translated[0].Findings);
            return;
        }

        var names = wish.Out is { } folder ? Names(file, translated.Count).ConvertAll(name => (string?)Path.Combine(folder, name)) : [.. translated.Select(_ => (string?)null)];
        if (translated[0].Part is not null)
        {
            _report.Divided(file, reading.Document!, [.. translated.Select(each => each.Part!)], names);
        }

        foreach (var (each, name) in translated.Zip(names))
        {
            if (name is not null)
            {
                File.WriteAllBytes(name, each.Bytes!);
            }

            _report.Ok(file, each, name, text: name is null ? Encoding.UTF8.GetString(each.Bytes!) : null, wish.Report);
        }
    }

    /// <summary><c>NAME.KIND.json</c>, or <c>NAME-1.KIND.json</c> and on; names used before in this run get a number of their own.</summary>
    private List<string> Names(string file, int count)
    {
        var bare = Path.GetFileNameWithoutExtension(file);
        for (var (stem, n) = (bare, 2); ; stem = $"{bare}-{n++}")
        {
            var names = Enumerable.Range(1, count).Select(part => $"{stem}{(count > 1 ? $"-{part}" : "")}.{translation.To.FileSuffix}").ToList();
            if (!names.Exists(_names.Contains))
            {
                _names.UnionWith(names);
                return names;
            }
        }
    }

    private static Finding InFile(Finding finding, string file) => finding with { Path = finding.Path.Length == 0 ? Path.GetFileName(file) : $"{Path.GetFileName(file)}:{finding.Path}" };
}
