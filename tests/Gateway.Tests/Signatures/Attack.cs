using Gateway.Signatures;

namespace Gateway.Tests.Signatures;

/// <summary>One way to cheat, and the code it must be refused with.</summary>
internal sealed record Attack(string Name, SignatureProfile Profile, string Code, Func<byte[]> Make)
{
    public static Attack Of(string name, SignatureProfile profile, string code, Func<string> make) =>
        new(name, profile, code, () => Papers.Bytes(make()));
}
