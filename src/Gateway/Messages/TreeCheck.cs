using Gateway.Messages.Xml;

namespace Gateway.Messages;

/// <summary>Holds the nodes of a carrier without markup of its own to its table: the rules of XML elements under the carrier's name.</summary>
internal static class TreeCheck
{
    public static void Hold(MessageNode root, XmlElementRow row, string carrier, IReadOnlySet<string> tolerated, FindingList findings)
    {
        var own = new FindingList();
        new XmlSchemaCheck(own, tolerated).Check(root, row);
        foreach (var finding in own.Items)
        {
            findings.Add(finding with { Code = finding.Code.Replace("XML-", carrier + "-", StringComparison.Ordinal) });
        }
    }
}
