using System.Globalization;
using Gateway.Evidence;

namespace Gateway.Host.Evidence;

/// <summary>Counts what was purged: each purge says how many messages it took, and each of them says by which purge.</summary>
internal sealed class PurgeCount
{
    private readonly Dictionary<string, (string Class, string At, long Said)> _purges = [];
    private readonly Dictionary<string, long> _named = [];

    /// <summary>What was purged, by class.</summary>
    public IReadOnlyList<PurgedClass> Classes =>
        [.. _purges.Values.GroupBy(one => one.Class, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => new PurgedClass(group.Key, group.Sum(one => one.Said), group.Max(one => one.At)!))];

    /// <summary>Takes a purge, or a message that was purged; of other things nothing.</summary>
    public void Take(Thing thing)
    {
        if (thing.Kind == "purge")
        {
            _purges[thing.Key] = (thing["class"] ?? "", thing["at"] ?? "", long.TryParse(thing["messages"], CultureInfo.InvariantCulture, out var said) ? said : 0);
        }
        else if (thing.Kind == "purged" && thing.Key.EndsWith("/envelope", StringComparison.Ordinal))
        {
            _named[thing["purge"] ?? ""] = _named.GetValueOrDefault(thing["purge"] ?? "") + 1;
        }
    }

    /// <summary>Purges that took others than they say: somebody made bytes disappear under the name of one.</summary>
    public IEnumerable<Finding> Faults() =>
        _purges.Keys.Union(_named.Keys).Order(StringComparer.Ordinal)
            .Where(purge => _named.GetValueOrDefault(purge) != _purges.GetValueOrDefault(purge).Said)
            .Select(purge => Finding.Error(
                EvidenceCodes.Content, "", $"purge {purge}",
                string.Create(CultureInfo.InvariantCulture, $"it took {_purges.GetValueOrDefault(purge).Said} messages, and {_named.GetValueOrDefault(purge)} say they were taken by it")));
}
