using System.Globalization;
using System.Text.Json;

namespace Gateway.Messages.Json;

/// <summary>An object of a configuration file read field by field: wrong types, missing and unknown fields are findings with their line.</summary>
internal sealed class JsonFields(JsonItem item, string file, FindingList findings, JsonFields? above = null)
{
    private readonly HashSet<string> _known = [];

    public int Line => item.Line;

    public FindingList Findings => findings;

    public string Text(string name, bool required = false, string otherwise = "")
    {
        var value = Member(name, JsonValueKind.String);
        if (value is null && required && above?.Member(name, JsonValueKind.String) is null)
        {
            findings.Error("ADAPTER-FIELD", "", file, $"'{name}' is missing", item.Line);
        }

        return value?.Text ?? above?.Text(name, otherwise: otherwise) ?? otherwise;
    }

    public string OneOf(string name, string[] words, bool required = false)
    {
        var text = Text(name, required);
        if (text.Length > 0 && !words.Contains(text))
        {
            findings.Error("ADAPTER-FIELD", "", file, $"'{name}' is one of {string.Join(", ", words)}", item.Line);
        }

        return text;
    }

    public int Number(string name, int otherwise)
    {
        var value = Member(name, JsonValueKind.Number);
        if (value is null)
        {
            return above?.Number(name, otherwise) ?? otherwise;
        }

        if (!int.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            findings.Error("ADAPTER-FIELD", "", file, $"'{name}' is a whole number", value.Line);
        }

        return number;
    }

    public bool Flag(string name)
    {
        _known.Add(name);
        var value = item.Member(name);
        if (value is null)
        {
            return above?.Flag(name) ?? false;
        }

        if (value.Kind is not (JsonValueKind.True or JsonValueKind.False))
        {
            findings.Error("ADAPTER-FIELD", "", file, $"'{name}' is true or false", value.Line);
        }

        return value.Kind == JsonValueKind.True;
    }

    public DateOnly? Day(string name, bool required = false)
    {
        var text = Text(name, required);
        if (text.Length == 0)
        {
            return null;
        }

        if (!Values.DateRule.TryDate(text, out var day))
        {
            findings.Error("ADAPTER-FIELD", "", file, $"'{name}' is a date yyyy-MM-dd", item.Line);
        }

        return day;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var value = Member(name, JsonValueKind.Array);
        if (value is null)
        {
            return above?.Texts(name) ?? [];
        }

        if (value.Items.Exists(each => each.Kind != JsonValueKind.String))
        {
            findings.Error("ADAPTER-FIELD", "", file, $"'{name}' is a list of texts", value.Line);
        }

        return value.Items.ConvertAll(each => each.Text ?? "");
    }

    public IReadOnlyDictionary<string, string> Words(string name)
    {
        var value = Member(name, JsonValueKind.Object);
        if (value is null)
        {
            return above?.Words(name) ?? new Dictionary<string, string>();
        }

        if (value.Members.Exists(member => member.Value.Kind != JsonValueKind.String))
        {
            findings.Error("ADAPTER-FIELD", "", file, $"'{name}' holds texts", value.Line);
        }

        return value.Members.DistinctBy(member => member.Name).ToDictionary(member => member.Name, member => member.Value.Text ?? "");
    }

    /// <summary>Whether this object, or the one above it, says anything of it.</summary>
    public bool Says(string name) => item.Member(name) is not null || above?.Says(name) == true;

    public JsonFields? Object(string name) => Member(name, JsonValueKind.Object) is { } value ? new JsonFields(value, file, findings) : null;

    public List<JsonFields> Objects(string name)
    {
        var value = Member(name, JsonValueKind.Array);
        return value is null ? [] : value.Items.ConvertAll(each => new JsonFields(each, file, findings));
    }

    /// <summary>The members of an object, each falling back to this one.</summary>
    public List<(string Name, JsonFields Fields)> Named(string name)
    {
        var value = Member(name, JsonValueKind.Object);
        return value is null ? [] : value.Members.ConvertAll(member => (member.Name, new JsonFields(member.Value, file, findings, this)));
    }

    /// <summary>Fields nobody asked for: a misspelt one would otherwise be silently without effect.</summary>
    public void RefuseUnknown()
    {
        foreach (var (name, value) in item.Members)
        {
            if (!_known.Contains(name))
            {
                findings.Error("ADAPTER-FIELD", "", file, $"'{name}' is not a field here", value.Line);
            }
        }
    }

    public void Report(string code, string message, int line = 0) => findings.Error(code, "", file, message, line == 0 ? item.Line : line);

    private JsonItem? Member(string name, JsonValueKind kind)
    {
        _known.Add(name);
        var value = item.Member(name);
        if (value is null || value.Kind == JsonValueKind.Null)
        {
            return null;
        }

        if (value.Kind != kind)
        {
            findings.Error("ADAPTER-FIELD", "", file, $"'{name}' is a JSON {kind.ToString().ToLowerInvariant()}", value.Line);
            return null;
        }

        return value;
    }
}
