using System.Text;
using System.Xml.Linq;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;
using Gateway.Simulator.Reception;

namespace Gateway.Simulator.Customs;

/// <summary>Customs' door for "payment confirmed": the message is the gateway's own profile, so only a declaration number is looked for in it.</summary>
internal sealed class PaymentNotice(World world, Registry registry, KeyRing ring) : IPartner
{
    private static readonly XNamespace Profile = "urn:gateway:own-profile:payment-confirmed:1";

    public string Name => "customs";

    public Opened Open(Incoming incoming)
    {
        var number = SafeXml.TryLoad(incoming.Body)?.Root is { } root ? NumberIn(root) : null;
        return number is null
            ? new Opened("unreadable", Delivery.Sealing.Hash(incoming.Body)[..16], []) { AtOnce = Refusal(400, "unreadable", "no declaration number found") }
            : new Opened("payment-confirmed", number, incoming.Body);
    }

    public Task<Verdict> VerifyAsync(Opened opened, CancellationToken cancel) =>
        XmlProof.VerifyAsync(opened.Message, XmlShape.Member, ring, KeyRing.Gateway, cancel);

    public Task<Answer> RefuseAsync(Opened opened, Verdict verdict, CancellationToken cancel) =>
        Task.FromResult(Refusal(422, verdict.Code, verdict.Detail));

    public Task<Acted> ActAsync(Opened opened, CancellationToken cancel)
    {
        if (world.DeclarationOf(opened.Identity) is not { Import: true, Stage: not Stage.PreRegistered } known)
        {
            return Task.FromResult(new Acted(Refusal(422, "unknown-number", "no registered import declaration of this number")) { Keep = false });
        }

        var (declaration, letters) = registry.Paid(known);
        var acknowledgement = new XElement(Profile + "Acknowledgement", new XElement(Profile + "Number", opened.Identity), new XElement(Profile + "Status", "received"));
        return Task.FromResult(new Acted(Xml(200, acknowledgement)) { Declaration = declaration, Letters = letters });
    }

    // Eleven digits in one element, or eleven and the twelfth in the next: the map's owner decides; the first eleven count.
    private string? NumberIn(XElement root)
    {
        var candidates = root.Descendants()
            .Where(e => !e.HasElements && e.Name.Namespace != XmlShape.Ds)
            .Select(e => e.Value.Trim())
            .Where(t => t.Length is 11 or 12 && t.All(char.IsAsciiDigit))
            .Take(1000)
            .ToList();
        return (candidates.Find(c => world.DeclarationOf(c) is not null) ?? candidates.FirstOrDefault())?[..11];
    }

    private static Answer Refusal(int status, string code, string reason) =>
        Xml(status, new XElement(Profile + "Refusal", new XElement(Profile + "Code", code), new XElement(Profile + "Reason", reason)));

    private static Answer Xml(int status, XElement element) =>
        new(status, "text/xml; charset=utf-8", Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting)));
}
