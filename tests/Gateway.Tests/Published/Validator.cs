using System.Xml;
using System.Xml.Schema;

namespace Gateway.Tests.Published;

/// <summary>
/// A set of schema files as a judge of messages. Of each target namespace one copy is loaded, the first on the way from the entry down: the
/// published sets hold several that differ, and other validators take the first too.
/// </summary>
internal sealed class Validator
{
    private readonly XmlSchemaSet _schemas = new() { XmlResolver = null };

    /// <summary>From texts that refer to each other by file name.</summary>
    public Validator(string entry, IReadOnlyDictionary<string, string> others)
    {
        foreach (var text in others.Values.Prepend(entry))
        {
            using var reader = XmlReader.Create(new StringReader(text), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            _schemas.Add(XmlSchema.Read(reader, null)!);
        }

        _schemas.Compile();
    }

    public Validator(string entry)
    {
        var (seen, waiting) = (new HashSet<string>(), new Stack<string>([Path.GetFullPath(entry)]));
        while (waiting.TryPop(out var file))
        {
            using var reader = XmlReader.Create(file, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit });
            var schema = XmlSchema.Read(reader, null)!;
            if (!seen.Add(schema.TargetNamespace ?? ""))
            {
                continue;
            }

            _schemas.Add(schema);
            foreach (var import in schema.Includes.OfType<XmlSchemaExternal>().Where(import => import.SchemaLocation is not null).Reverse())
            {
                waiting.Push(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(file)!, import.SchemaLocation!)));
                import.SchemaLocation = null;
            }
        }

        _schemas.Compile();
    }

    /// <summary>The first thing wrong with a message, or <c>null</c>.</summary>
    public string? Wrong(byte[] message)
    {
        string? first = null;
        var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, Schemas = _schemas, ValidationFlags = XmlSchemaValidationFlags.ReportValidationWarnings };
        settings.ValidationEventHandler += (_, error) => first ??= error.Message;
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(message), settings);
            while (first is null && reader.Read())
            {
            }
        }
        catch (XmlException broken)
        {
            first ??= broken.Message;
        }

        return first;
    }
}
