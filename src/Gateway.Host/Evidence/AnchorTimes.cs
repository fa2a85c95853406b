using System.Globalization;

namespace Gateway.Host.Evidence;

/// <summary>How often the end of the chain is signed: whichever comes first.</summary>
/// <param name="Entries">After so many entries; 1 to 1,000,000.</param>
/// <param name="Minutes">After so many minutes, if anything happened; 1 to 1,440.</param>
public sealed record AnchorTimes(int Entries = 1_000, int Minutes = 10)
{
    /// <summary>From <c>GATEWAY_ANCHOR_ENTRIES</c> and <c>GATEWAY_ANCHOR_MINUTES</c>; throws where one is out of its range.</summary>
    public static AnchorTimes FromEnvironment()
    {
        var usual = new AnchorTimes();
        return new AnchorTimes(Value("GATEWAY_ANCHOR_ENTRIES", usual.Entries, 1_000_000), Value("GATEWAY_ANCHOR_MINUTES", usual.Minutes, 1_440));
    }

    private static int Value(string name, int usual, int most) => Environment.GetEnvironmentVariable(name) switch
    {
        null or "" => usual,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 && value <= most => value,
        var text => throw new ArgumentException($"{name} is '{text}', not a number from 1 to {most.ToString(CultureInfo.InvariantCulture)}"),
    };
}
