using Gateway.Adapters;
using Gateway.Messages;
using Gateway.Messages.Xml;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Published;

/// <summary>A message of the WCO data model with the judges of it: the publisher's schema, ours, and our table.</summary>
internal sealed class DataModel
{
    private readonly Lazy<Validator> _publisher;
    private readonly Lazy<Validator> _ours;

    private DataModel(string id, string table, string messages, string entry)
    {
        Guide = Repository.Known.Messages.Single(guide => guide.Id == id);
        Table = Repository.Known.XmlTables[table + ".tsv"];
        Messages = messages;
        _publisher = new Lazy<Validator>(() => new Validator(Path.Combine(Corpus.Folder, "wco-dms2/xsd", entry)));
        _ours = new Lazy<Validator>(() => new Validator(Path.Combine(Repository.Root, "schemas", table + ".xsd")));
    }

    public static DataModel Declaration { get; } = new("wco/dms2/dec/3.6:DEC", "wco/dms2/3.6/DEC", "wco-dms2/declarations", "declaration/all-dec.xsd");

    public static DataModel Response { get; } = new("wco/dms2/res/3.6:RES", "wco/dms2/3.6/RES", "wco-dms2/notifications", "notification/all-res.xsd");

    public MessageGuide Guide { get; }

    public XmlTable Table { get; }

    /// <summary>Folder of the published messages.</summary>
    public string Messages { get; }

    public Validator Publisher => _publisher.Value;

    public Validator Ours => _ours.Value;

    public static DataModel Of(string message) => message == "DEC" ? Declaration : Response;

    public Reading Read(byte[] message) => Guide.Guideline.Read(message, ReadLimits.Default);

    /// <summary>Message to document, to JSON and back, to message; nothing is found but what is <paramref name="forgiven"/>.</summary>
    public byte[] ThereAndBack(byte[] message, params string[] forgiven)
    {
        var reading = Read(message);
        Assert.True(reading.Ok && reading.Findings.Select(finding => finding.Code).SequenceEqual(forgiven), string.Join('\n', reading.Findings));
        Assert.Empty(reading.Ignored);
        var again = CanonicalJson.Read(CanonicalJson.Write(reading.Document!, Guide.Entry.Kind), Guide.Entry.Kind, ReadLimits.Default);
        Assert.True(again.Findings.Count == 0, string.Join('\n', again.Findings));
        var writing = Guide.Guideline.Write(again.Document!, new Tree("envelope"), new Tree("partner"));
        Assert.True(writing.Ok, string.Join('\n', writing.Findings));
        Assert.True(writing.NotCarried.Count == 0, string.Join('\n', writing.NotCarried.Select(lost => $"{lost} {again.Document!.All("wire").FirstOrDefault(place => place.Child("at")!.Source == lost.Path)?.Value("at")}")));
        return writing.Bytes!;
    }
}
