using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;

namespace Gateway.Simulator.Reception;

/// <summary>An HTTP request as it came, with the correlation id its sender gave it.</summary>
internal sealed record Incoming(byte[] Body, string ContentType, string Correlation = "");

/// <summary>What a message claims to be, before anything in it is believed.</summary>
internal sealed record Opened(string Type, string Identity, byte[] Message)
{
    /// <summary>Set where no message was found, or a mere question: the answer at once, nothing kept.</summary>
    public Answer? AtOnce { get; init; }

    /// <summary>The signature that came beside the message, not in it.</summary>
    public SignedMail? Mail { get; init; }

    /// <summary>SOAP 1.2, to be answered in kind.</summary>
    public bool Version12 { get; init; }
}

/// <summary>What handling a message came to: its answer and everything it causes.</summary>
internal sealed record Acted(Answer Answer)
{
    public Declaration? Declaration { get; init; }

    public List<Letter> Letters { get; init; } = [];

    /// <summary>False: a refusal that may turn out otherwise next time.</summary>
    public bool Keep { get; init; } = true;
}

/// <summary>One of the simulated partners at its door.</summary>
internal interface IPartner
{
    string Name { get; }

    Opened Open(Incoming incoming);

    Task<Verdict> VerifyAsync(Opened opened, CancellationToken cancel);

    /// <summary>The answer to a message whose signature does not hold. Nothing of it is kept.</summary>
    Task<Answer> RefuseAsync(Opened opened, Verdict verdict, CancellationToken cancel);

    Task<Acted> ActAsync(Opened opened, CancellationToken cancel);
}
