using System.Text;
using System.Xml.Linq;
using Gateway.Simulator.Delivery;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;
using Gateway.Simulator.Reception;
using Gateway.Simulator.Soap;

namespace Gateway.Simulator.Member;

/// <summary>The national window of another member state: takes an ACDD, reports its hops and the receipt by its customs.</summary>
internal sealed class MemberWindow(World world, KeyRing ring, TimeProvider time) : IPartner
{
    private static readonly XNamespace Service = "http://tempuri.org/";

    public string Name => "member";

    public Opened Open(Incoming incoming)
    {
        var call = SoapCall.Read(incoming.Body);
        var soap12 = call?.Version12 ?? false;
        if (call?.Operation == Service + "CheckAvailable")
        {
            return new Opened("CheckAvailable", "", []) { AtOnce = Say(soap12, "CheckAvailableResponse", "CheckAvailableResult", "true") };
        }

        if (call?.Operation != Service + "Receive" || call["XMLData"] is not { } text)
        {
            var fault = new Answer(soap12 ? 400 : 500, SoapCall.ContentType(soap12), SoapCall.Fault(soap12, "Receive(XMLData) or CheckAvailable() is expected"));
            return new Opened("unreadable", Sealing.Hash(incoming.Body)[..16], []) { AtOnce = fault };
        }

        var message = SoapCall.Bytes(text);
        var acdd = Acdd.Of(SafeXml.TryLoad(message)?.Root);
        return new Opened(acdd is null ? "unreadable" : "ACDD", acdd?.Reference ?? Sealing.Hash(message)[..16], message) { Version12 = soap12 };
    }

    public async Task<Verdict> VerifyAsync(Opened opened, CancellationToken cancel) =>
        opened.Type == "ACDD"
            ? await XmlProof.VerifyAsync(opened.Message, XmlShape.Member, ring, KeyRing.Gateway, cancel)
            : Verdict.Bad("unreadable", "no ACDD with a FunctionalReferenceID");

    public async Task<Answer> RefuseAsync(Opened opened, Verdict verdict, CancellationToken cancel)
    {
        var acdd = Acdd.Of(SafeXml.TryLoad(opened.Message)?.Root) ?? new Acdd("", "");
        return await AnswerAsync(opened, acdd, "REFUSED", $"{verdict.Code}: {verdict.Detail}", cancel);
    }

    public async Task<Acted> ActAsync(Opened opened, CancellationToken cancel)
    {
        var acdd = Acdd.Of(SafeXml.TryLoad(opened.Message)?.Root)!;
        return acdd.Scripted("REFUSE")
            ? new Acted(await AnswerAsync(opened, acdd, "REFUSED", "refused by the script of its reference", cancel))
            : new Acted(await AnswerAsync(opened, acdd, "AS1", null, cancel)) { Letters = acdd.Scripted("SILENT") ? [] : Receipts(acdd) };
    }

    private List<Letter> Receipts(Acdd acdd)
    {
        var pace = acdd.Scripted("LATE") ? 3000 : 300;
        string[] later = ["AS2", "AS3", "RES-REC", .. acdd.Scripted("GIVEN") ? ["GIVEN"] : acdd.Scripted("NOTGIVEN") ? (string[])["NOT-GIVEN"] : []];
        return [.. later.Select((status, i) => Receipt(acdd, status, time.GetUtcNow().AddMilliseconds(pace * (i + 1))))];
    }

    private Letter Receipt(Acdd acdd, string status, DateTimeOffset due)
    {
        var sequence = world.NextSequence();
        var id = NewId();
        var content = SafeXml.Bytes(CustomsResponse.Of(acdd, status, id, due));
        return new Letter($"member-{sequence}", sequence, "member/" + acdd.Reference, Name, status, id, Door.Window.Name, Seals.Member, content)
        {
            Due = due,
            Numbers = [acdd.Permit],
            Copies = acdd.Scripted("TWICE") ? 2 : 1,
        };
    }

    private async Task<Answer> AnswerAsync(Opened opened, Acdd acdd, string status, string? reason, CancellationToken cancel)
    {
        var document = CustomsResponse.Of(acdd, status, NewId(), time.GetUtcNow(), reason);
        var signed = await XmlSeal.SignAsync(document, XmlShape.Member, ring.CertificateOf(Name), ring.KeyOf(Name), cancel);
        return Say(opened.Version12, "ReceiveResponse", "ReceiveResult", Encoding.UTF8.GetString(signed));
    }

    private string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    private static Answer Say(bool soap12, string operation, string name, string value) =>
        new(200, SoapCall.ContentType(soap12), SoapCall.Write(soap12, Service + operation, qualified: true, (name, value)));
}
