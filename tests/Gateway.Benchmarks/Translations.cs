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
    private const int Rounds = 5;

    /// <summary>Measures and prints: microseconds of this process per document, median of the rounds.</summary>
    public void Run(TextWriter said)
    {
        ArgumentNullException.ThrowIfNull(said);
        var guide = CatalogueFolder.Read(root).Catalogue.Find(Message, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().Date)) ?? throw new InvalidOperationException($"no {Message}");
        said.WriteLine($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd HH:mm} UTC, {Environment.ProcessorCount} cores, .NET {Environment.Version}, {Message}, median of {Rounds} rounds, CPU of the whole process");
        said.WriteLine($"{"lines",6}{"bytes",9}  {"what",-36}{"us",10}{"limit us",10}{"limit/ours",12}{"KB each",10}");
        foreach (var lines in new[] { 5, 50, 500 })
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

        var plain = Cost(() => Walk(bytes, null));
        Print(said, (lines, bytes.Length, "read, provenance / XmlReader"), Cost(() => guide.Guideline.Read(bytes, limits, null, held: false)), plain);
        var read = Cost(() => guide.Guideline.Read(bytes, limits));
        Print(said, (lines, bytes.Length, "the same, checked / XmlReader"), read, plain);
        Print(said, (lines, bytes.Length, "the same, checked / XmlSchemaSet"), read, Cost(() => Walk(bytes, schemas)));
        var written = Cost(() => Written(parsed));
        Print(said, (lines, bytes.Length, "written, checked / XmlWriter"), Cost(() => guide.Guideline.Write(reading.Document!, envelope, partner)), written);
        Print(said, (lines, bytes.Length, "the same, trace spelled out"), Cost(() => Spelled(guide.Guideline.Write(reading.Document!, envelope, partner))), written);
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

    private static void Print(TextWriter said, (int Lines, int Bytes, string What) row, (double Microseconds, double Kilobytes) ours, (double Microseconds, double Kilobytes) limit) => said.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"{row.Lines,6}{row.Bytes,9}  {row.What,-36}{ours.Microseconds,10:0}{limit.Microseconds,10:0}{limit.Microseconds / ours.Microseconds,12:0.00}{ours.Kilobytes,10:0}"));

    // CPU, not the clock: other work on the machine is not ours. The collector's share is in it.
    private (double Microseconds, double Kilobytes) Cost(Action action)
    {
        // Long enough for the compiler to have done its work; it runs in this process too.
        var warm = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(warm) < time)
        {
            action();
        }

        var rounds = new List<double>();
        long allocated = 0;
        for (var round = 0; round < Rounds; round++)
        {
            var (started, cpu, before, count) = (TimeProvider.System.GetTimestamp(), Process.GetCurrentProcess().TotalProcessorTime, GC.GetTotalAllocatedBytes(), 0);
            while (TimeProvider.System.GetElapsedTime(started) < time)
            {
                action();
                count++;
            }

            rounds.Add((Process.GetCurrentProcess().TotalProcessorTime - cpu).TotalMicroseconds / count);
            allocated = (GC.GetTotalAllocatedBytes() - before) / count;
        }

        rounds.Sort();
        return (rounds[Rounds / 2], allocated / 1024.0);
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
