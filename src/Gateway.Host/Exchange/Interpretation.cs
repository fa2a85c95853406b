using Gateway.Adapters;
using Gateway.Signatures;

namespace Gateway.Host.Exchange;

/// <summary>What an inbound envelope says: which message it is, who signed it, what it means, what is wrong with it.</summary>
public sealed record Interpretation
{
    /// <summary>The adapter message it was recognised as.</summary>
    public MessageGuide? Guide { get; init; }

    /// <summary>The canonical document, where it could be read.</summary>
    public Tree? Document { get; init; }

    /// <summary>What stands beside the document: id, at, inReplyTo ...</summary>
    public Tree Context { get; init; } = new("envelope");

    /// <summary>The signature's verdict, where the channel's profile asks for one.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The profile it was verified under.</summary>
    public string Profile { get; init; } = "";

    /// <summary>Everything found.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>Elements the map drops on purpose, each with its reason.</summary>
    public IReadOnlyList<Finding> Ignored { get; init; } = [];

    /// <summary>Nothing speaks against acting on it.</summary>
    public bool Good => Document is not null && !Findings.Any(finding => finding.Severity == Severity.Error);

    /// <summary>Its signature is sound, and nothing is known about the revocation of its signer: it waits, whatever else is found.</summary>
    public bool IsHeld => Verdict is { Code: SignatureCodes.Revocation };

    /// <summary>Code and text of the first error, for logs and dead letters.</summary>
    public string Trouble => Findings.FirstOrDefault(finding => finding.Severity == Severity.Error)?.ToString() ?? "EXC-UNREADABLE";
}
