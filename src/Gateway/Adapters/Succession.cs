using Gateway.Messages;

namespace Gateway.Adapters;

/// <summary>What loading one folder gave: its messages without an error, and whether all of it is right.</summary>
internal sealed record LoadedFamily(string Id, IReadOnlyList<LoadedMessage> Messages, bool Wrong);

/// <summary>
/// Which folders come into force. At a start: everything without an error. Under a catalogue in force: folders that are right as a
/// whole; one that is wrong or gone keeps what it had, because declarations may be in flight under it.
/// </summary>
internal sealed class Succession(Catalogue? inForce, FindingList findings)
{
    private readonly SortedDictionary<string, LoadedFamily> _families = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Procedure?> _procedures = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _refused = new(StringComparer.Ordinal);

    /// <summary>What did not come into force.</summary>
    public IReadOnlyList<string> Refused => [.. _refused];

    public void Add(LoadedFamily family) => _families[family.Id] = family;

    public void Add(string id, Procedure? procedure) => _procedures[id] = procedure;

    /// <summary>The messages in force, by id.</summary>
    public IReadOnlyList<LoadedMessage> Messages()
    {
        foreach (var family in _families.Values.Where(family => family.Wrong).ToList())
        {
            Refuse(family.Id);
        }

        foreach (var gone in (inForce?.Loaded ?? []).Select(message => message.Guide.Manifest.Id).Distinct().Where(id => !_families.ContainsKey(id)).ToList())
        {
            findings.Error("ADAPTER-GONE", "", $"adapters/{gone}/adapter.json", "the folder is gone; what it had stays in force until the next start");
            Refuse(gone);
        }

        // A folder that falls back may take with it a message that another one answers with.
        var rounds = 0;
        while (DropDangling() && rounds <= _families.Count)
        {
            rounds++;
        }

        return [.. _families.Values.SelectMany(family => family.Messages).OrderBy(message => message.Guide.Id, StringComparer.Ordinal)];
    }

    /// <summary>The procedures in force, by id.</summary>
    public IReadOnlyList<Procedure> Procedures()
    {
        foreach (var old in inForce?.Procedures ?? [])
        {
            if (!_procedures.ContainsKey(old.Id))
            {
                findings.Error("ADAPTER-GONE", "", $"adapters/procedures/{old.Id}.json", "the procedure is gone; it stays in force until the next start");
            }
        }

        var known = (inForce?.Procedures ?? []).ToDictionary(procedure => procedure.Id);
        foreach (var id in known.Keys.Union(_procedures.Keys).Where(id => _procedures.GetValueOrDefault(id) is null))
        {
            _refused.Add($"procedures/{id}");
        }

        return [.. known.Keys.Union(_procedures.Keys).Order(StringComparer.Ordinal).Select(id => _procedures.GetValueOrDefault(id) ?? known.GetValueOrDefault(id)).OfType<Procedure>()];
    }

    private bool DropDangling()
    {
        var ids = _families.Values.SelectMany(family => family.Messages).SelectMany(message => new[] { message.Guide.Id, message.Guide.Unversioned }).ToHashSet();
        var fell = false;
        foreach (var family in _families.Values.ToList())
        {
            var dangling = family.Messages.SelectMany(message => References(message.Guide).Where(answer => !ids.Contains(answer) && !ids.Contains($"{family.Id}:{answer}")).Select(answer => (message.Guide.Entry, answer))).ToList();
            foreach (var (entry, answer) in dangling)
            {
                findings.Error("ADAPTER-ANSWER", "", $"adapters/{family.Id}/adapter.json", $"{entry.Name}: no adapter speaks '{answer}'", entry.Line);
            }

            if (dangling.Count > 0 && inForce is not null && !_refused.Contains(family.Id))
            {
                Refuse(family.Id);
                fell = true;
            }
        }

        return fell;
    }

    private static IEnumerable<string> References(MessageGuide guide) =>
        guide.Entry.OnUnknown.StartsWith("query ", StringComparison.Ordinal) ? guide.Entry.Answers.Append(guide.Entry.OnUnknown[6..].Trim()) : guide.Entry.Answers;

    private void Refuse(string id)
    {
        _refused.Add(id);
        if (inForce is not null)
        {
            _families[id] = new LoadedFamily(id, [.. inForce.Loaded.Where(message => message.Guide.Manifest.Id == id)], Wrong: false);
        }
    }
}
