using Gateway.Messages;

namespace Gateway.Adapters;

/// <summary>A message with what is needed to tell it from others.</summary>
internal sealed record LoadedMessage(MessageGuide Guide, ICarrier Carrier);

/// <summary>Which message some bytes are, by the constants its manifest names.</summary>
internal sealed class Recognition(IReadOnlyList<LoadedMessage> messages)
{
    public Recognised Find(ReadOnlyMemory<byte> bytes, IEnumerable<string> families, DateOnly day, ReadLimits limits)
    {
        var wanted = families.ToList();
        var candidates = messages
            .Where(message => message.Guide.Entry.Recognise.Count > 0 && message.Guide.Entry.ValidFrom <= day && wanted.Exists(family => IsOf(message.Guide, family)))
            .OrderByDescending(message => message.Guide.Entry.HoldsOn(day))
            .ToList();
        var (found, findings, readable) = (new List<LoadedMessage>(), new FindingList(), false);
        var looks = Looks(bytes.Span);
        foreach (var carrier in candidates.GroupBy(Alike))
        {
            // One parse for all candidates of a carrier; the header of fixed width is the same line for all.
            var probe = new FindingList();
            var root = Open(carrier.First(), bytes, new ReadCounter(limits), probe);
            if (root is null)
            {
                // What is wrong with bytes is said by the carrier they look like; by another one only when there is no such.
                if (findings.Items.Count == 0 || carrier.First().Guide.Entry.Carrier == looks)
                {
                    findings = probe;
                }

                continue;
            }

            readable = true;
            found.AddRange(carrier.Where(message => Carries(root, message)));
        }

        var current = found.Where(message => message.Guide.Entry.HoldsOn(day)).ToList();
        var recognised = current.Count == 1
            ? new Recognised(Catalogue.OnDay(current[0].Guide, day), [])
            : new Recognised(null, Refusal(current, readable ? new FindingList() : findings, wanted, day));
        return recognised with { Versions = Versions(found, day), Kinds = [.. found.Select(message => message.Guide)] };
    }

    /// <summary>Carriers that read any message the same way are asked once; the others once for each table.</summary>
    private static string Alike(LoadedMessage message) =>
        message.Guide.Entry.Carrier is "xml" or "fixed" ? message.Guide.Entry.Carrier : $"{message.Guide.Entry.Carrier} {message.Guide.Entry.Schema}";

    private static MessageNode? Open(LoadedMessage message, ReadOnlyMemory<byte> bytes, ReadCounter counter, FindingList findings) => message.Carrier switch
    {
        Messages.Xml.XmlCarrier => Messages.Xml.XmlInput.Parse(bytes, counter, findings),
        Messages.Fixed.FixedCarrier carrier => Messages.Fixed.FixedInput.ParseHeader(bytes, carrier.Layout, counter, findings),
        var carrier => carrier.Open(bytes, counter, findings),
    };

    private static IReadOnlyList<MessageGuide> Versions(List<LoadedMessage> found, DateOnly day) =>
        found.Select(message => message.Guide.Unversioned).Distinct().Count() == 1
            ? [.. found.OrderByDescending(message => message.Guide.Entry.ValidFrom).Select(message => Catalogue.OnDay(message.Guide, day))]
            : [];

    private static IReadOnlyList<Finding> Refusal(List<LoadedMessage> found, FindingList findings, List<string> wanted, DateOnly day)
    {
        if (found.Count > 1)
        {
            findings = new FindingList();
            findings.Error("MESSAGE-AMBIGUOUS", "", "", $"this could be {string.Join(" or ", found.Select(message => message.Guide.Id))}");
        }
        else if (findings.Items.Count == 0)
        {
            findings.Error("MESSAGE-UNKNOWN", "", "", $"no message of {string.Join(", ", wanted)} on {day:yyyy-MM-dd} looks like this");
        }

        return findings.Items;
    }

    private static bool IsOf(MessageGuide guide, string family) =>
        guide.Id == family || VersionedId.IsOf(guide.Manifest.Id, family);

    private static bool Carries(MessageNode root, LoadedMessage message)
    {
        foreach (var (path, constant) in message.Guide.Entry.Recognise)
        {
            var text = message.Guide.Entry.Carrier == "fixed"
                ? root.Child(Messages.Fixed.FixedLayout.HeaderName)?.Child(path)?.Text
                : At(root, path);
            if (constant == "*" ? string.IsNullOrEmpty(text) : text != constant)
            {
                return false;
            }
        }

        return true;
    }

    private static string? At(MessageNode root, string path)
    {
        var steps = path.Split('/');
        if (steps[0] != root.Name)
        {
            return null;
        }

        var node = root;
        foreach (var step in steps.Skip(1))
        {
            node = step.StartsWith('@') ? node.Attributes.FirstOrDefault(each => each.Name == step[1..]) : node.Child(step);
            if (node is null)
            {
                return null;
            }
        }

        return node.Text ?? (node.Children.Count > 0 ? "group" : "");
    }

    private static string Looks(ReadOnlySpan<byte> bytes)
    {
        var start = bytes.TrimStart((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]).TrimStart(" \t\r\n"u8);
        return start.StartsWith("<"u8) ? "xml"
            : start.StartsWith("{"u8) ? "json"
            : start.StartsWith("["u8) ? "delimited"
            : start.StartsWith("UNA"u8) || start.StartsWith("UNB"u8) ? "edifact"
            : "fixed";
    }
}
