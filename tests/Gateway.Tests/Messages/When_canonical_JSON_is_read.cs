using System.Text;
using System.Text.Json;
using Gateway.Messages;
using Gateway.Messages.Xml;
using Xunit;

namespace Gateway.Tests.Messages;

public sealed class When_canonical_JSON_is_read
{
    private static Reading Read(string json, ReadLimits? limits = null) =>
        CanonicalJson.Read(Encoding.UTF8.GetBytes(json.Replace('\'', '"')), "declaration", limits ?? ReadLimits.Default);

    [Fact]
    public void It_writes_what_it_read_in_the_order_of_the_table()
    {
        var written = CanonicalJson.Write(Read("{'goods':[{'hs':'0101','number':1}],'importer':{'name':'Công ty'},'reference':'r'}").Document!, "declaration");
        Assert.Equal(
            """
            {
              "reference": "r",
              "importer": {
                "name": "Công ty"
              },
              "goods": [
                {
                  "number": "1",
                  "hs": "0101"
                }
              ]
            }

            """.ReplaceLineEndings("\n"),
            Encoding.UTF8.GetString(written));
        Assert.Equal(written, CanonicalJson.Write(CanonicalJson.Read(written, "declaration", ReadLimits.Default).Document!, "declaration"));
    }

    [Fact]
    public void Numbers_keep_every_digit() =>
        Assert.Equal("1000.0000", Read("{'grossMass':1000.0000}").Document!.Value("grossMass"));

    [Theory]
    [InlineData("", "TXT-EMPTY", "", 0)]
    [InlineData("{'reference':", "JSON-NOT-WELL-FORMED", "", 1)]
    [InlineData("{} {}", "JSON-NOT-WELL-FORMED", "", 1)]
    [InlineData("[]", "JSON-SHAPE", "", 1)]
    [InlineData("{\n'nonsense':'1'}", "JSON-UNKNOWN", "/nonsense", 2)]
    [InlineData("{'goods':[{},\n{'nonsense':'1'}]}", "JSON-UNKNOWN", "/goods/1/nonsense", 2)]
    [InlineData("{'goods':{'hs':'1'}}", "JSON-SHAPE", "/goods", 1)]
    [InlineData("{'importer':'x'}", "JSON-SHAPE", "/importer", 1)]
    [InlineData("{'reference':{'x':'1'}}", "JSON-SHAPE", "/reference", 1)]
    [InlineData("{'reference':'1','reference':'2'}", "JSON-DUPLICATE", "", 1)]
    [InlineData("{'reference':'\\ud800'}", "TXT-ENCODING", "", 1)]
    [InlineData("{'temporaryNumber':'1x'}", "DOC-TYPE", "/temporaryNumber", 0)]
    [InlineData("{'grossMass':1e3}", "DOC-TYPE", "/grossMass", 0)]
    [InlineData("{'goods':[{'hs':'1'},{'hs':'1234567890123456789'}]}", "DOC-LONG", "/goods/1/hs", 0)]
    [InlineData("{'transport':{'arrival':'23/11/2026'}}", "DOC-TYPE", "/transport/arrival", 0)]
    [InlineData("{'registered':'2026-11-23T09:15:00'}", "DOC-TYPE", "/registered", 0)]
    [InlineData("{'cargo':[{},{},{},{},{},{}]}", "DOC-OCCURS", "/cargo/5", 0)]
    public void What_is_wrong_is_named_by_path_and_line(string json, string code, string path, int line)
    {
        var reading = Read(json);
        Assert.False(reading.Ok);
        Assert.Contains((code, path, line), reading.Findings.Select(finding => (finding.Code, finding.Path, finding.Line)));
    }

    [Fact]
    public void The_pointer_counts_from_one() =>
        Assert.Equal("goods[2]/nonsense", Read("{'goods':[{},{'nonsense':'1'}]}").Findings[0].Pointer);

    [Fact]
    public void Depth_and_size_are_bounded()
    {
        var deep = Read(string.Concat(Enumerable.Repeat("{'a':", 10_000)), new ReadLimits(MaxDepth: 16));
        Assert.Equal(["JSON-DEPTH"], deep.Findings.Select(finding => finding.Code));
        Assert.True(deep.Counts.Nodes <= 16);
        var wide = Read("{'goods':[" + string.Join(',', Enumerable.Repeat("{}", 10_000)) + "]}", new ReadLimits(MaxNodes: 100));
        Assert.Equal(["JSON-NODES"], wide.Findings.Select(finding => finding.Code));
        Assert.Equal(101, wide.Counts.Nodes);
        Assert.Equal(["SIZE-LIMIT"], Read(new string(' ', 101), new ReadLimits(MaxBytes: 100)).Findings.Select(finding => finding.Code));
    }

    [Fact]
    public void An_unknown_kind_is_a_finding() =>
        Assert.Equal(["DOC-KIND"], CanonicalJson.Read("{}"u8.ToArray(), "novel", ReadLimits.Default).Findings.Select(finding => finding.Code));

    [Fact]
    public void The_JSON_Schema_comes_from_the_element_table()
    {
        foreach (var table in ElementTable.All)
        {
            using var schema = JsonDocument.Parse(JsonSchemaText.From(table));
            Assert.Equal(table.Kind, schema.RootElement.GetProperty("title").GetString());
        }

        using var declaration = JsonDocument.Parse(JsonSchemaText.From(ElementTable.Of("declaration")!));
        var goods = declaration.RootElement.GetProperty("properties").GetProperty("goods");
        Assert.Equal("array", goods.GetProperty("type").GetString());
        Assert.Equal("145", goods.GetProperty("items").GetProperty("properties").GetProperty("hs").GetProperty("x-wco-id").GetString());
    }

    [Fact]
    public void The_XSD_comes_from_the_element_table_and_holds_the_message()
    {
        var table = XmlTable.Parse("t", "namespace\t-\turn:doc\npath\ttype\tmax\tmin\toccurs\nR\tgroup\t0\t1\t1\nR/A\tdigits\t4\t1\t1\nR/A/@u\tcode\t3\t1\t1\nR/L\tgroup\t0\t0\t0\nR/L/D\tdecimal\t10\t0\t2\nR/Signature\tsignature\t0\t0\t1\n", out var findings)!;
        Assert.Empty(findings);
        var schemas = new System.Xml.Schema.XmlSchemaSet();
        schemas.Add(System.Xml.Schema.XmlSchema.Read(new StringReader(XsdText.From(table)), null)!);
        schemas.Compile();
        List<string> Wrong(string xml)
        {
            var errors = new List<string>();
            var settings = new System.Xml.XmlReaderSettings { ValidationType = System.Xml.ValidationType.Schema, Schemas = schemas };
            settings.ValidationEventHandler += (_, error) => errors.Add(error.Message);
            using var reader = System.Xml.XmlReader.Create(new StringReader(xml), settings);
            while (reader.Read())
            {
            }

            return errors;
        }

        Assert.Empty(Wrong("<R xmlns='urn:doc'><A u='x'>12</A><L><D>1.5</D></L><L/></R>"));
        Assert.Equal(2, Wrong("<R xmlns='urn:doc'><A>12</A><L><D>1.5</D><D>1</D><D>1</D></L></R>").Count);
    }
}
