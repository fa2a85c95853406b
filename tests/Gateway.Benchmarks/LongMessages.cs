using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using Gateway.Adapters;
using Gateway.Host.Verbs;
using Gateway.Messages.Pieces;

namespace Gateway.Benchmarks;

/// <summary>What a message longer than memory costs, a tenth of it beside the whole: time for each byte, and what is held while it is read.</summary>
public sealed class LongMessages(string root)
{
    private const string Message = "wco/dms2/dec/3.6";
    private const string Line = "<GovernmentAgencyGoodsItem>";
    private const string Document = "<AdditionalDocument>";
    private const string DocumentEnd = "</AdditionalDocument>";
    private const string End = "</GovernmentAgencyGoodsItem>";

    /// <summary>Measures and prints: megabytes a second of one core, and the largest heap after a collection.</summary>
    public void Run(TextWriter said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var guide = CatalogueFolder.Read(root).Catalogue.Find(Message, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date)) ?? throw new InvalidOperationException($"no {Message}");
        said.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Message} to canonical JSON in pieces of {PieceLimits.Default.Size} lines");
        said.WriteLine($"{"MB",6}{"lines",9}{"MB/s",9}{"XmlReader MB/s",16}{"ours/XmlReader",16}{"held MB, most",15}");
        foreach (var megabytes in new[] { 10, 100 })
        {
            var file = Path.Combine(Path.GetTempPath(), $"gateway-long-{Environment.ProcessId}.xml");
            try
            {
                var lines = Make(file, megabytes * 1_000_000L);
                Measure(said, guide, file, megabytes, lines);
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    private static void Measure(TextWriter said, MessageGuide guide, string file, int megabytes, int lines)
    {
        var (held, count) = (0L, 0);
        using var spill = new MemoryStream();
        using var canonical = guide.Guideline.WriteCanonical(Stream.Null, spill) ?? throw new InvalidOperationException($"{guide.Id} does not come in pieces");
        var ours = Cost(() =>
        {
            foreach (var piece in guide.Guideline.ReadPieces(() => File.OpenRead(file), PieceLimits.Default)!)
            {
                canonical.Add(piece.Reading.Ok ? piece.Reading.Document! : throw new InvalidOperationException(piece.Reading.Findings[0].ToString()));
                held = ++count % 5 == 0 ? Math.Max(held, GC.GetTotalMemory(forceFullCollection: true)) : held;
            }
        });
        var plain = Cost(() => Walk(file));
        said.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{megabytes,6}{lines,9}{megabytes / ours,9:0.0}{megabytes / plain,16:0.0}{plain / ours,16:0.00}{held / 1_000_000.0,15:0.0}"));
    }

    private static double Cost(Action action)
    {
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        action();
        return (Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalSeconds;
    }

    private static void Walk(string file)
    {
        using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
        while (reader.Read())
        {
            _ = reader.NodeType == XmlNodeType.Text ? reader.Value : reader.LocalName;
        }
    }

    private int Make(string file, long bytes)
    {
        var sample = File.ReadAllText(Path.Combine(root, "adapters/wco/dms2/dec/3.6/samples/import-two-lines/1-DEC.xml"));
        var from = sample.IndexOf(Line, StringComparison.Ordinal);
        var line = sample[from..(sample.IndexOf(End, StringComparison.Ordinal) + End.Length)];
        using var writer = new StreamWriter(file, append: false, new UTF8Encoding(false));
        writer.Write(sample[..from]);
        // The publisher's schema has 999 lines at most: long messages have long lines.
        const int lines = 999;
        var document = line[line.IndexOf(Document, StringComparison.Ordinal)..(line.IndexOf(DocumentEnd, StringComparison.Ordinal) + DocumentEnd.Length)];
        line = line.Replace(document, string.Concat(Enumerable.Repeat(document, (int)(bytes / lines / document.Length))), StringComparison.Ordinal);
        var number = 0;
        while (number < lines)
        {
            number++;
            writer.Write(line.Replace("<SequenceNumeric>1<", string.Create(CultureInfo.InvariantCulture, $"<SequenceNumeric>{number}<"), StringComparison.Ordinal));
        }

        writer.Write(sample[(sample.LastIndexOf(End, StringComparison.Ordinal) + End.Length)..]);
        return number;
    }
}
