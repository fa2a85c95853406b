using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Gateway.Adapters;
using Gateway.Host.Verbs;
using Gateway.Messages;

namespace Gateway.Benchmarks;

/// <summary>What translating costs on one core, each figure beside what the framework's reader, writer and validator cost for the same bytes.</summary>
public sealed class Translations(string root, TimeSpan time)
{
    private const string Message = "wco/dms2/dec/3.6";
    private const string Sample = "adapters/wco/dms2/dec/3.6/samples/import-two-lines/1-DEC.xml";
    private const int Rounds = 7;

    /// <summary>Measures and prints: microseconds of this process per document, the median of rounds in which ours and the limit took turns.</summary>
    public void Run(TextWriter said, IReadOnlyList<int> sizes)
    {
        ArgumentNullException.ThrowIfNull(said);
        ArgumentNullException.ThrowIfNull(sizes);
        var guide = CatalogueFolder.Read(root).Catalogue.Find(Message, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date)) ?? throw new InvalidOperationException($"no {Message}");
        said.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {Message}, median of {Rounds} rounds in turns, CPU of the whole process");
        said.WriteLine($"{"lines",6}{"bytes",9}  {"what",-36}{"us",10}{"limit us",10}{"limit/ours",12}{"KB each",10}");
        foreach (var lines in sizes)
        {
            Measure(said, guide, Document(lines), lines);
        }
    }

    private void Measure(TextWriter said, MessageGuide guide, byte[] bytes, int lines)
    {
        var limits = ReadLimits.Default;
        var reading = guide.Guideline.Read(bytes, limits);
        Require(reading.Ok, reading.Findings);
        var (envelope, partner) = (guide.Manifest.Envelope, guide.Manifest.Partner);
        var writing = guide.Guideline.Write(reading.Document!, envelope, partner);
        Require(writing.Ok && writing.Provenance.Count > lines, writing.Findings);
        var parsed = XDocument.Parse(Encoding.UTF8.GetString(bytes));
        var schemas = Schemas();

        void Row(string what, Action ours, Action limit) => Print(said, (lines, bytes.Length, what), Beside(ours, limit));
        Row("read, provenance / XmlReader", () => guide.Guideline.Read(bytes, limits, null, held: false), () => Walk(bytes, null));
        Row("the same, checked / XmlReader", () => guide.Guideline.Read(bytes, limits), () => Walk(bytes, null));
        Row("the same, checked / XmlSchemaSet", () => guide.Guideline.Read(bytes, limits), () => Walk(bytes, schemas));
        Row("written, checked / XmlWriter", () => guide.Guideline.Write(reading.Document!, envelope, partner), () => Written(parsed));
        Row("the same, trace spelled out", () => Spelled(guide.Guideline.Write(reading.Document!, envelope, partner)), () => Written(parsed));
    }

    // The trace holds nodes and nouns; its words are put together for whoever reads it.
    private static int Spelled(Writing writing)
    {
        var length = 0;
        foreach (var leaf in writing.Provenance)
        {
            length += leaf.Path.Length + leaf.Pointer.Length + leaf.Source.Length;
        }

        return length;
    }

    private static void Print(TextWriter said, (int Lines, int Bytes, string What) row, Pair cost) => said.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{row.Lines,6}{row.Bytes,9}  {row.What,-36}{cost.Ours,10:0}{cost.Limit,10:0}{cost.Ratio,12:0.00}{cost.Kilobytes,10:0}"));

    // Ours and the limit take turns, so that a round the machine was slow in is slow for both; the median of the rounds' ratios counts.
    private Pair Beside(Action ours, Action limit)
    {
        // Long enough for the compiler to have done its work; it runs in this process too.
        Cost(ours);
        Cost(limit);
        var rounds = new List<Pair>();
        for (var round = 0; round < Rounds; round++)
        {
            var (mine, theirs) = (Cost(ours), Cost(limit));
            rounds.Add(new Pair(mine.Microseconds, theirs.Microseconds, mine.Kilobytes));
        }

        return rounds.OrderBy(pair => pair.Ratio).ElementAt(Rounds / 2);
    }

    // CPU, not the clock: other work on the machine is not ours. The collector's share is in it.
    private (double Microseconds, double Kilobytes) Cost(Action action)
    {
        var (started, cpu, before, count) = (TimeProvider.System.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes(), 0);
        while (TimeProvider.System.GetElapsedTime(started) < time)
        {
            action();
            count++;
        }

        return ((Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / count, (GC.GetTotalAllocatedBytes() - before) / 1024.0 / count);
    }

    private sealed record Pair(double Ours, double Limit, double Kilobytes)
    {
        public double Ratio => Limit / Ours;
    }

    private static void Walk(byte[] bytes, XmlSchemaSet? schemas)
    {
        var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
        if (schemas is not null)
        {
            settings.Schemas = schemas;
            settings.ValidationType = ValidationType.Schema;
            settings.ValidationEventHandler += (_, wrong) => throw new InvalidOperationException(wrong.Message);
        }

        using var reader = XmlReader.Create(new MemoryStream(bytes), settings);
        while (reader.Read())
        {
            _ = reader.NodeType == XmlNodeType.Text ? reader.Value : reader.LocalName;
        }
    }

    private static byte[] Written(XDocument document)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false) }))
        {
            document.Save(writer);
        }

        return stream.ToArray();
    }

    private XmlSchemaSet Schemas()
    {
        var schemas = new XmlSchemaSet { XmlResolver = new XmlUrlResolver() };
        schemas.Add(null, Path.Combine(root, "schemas", "wco", "dms2", "3.6", "DEC.xsd"));
        schemas.Compile();
        return schemas;
    }

    private byte[] Document(int lines)
    {
        var document = XDocument.Load(Path.Combine(root, Sample));
        var first = document.Descendants().First(element => element.Name.LocalName == "GovernmentAgencyGoodsItem");
        var others = first.ElementsAfterSelf(first.Name).ToList();
        others.ForEach(other => other.Remove());
        for (var number = lines; number > 1; number--)
        {
            var line = new XElement(first);
            line.Elements().First(element => element.Name.LocalName == "SequenceNumeric").Value = number.ToString(CultureInfo.InvariantCulture);
            first.AddAfterSelf(line);
        }

        return Written(document);
    }

    private static void Require(bool good, IReadOnlyList<Finding> findings)
    {
        if (!good)
        {
            throw new InvalidOperationException(string.Join('\n', findings.Take(5)));
        }
    }
}
