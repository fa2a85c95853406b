using Gateway.Evidence;

namespace Gateway.Host.Evidence;

/// <summary>What a sealed message says of its own bytes.</summary>
internal static class KeptBytes
{
    /// <summary>Whole and unencrypted bytes that are not those the message says it was received or written with.</summary>
    public static bool AreOthers(Thing thing) =>
        thing is { Kind: "envelope" or "stamped" } && thing["sealed"] == "false" && thing["truncated"] == "false" && thing["stored"] != thing["sha256"];
}
