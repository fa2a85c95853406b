using System.Xml.Linq;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;
using Gateway.Simulator.Soap;

namespace Gateway.Simulator.Delivery;

/// <summary>What the gateway's HTTP answer to a letter means.</summary>
internal sealed record Reply(string Outcome, int Status, byte[] Answer, string Verdict)
{
    public const string Accepted = "accepted";
    public const string Refused = "refused";
    public const string Again = "again";
}

/// <summary>Reads the gateway's answers; a signed one is verified like any message.</summary>
internal static class AnswerReading
{
    public static async Task<Reply> ReadAsync(Door door, int status, byte[] body, KeyRing ring, CancellationToken cancel)
    {
        if (door.Operation is null)
        {
            return new Reply(Plain(status), status, body, "none");
        }

        var call = SoapCall.Read(body);
        if (status is < 200 or > 299 || call is null || call.Operation.LocalName == "Fault")
        {
            var final = call is not null && SoapCall.BlamesSender(call);
            return new Reply(final ? Reply.Refused : Plain(status) == Reply.Refused ? Reply.Refused : Reply.Again, status, body, "none");
        }

        return door == Door.Window ? await WindowAsync(status, call, ring, cancel) : await BankAsync(status, call, ring, cancel);
    }

    private static string Plain(int status) => status switch
    {
        >= 200 and < 300 => Reply.Accepted,
        408 or 425 or 429 or >= 500 => Reply.Again,
        _ => Reply.Refused,
    };

    private static async Task<Reply> BankAsync(int status, SoapCall call, KeyRing ring, CancellationToken cancel)
    {
        var message = SoapCall.Bytes(call.Value);
        var root = SafeXml.TryLoad(message)?.Root;
        var shape = root?.Element("Document") is null ? XmlShape.Bank30 : XmlShape.Bank31;
        var verdict = await XmlProof.VerifyAsync(message, shape, ring, KeyRing.Gateway, cancel);
        var good = verdict.Valid && (root?.Element("Document") ?? root)?.Element("Error")?.Element("ErrorNumber")?.Value.Trim() is null or "" or "0";
        return new Reply(good && verdict.Valid ? Reply.Accepted : Reply.Refused, status, message, verdict.Code);
    }

    private static async Task<Reply> WindowAsync(int status, SoapCall call, KeyRing ring, CancellationToken cancel)
    {
        var message = SoapCall.Bytes(call.Value);
        if (SafeXml.TryLoad(message)?.Root is not { } root || !root.Descendants(XmlShape.Ds + "Signature").Any())
        {
            return new Reply(Reply.Accepted, status, message, "unsigned");
        }

        var verdict = await XmlProof.VerifyAsync(message, XmlShape.Member, ring, KeyRing.Gateway, cancel);
        return new Reply(verdict.Valid ? Reply.Accepted : Reply.Refused, status, message, verdict.Code);
    }
}
