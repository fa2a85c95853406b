using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Adapters;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Samples;

/// <summary>Knows the folder only: every message of every story is written, read and recognised as its adapter says.</summary>
public sealed class When_the_samples_run
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Files => [.. Sample.All.Select(sample => sample.File)];

    [Fact]
    public void The_folders_of_data_have_no_findings() =>
        Clean(Repository.Load.Findings);

    [Fact]
    public void Every_message_has_a_sample() =>
        Assert.Empty(Repository.Known.Messages.Select(guide => guide.Id).Except(Sample.All.Select(sample => sample.Guide.Id)));

    [Fact]
    public void Every_story_is_told() =>
        Assert.All(Sample.All.Select(sample => sample.Folder + "/story.md").Distinct(), story => Assert.Contains(story, Repository.Files.Keys));

    [Theory]
    [MemberData(nameof(Files))]
    public void A_sample_is_what_its_adapter_writes_and_reads(string file)
    {
        var sample = Sample.All.Single(sample => sample.File == file);
        if (sample.IsWritten)
        {
            Written(sample);
        }
        else
        {
            Received(sample);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_sample_belongs_to_exactly_one_message(string file)
    {
        var sample = Sample.All.Single(sample => sample.File == file);
        var families = Repository.Known.Messages.Select(guide => guide.Manifest.Id).Distinct();
        var (guide, findings) = Repository.Known.Recognise(sample.Bytes, families, sample.Day, ReadLimits.Default);
        Clean(findings);
        Assert.Equal(sample.Guide.Id, guide?.Id);
    }

    private static void Written(Sample sample)
    {
        var guideline = sample.Guide.Guideline.On(sample.Day);
        var document = sample.Read();
        var writing = guideline.Write(document, sample.Envelope, sample.Partner);
        Clean(writing.Findings);
        Repository.Golden(sample.File, writing.Bytes!);

        var reading = guideline.Read(writing.Bytes, ReadLimits.Default, sample.Partner);
        Clean(reading.Findings);
        var (given, back) = (Leaves(document), Leaves(reading.Document!));
        var lost = writing.NotCarried.Select(finding => finding.Pointer).Except(back.Keys);
        Assert.Equal(given.ExceptBy(lost, leaf => leaf.Key), back);
        Assert.Equal(writing.Bytes, guideline.Write(reading.Document!, sample.Envelope, sample.Partner).Bytes);
    }

    private static void Received(Sample sample)
    {
        var reading = sample.Guide.Guideline.On(sample.Day).Read(sample.Bytes, ReadLimits.Default);
        Clean(reading.Findings);
        Assert.All(reading.Ignored, finding => Assert.NotEmpty(finding.Message));
        Repository.Golden(sample.DocumentFile, CanonicalJson.Write(reading.Document!, sample.Guide.Entry.Kind));
        Repository.Golden(sample.EnvelopeFile, Encoding.UTF8.GetBytes(Envelope(reading.Envelope)));
    }

    // A note says which tolerance was used; anything more is a fault of the sample.
    private static void Clean(IReadOnlyList<Finding> findings) =>
        Assert.True(findings.All(finding => finding.Severity == Severity.Note), string.Join('\n', findings.Select(finding => $"{finding.Path}:{finding.Line} {finding}")));

    private static string Envelope(Tree envelope) =>
        JsonSerializer.Serialize(envelope.Children.GroupBy(child => child.Name).ToDictionary(group => group.Key, Texts), Indented) + "\n";

    private static string Texts(IEnumerable<Tree> nodes) =>
        string.Join(' ', nodes.Select(node => node.Text ?? string.Join('/', node.Children.Select(child => child.Text))));

    // Leaves by pointer, in the form in which a writer names what it could not carry.
    private static SortedDictionary<string, string> Leaves(Tree tree) => new(Origins.Values(tree).ToDictionary(), StringComparer.Ordinal);
}
