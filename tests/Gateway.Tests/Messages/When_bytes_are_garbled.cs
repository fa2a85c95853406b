using System.Text;
using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Tests.Messages;
using Xunit;

namespace Gateway.Tests.Messages;

/// <summary>Seeded damage to good messages, documents and adapter data: a finding or a good reading, never an exception, never over the limits.</summary>
public sealed class When_bytes_are_garbled
{
    private static readonly ReadLimits Small = new(MaxBytes: 4_000, MaxDepth: 16, MaxNodes: 300);

    private static readonly byte[] Tokens = Encoding.UTF8.GetBytes("<>&;/'\"=[]{}:,.*#@- \t\r\n\0\u00e9\ufeff0A");

    private static readonly Folder XmlFolder = Folder.Xml(
        "namespace - urn:d\nR\n  @v = '1'\n  A+B = registered date+time yyyyMMdd HHmmss zone +07:00\n  C = office code list\n  J = join number 11, revision 1\n  L* = goods [9]\n    N* = .\n      S = 'X'\n      T = description\n    Q = quantity number\n    F = /transport/containerised flag Y N\n  P = content base64 inner.map",
        "",
        more: "\"strictness\": {\"tolerate\": [\"missing-namespaces\", \"order\", \"unknown\"]}, \"recognise\": {\"R/@v\": \"1\"}, \"events\": [{\"event\": \"Cleared\"}]")
        .Beside("codes/list.csv", "ours,theirs,since,until,preferred,note\nA,1,2020-01-01,,yes,x\n")
        .Beside("inner.map", "schema x/inner.tsv\nI\n  N = reference\n")
        .With("schemas/x/inner.tsv", "path\ttype\tmax\tmin\toccurs\nI\tgroup\t0\t1\t1\nI/N\ttext\t50\t0\t1\n")
        .With("schemas/x/M.tsv", "namespace\t-\turn:d\n" + "path type max min occurs\nR group 0 1 1\nR/@v code 1 1 1\nR/A text 8 0 1\nR/B text 6 0 1\nR/C code 9 0 1\nR/J digits 12 0 1\nR/L group 0 0 0\nR/L/N group 0 0 0\nR/L/N/S code 9 1 1\nR/L/N/T text 0 0 1\nR/L/Q decimal 16 0 1\nR/L/F code 1 0 1\nR/P text 0 0 1\n".Replace(' ', '\t'));

    private const string Xml = "<?xml version='1.0'?><R xmlns='urn:d' v='1'><A>20261123</A><B>091500</B><C>1</C><J>100123456780</J><L><N><S>X</S><T>th\u00e9p</T></N><Q>1.50</Q><F>Y</F></L><L><Q>2</Q><F>Y</F></L><P>PEk+PE4+cjwvTj48L0k+</P></R>";

    private static byte[] Garble(byte[] good, Random random)
    {
        var bytes = new List<byte>(good);
        for (var changes = random.Next(1, 5); changes > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.Insert(at, Tokens[random.Next(Tokens.Length)]);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 20), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 60), bytes.Count - at)));
                    break;
                default:
                    bytes[at] = Tokens[random.Next(Tokens.Length)];
                    break;
            }

            if (bytes.Count == 0)
            {
                bytes.Add((byte)'x');
            }
        }

        return [.. bytes];
    }

    private static void Hold(Reading reading)
    {
        Assert.True(reading.Ok || reading.Findings.Count > 0);
        Assert.InRange(reading.Counts.Nodes, 0, Small.MaxNodes + 1);
        Assert.InRange(reading.Counts.Bytes, 0, Small.MaxBytes);
        Assert.InRange(reading.Findings.Count, 0, 1_001);
    }

    [Fact]
    public void The_message_they_are_made_from_is_good() =>
        Assert.Empty(XmlFolder.Guideline().Read(Encoding.UTF8.GetBytes(Xml), Small).Findings.Select(finding => finding.ToString()));

    [Fact]
    public void XML_is_refused_or_read()
    {
        var (guideline, good, random) = (XmlFolder.Guideline(), Encoding.UTF8.GetBytes(Xml), new Random(20_261_123));
        var catalogue = XmlFolder.Load().Catalogue;
        for (var n = 0; n < 3_000; n++)
        {
            var bytes = Garble(good, random);
            var reading = guideline.Read(bytes, Small);
            Hold(reading);
            Assert.NotNull(catalogue.Recognise(bytes, ["x"], Folder.Day, Small));
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
        var random = new Random(20_261_123);
        for (var n = 0; n < 3_000; n++)
        {
            Hold(guideline.Read(Garble(good, random), Small));
        }
    }

    [Fact]
    public void JSON_is_refused_or_read()
    {
        var good = CanonicalJson.Write(Folder.Document("{'reference':'r','transport':{'containerised':'true'},'goods':[{'hs':'0101','tax':[{'type':'A'}]},{'number':2}]}"), "declaration");
        var random = new Random(20_261_123);
        for (var n = 0; n < 3_000; n++)
        {
            Hold(CanonicalJson.Read(Garble(good, random), "declaration", Small));
        }
    }

    [Fact]
    public void Adapter_data_is_refused_or_loaded()
    {
        var (good, random) = (XmlFolder.Bytes(), new Random(20_261_123));
        for (var n = 0; n < 1_000; n++)
        {
            var files = new Dictionary<string, ReadOnlyMemory<byte>>(good);
            var broken = good.Keys.ElementAt(random.Next(good.Count));
            files[broken] = Garble(good[broken].ToArray(), random);
            var load = Catalogue.Load(files);
            Assert.True(load.Findings.Count > 0 || load.Catalogue.Messages.Count > 0);
        }
    }
}
