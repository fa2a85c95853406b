using System.Text.Json;
using System.Text.RegularExpressions;
using Gateway.Adapters;
using Gateway.Messages;

namespace Gateway.Tests.Samples;

/// <summary>
/// One message of a story: <c>2-VAD419.txt</c> with its document <c>2-response.json</c>, its context (<c>2-context.json</c> or the story's
/// <c>context.json</c>) and, when it came in, what it says of itself (<c>2-envelope.json</c>). <c>3-200.received.xml</c> marks a message that
/// can go both ways and came in here.
/// </summary>
internal sealed partial record Sample(string Family, string Folder, string Number, string Message, bool Received, string File)
{
    public static IReadOnlyList<Sample> All { get; } =
        [.. Repository.Files.Keys.Select(Of).OfType<Sample>().OrderBy(sample => sample.File, StringComparer.Ordinal)];

    public MessageGuide Guide =>
        Repository.Known.Messages.SingleOrDefault(guide => guide.Id == $"{Family}:{Message}")
        ?? throw new InvalidOperationException($"{File}: the family has no message {Message}");

    public bool IsWritten => Guide.Entry.Direction == "out" || (Guide.Entry.Direction == "both" && !Received);

    public ReadOnlyMemory<byte> Bytes => Repository.Files[File];

    public string DocumentFile => $"{Folder}/{Number}-{Guide.Entry.Kind}.json";

    public string EnvelopeFile => $"{Folder}/{Number}-envelope.json";

    public Tree Envelope => Context("envelope");

    public Tree Partner => Context("partner");

    public DateOnly Day => DateOnly.ParseExact(Envelope.Value("at")![..10], "yyyy-MM-dd");

    /// <summary>The document as the file has it.</summary>
    public Tree Read()
    {
        var reading = CanonicalJson.Read(Repository.Files[DocumentFile], Guide.Entry.Kind, ReadLimits.Default);
        return reading.Ok ? reading.Document! : throw new InvalidOperationException($"{DocumentFile}: {string.Join(", ", reading.Findings)}");
    }

    private Tree Context(string part)
    {
        var own = $"{Folder}/{Number}-context.json";
        var file = Repository.Files.ContainsKey(own) ? own : $"{Folder}/context.json";
        using var json = JsonDocument.Parse(Repository.Files[file]);
        var tree = new Tree(part);
        foreach (var property in json.RootElement.GetProperty(part).EnumerateObject())
        {
            tree.With(property.Name, property.Value.GetString());
        }

        return tree;
    }

    private static Sample? Of(string path)
    {
        var match = Name().Match(path);
        return match.Success
            ? new Sample(match.Groups["family"].Value, match.Groups["folder"].Value, match.Groups["n"].Value, match.Groups["message"].Value, match.Groups["received"].Success, path)
            : null;
    }

    [GeneratedRegex(@"^(?<folder>adapters/(?<family>.+)/samples/[^/]+)/(?<n>\d+)-(?<message>[A-Z0-9-]+)(?<received>\.received)?\.(xml|txt|csv|json|edi)$", RegexOptions.ExplicitCapture)]
    private static partial Regex Name();
}
