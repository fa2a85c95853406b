using System.Text;
using Gateway.Messages;
using Gateway.Messages.Xml;
using Gateway.Tests.Samples;
using Xunit;

namespace Gateway.Tests.Generation;

/// <summary>What is made from the tables is committed; these tests fail when it is stale and remake it with <c>ACCEPT=1</c>.</summary>
public sealed class When_an_element_table_changes
{
    public static TheoryData<string> Kinds => [.. ElementTable.All.Select(table => table.Kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_JSON_Schema_follows(string kind) =>
        Repository.Golden($"schemas/canonical/{kind}/1/{kind}.schema.json", Encoding.UTF8.GetBytes(JsonSchemaText.From(ElementTable.Of(kind)!)));

    [Fact]
    public void The_record_of_a_declaration_follows() =>
        Repository.Golden("src/Gateway/Declarations/Declaration.g.cs", Encoding.UTF8.GetBytes(RecordsText.Of(ElementTable.Of("declaration")!)));

    [Fact]
    public void The_XSD_of_every_XML_message_follows() =>
        Assert.All(Repository.Known.XmlTables, table => Repository.Golden(
            "schemas/" + Path.ChangeExtension(table.Key, ".xsd"), Encoding.UTF8.GetBytes(XsdText.From(table.Value))));

    [Fact]
    public void The_XSDs_of_its_other_namespaces_follow() =>
        Assert.All(Repository.Known.XmlTables, table => Assert.All(XsdText.Others(table.Value), other => Repository.Golden(
            $"schemas/{Path.GetDirectoryName(table.Key)}/{other.Key}", Encoding.UTF8.GetBytes(other.Value))));

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_group_stands_before_its_children(string kind)
    {
        var seen = new HashSet<string>();
        foreach (var element in ElementTable.Of(kind)!.Elements)
        {
            var slash = element.Path.LastIndexOf('/');
            Assert.True(slash < 0 || seen.Contains(element.Path[..slash]), element.Path);
            Assert.True(seen.Add(element.Path), element.Path);
        }
    }
}
