using System.Text.Encodings.Web;
using System.Text.Json;

namespace Gateway.Host.Declarations;

/// <summary>A finding as the interface gives it.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Severity">note, warning, error.</param>
/// <param name="Pointer">Place in the canonical document.</param>
/// <param name="Wco">WCO class path and element id the pointer stands for.</param>
/// <param name="Path">Place in the sender's own document.</param>
/// <param name="Line">Line in it, 0 when unknown.</param>
/// <param name="Message">What is wrong.</param>
public sealed record FindingView(string Code, string Severity, string Pointer, string Wco, string Path, int Line, string Message);

/// <summary>Problem details (RFC 9457) with a stable code and the findings.</summary>
public static class Problems
{
    /// <summary>Media type of a problem.</summary>
    public const string MediaType = "application/problem+json";

    /// <summary>How bodies are written: Vietnamese text stays readable.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The body of a problem.</summary>
    public static Dictionary<string, object?> Body(int status, string code, string title, string correlation, IReadOnlyList<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(findings);
        return new Dictionary<string, object?>
        {
            ["type"] = $"urn:gateway:problem:{code.ToLowerInvariant()}",
            ["title"] = title,
            ["status"] = status,
            ["code"] = code,
            ["correlation"] = correlation,
            ["findings"] = findings.Select(finding => Finding(finding)).ToList(),
        };
    }

    /// <summary>A problem that is known without looking into a document.</summary>
    public static IResult Of(int status, string code, string title, string correlation = "") =>
        Results.Json(Body(status, code, title, correlation, []), Json, MediaType, status);

    /// <summary>A finding for people and programs: code, our pointer, the WCO class and id it stands for, the place in the sender's document.</summary>
    public static FindingView Finding(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return new FindingView(finding.Code, finding.Severity.ToString().ToLowerInvariant(), finding.Pointer, WcoOf(finding.Pointer), finding.Path, finding.Line, finding.Message);
    }

    /// <summary>The element a pointer stands for, whatever its occurrences; <c>null</c> where it stands for none.</summary>
    public static Element? ElementOf(string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        return ElementTable.Of("declaration")?.Find(WithoutOccurrences(pointer));
    }

    /// <summary>WCO class path and id of the element a pointer stands for; empty where it stands for none.</summary>
    public static string WcoOf(string pointer) => ElementOf(pointer) is { } element ? element.Id.Length == 0 ? element.Class : $"{element.Class} ({element.Id})" : "";

    private static string WithoutOccurrences(string pointer) =>
        string.Join('/', pointer.Split('/').Select(step => step.Split('[')[0]));
}
