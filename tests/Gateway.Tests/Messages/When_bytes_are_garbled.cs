using System.Text;
using Gateway.Adapters;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Seeded damage to good messages, documents and adapter data: a finding or a good reading, never an exception, never over the limits.</summary>
public sealed class When_bytes_are_garbled
{
    private static readonly Folder XmlFolder = Folder.Xml(
        "namespace - urn:d\nR\n  @v = '1'\n  A+B = registered date+time yyyyMMdd HHmmss zone +07:00\n  C = office code list\n  J = join number 11, revision 1\n  L* = goods [9]\n    N* = .\n      S = 'X'\n      T = description\n    Q = quantity number\n    F = /transport/containerised flag Y N\n  P = content base64 inner.map",
        "",
        more: "\"strictness\": {\"tolerate\": [\"missing-namespaces\", \"order\", \"unknown\"]}, \"recognise\": {\"R/@v\": \"1\"}, \"events\": [{\"event\": \"Cleared\"}]")
        .Beside("codes/list.csv", "ours,theirs,since,until,preferred,note\nA,1,2020-01-01,,yes,x\n")
        .Beside("inner.map", "schema x/inner.tsv\nI\n  N = reference\n")
        .With("schemas/x/inner.tsv", "path\ttype\tmax\tmin\toccurs\nI\tgroup\t0\t1\t1\nI/N\ttext\t50\t0\t1\n")
        .With("schemas/x/M.tsv", "namespace\t-\turn:d\n" + "path type max min occurs\nR group 0 1 1\nR/@v code 1 1 1\nR/A text 8 0 1\nR/B text 6 0 1\nR/C code 9 0 1\nR/J digits 12 0 1\nR/L group 0 0 0\nR/L/N group 0 0 0\nR/L/N/S code 9 1 1\nR/L/N/T text 0 0 1\nR/L/Q decimal 16 0 1\nR/L/F code 1 0 1\nR/P text 0 0 1\n".Replace(' ', '\t'));

    private const string Xml = "<?xml version='1.0'?><R xmlns='urn:d' v='1'><A>20261123</A><B>091500</B><C>1</C><J>100123456780</J><L><N><S>X</S><T>th\u00e9p</T></N><Q>1.50</Q><F>Y</F></L><L><Q>2</Q><F>Y</F></L><P>PEk+PE4+cjwvTj48L0k+</P></R>";

    [Fact]
    public void The_message_they_are_made_from_is_good() =>
        Assert.Empty(XmlFolder.Guideline().Read(Encoding.UTF8.GetBytes(Xml), Garble.Small).Findings.Select(finding => finding.ToString()));

    [Fact]
    public void XML_is_refused_or_read()
    {
        var (guideline, good, random) = (XmlFolder.Guideline(), Encoding.UTF8.GetBytes(Xml), new Random(Garble.Seed));
        var catalogue = XmlFolder.Load().Catalogue;
        for (var n = 0; n < Garble.Times; n++)
        {
            var bytes = Garble.Some(good, random);
            var reading = guideline.Read(bytes, Garble.Small);
            Garble.Hold(reading);
            Assert.NotNull(catalogue.Recognise(bytes, ["x"], Folder.Day, Garble.Small));
            if (reading.Ok)
            {
                // What could be read can be written, or says why not.
                var writing = guideline.Write(reading.Document!, reading.Envelope, new Tree("partner"));
                Assert.True(writing.Ok || writing.Findings.Count > 0);
            }
        }
    }

    [Fact]
    public void Fixed_width_is_refused_or_read()
    {
        var folder = Folder.Fixed(
            "M\n  header\n    JOB = 'IDA'\n    USER = envelope.user\n  results* = result [5]\n  A = reference\n  D+T = registered date+time yyyyMMdd HHmmss zone +07:00",
            "A W 8 C\nD A 8 C\nT A 6 C",
            "response",
            more: "\"results\": true");
        var guideline = folder.Guideline();
        var document = Folder.Document("{'code':'E0033','result':[{'code':'E0033','item':'CMD','repeat':'2'}],'reference':'th\u00e9p','registered':'2026-11-23T09:15:00+07:00'}", "response");
        var good = guideline.Write(document, Folder.Values("envelope", "user=AB"), new Tree("partner")).Bytes!;
        var random = new Random(Garble.Seed);
        for (var n = 0; n < Garble.Times; n++)
        {
            Garble.Hold(guideline.Read(Garble.Some(good, random), Garble.Small));
        }
    }

    [Fact]
    public void JSON_is_refused_or_read()
    {
        var good = CanonicalJson.Write(Folder.Document("{'reference':'r','transport':{'containerised':'true'},'goods':[{'hs':'0101','tax':[{'type':'A'}]},{'number':2}]}"), "declaration");
        var random = new Random(Garble.Seed);
        for (var n = 0; n < Garble.Times; n++)
        {
            Garble.Hold(CanonicalJson.Read(Garble.Some(good, random), "declaration", Garble.Small));
        }
    }

    [Fact]
    public void Adapter_data_is_refused_or_loaded()
    {
        var (good, random) = (XmlFolder.Bytes(), new Random(Garble.Seed));
        for (var n = 0; n < 1_000; n++)
        {
            var files = new Dictionary<string, ReadOnlyMemory<byte>>(good);
            var broken = good.Keys.ElementAt(random.Next(good.Count));
            files[broken] = Garble.Some(good[broken].ToArray(), random);
            var load = Catalogue.Load(files);
            Assert.True(load.Findings.Count > 0 || load.Catalogue.Messages.Count > 0);
        }
    }
}
