using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Messages;
using Xunit;

namespace Gateway.Tests.Samples;

/// <summary>The messages that came in cause the events of the story's <c>timeline.json</c>, in order.</summary>
public sealed class When_a_story_is_told
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string> Stories => [.. Sample.All.Where(sample => !sample.IsWritten).Select(sample => sample.Folder).Distinct()];

    [Theory]
    [MemberData(nameof(Stories))]
    public void Its_answers_become_its_timeline(string folder)
    {
        var events = Sample.All.Where(sample => sample.Folder == folder && !sample.IsWritten).SelectMany(Caused);
        Repository.Golden($"{folder}/timeline.json", Encoding.UTF8.GetBytes(JsonSerializer.Serialize(events, Indented) + "\n"));
    }

    private static IEnumerable<Dictionary<string, string>> Caused(Sample sample)
    {
        var reading = sample.Guide.Guideline.On(sample.Day).Read(sample.Bytes, ReadLimits.Default);
        foreach (var cause in sample.Guide.Entry.Events.Where(cause => cause.HoldsFor(reading.Document!)))
        {
            var line = new Dictionary<string, string> { ["message"] = sample.Message, ["event"] = cause.Type.ToString() };
            if (reading.Document!.Value(cause.At.Length == 0 ? "-" : cause.At) is { } at)
            {
                line["at"] = at;
            }

            foreach (var noun in cause.With.Where(noun => reading.Document!.Value(noun) is not null))
            {
                line[noun] = reading.Document!.Value(noun)!;
            }

            yield return line;
        }
    }
}
