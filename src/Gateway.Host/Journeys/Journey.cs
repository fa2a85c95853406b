using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Host.Journeys;

/// <summary>A scripted journey: what an enterprise posts, what is awaited and done at the other side, how it must end.</summary>
public sealed record Journey
{
    /// <summary>Name in English and Vietnamese.</summary>
    public required IReadOnlyDictionary<string, string> Name { get; init; }

    /// <summary>Parts posted, by part name: file beside the journey. Empty when the journey goes on with the declaration of the one before.</summary>
    public IReadOnlyDictionary<string, string> Post { get; init; } = new Dictionary<string, string>();

    /// <summary>Enterprise that posts.</summary>
    public string Enterprise { get; init; } = "enterprise";

    /// <summary>What is done after posting, in order.</summary>
    public IReadOnlyList<JourneyStep> Steps { get; init; } = [];

    /// <summary>Events of the declaration at the end, in the order they occurred.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Balance of each kind of account of the declaration's ledger at the end (debit less credit), where the journey has money.</summary>
    public IReadOnlyDictionary<string, long> Ledger { get; init; } = new Dictionary<string, long>();

    /// <summary>Reads every journey of a folder in name order.</summary>
    public static IReadOnlyList<(string File, Journey Journey)> ReadAll(string folder) => Directory.EnumerateFiles(folder, "*.journey.json")
        .Order(StringComparer.Ordinal)
        .Select(file => (file, JsonSerializer.Deserialize<Journey>(File.ReadAllText(file), Json) ?? throw new InvalidDataException($"{file} is empty")))
        .ToList();

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow };
}

/// <summary>One thing done or awaited.</summary>
public sealed record JourneyStep
{
    /// <summary>Waits until this event is in the timeline.</summary>
    public string? Await { get; init; }

    /// <summary>Posts to the simulator: a path with <c>{number}</c> and <c>{day}</c> filled in.</summary>
    public string? Control { get; init; }

    /// <summary>What the control's JSON answer must hold, by property.</summary>
    public IReadOnlyDictionary<string, string> Expect { get; init; } = new Dictionary<string, string>();

    /// <summary>Said when it is done.</summary>
    public string Say { get; init; } = "";
}
