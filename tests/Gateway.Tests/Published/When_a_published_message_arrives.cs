using System.Text;
using Gateway.Tests.Samples;

namespace Gateway.Tests.Published;

/// <summary>Every published declaration and notification is read whole, becomes a canonical document, and from its JSON the same message again.</summary>
public sealed class When_a_published_message_arrives
{
    public static TheoryData<string, string> Published => [.. All("DEC").Concat(All("RES"))];

    [Fact]
    public void There_are_messages_to_read()
    {
        Corpus.SkipWhereAbsent("wco-dms2/declarations");
        Assert.Equal((155, 104), (All("DEC").Count(), All("RES").Count()));
    }

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Published))]
    public void It_comes_back_as_it_was(string message, string name)
    {
        var model = DataModel.Of(message);
        var bytes = Corpus.Read(model.Messages, name);
        var back = model.ThereAndBack(bytes);
        Assert.Equal(Form.Of(bytes), Form.Of(back));
        Assert.Null(model.Publisher.Wrong(back));
        Assert.Null(model.Ours.Wrong(back));
    }

    [Fact]
    public void A_notification_without_namespaces_is_tolerated_by_name()
    {
        Corpus.SkipWhereAbsent("wco-dms2/notifications");
        var model = DataModel.Response;
        Assert.Contains("missing-namespaces", model.Guide.Entry.Tolerate);
        foreach (var name in Corpus.Messages(model.Messages))
        {
            var bytes = Corpus.Read(model.Messages, name);
            Assert.Equal(Plain(Form.Of(bytes)), Plain(Form.Of(model.ThereAndBack(Encoding.UTF8.GetBytes(Plain(Form.Of(bytes))), "TOL-MISSING-NAMESPACES"))));
        }
    }

    [Fact]
    public void A_whole_declaration_inside_a_response_is_refused_as_unknown_where_it_stands()
    {
        var sample = Encoding.UTF8.GetString(Repository.Files["adapters/wco/dms2/res/3.6/samples/import-two-lines/1-RES.received.xml"].Span);
        var reading = DataModel.Response.Read(Encoding.UTF8.GetBytes(sample.Replace("</Response>", "<od:Declaration xmlns:od='urn:wco:datamodel:WCO:DEC-DMS:2'><od:ID>1</od:ID></od:Declaration></Response>", StringComparison.Ordinal)));
        var finding = Assert.Single(reading.Findings);
        Assert.Equal(("XML-UNKNOWN", "MetaData/Response/Declaration"), (finding.Code, finding.Path));
        Assert.Contains("'urn:wco:datamodel:WCO:DEC-DMS:2'", finding.Message, StringComparison.Ordinal);
        Assert.Empty(DataModel.Response.Read(Encoding.UTF8.GetBytes(sample)).Findings);
    }

    private static IEnumerable<(string, string)> All(string message) =>
        Corpus.Messages(DataModel.Of(message).Messages).Select(name => (message, name));

    /// <summary>Without namespaces, as its publisher's sample folder has it.</summary>
    private static string Plain(string xml)
    {
        var root = System.Xml.Linq.XElement.Parse(xml);
        foreach (var element in root.DescendantsAndSelf())
        {
            element.Name = element.Name.LocalName;
            System.Xml.Linq.Extensions.Remove(element.Attributes().Where(attribute => attribute.IsNamespaceDeclaration));
        }

        return root.ToString(System.Xml.Linq.SaveOptions.DisableFormatting);
    }
}
