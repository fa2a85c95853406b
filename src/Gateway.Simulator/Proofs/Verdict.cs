namespace Gateway.Simulator.Proofs;

/// <summary>Whether a signature holds, and if not, why.</summary>
internal sealed record Verdict(bool Valid, string Code, string Detail)
{
    public static Verdict Good(string tool) => new(true, "valid", tool);

    public static Verdict Bad(string code, string detail) => new(false, code, detail);
}
