using System.Xml.Linq;
using Gateway.Simulator.Delivery;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;
using Gateway.Simulator.Reception;
using Gateway.Simulator.Soap;

namespace Gateway.Simulator.Bank;

/// <summary>The bank's SOAP service: takes debit orders (304), accepts them (200), reports the debit (213) and the payment (301).</summary>
internal sealed class BankWindow(World world, KeyRing ring, TimeProvider time) : IPartner
{
    public static readonly XNamespace Service = "http://vn.fis.bgw";

    public string Name => "bank";

    public Opened Open(Incoming incoming)
    {
        var call = SoapCall.Read(incoming.Body);
        var soap12 = call?.Version12 ?? false;
        if (call?.Operation == Service + "getPublicKey")
        {
            var key = Convert.ToBase64String(ring.BytesOf(Name));
            return new Opened("getPublicKey", "", []) { AtOnce = Say(soap12, "getPublicKeyResponse", "getPublicKeyReturn", key) };
        }

        if (call?.Operation != Service + "WSProcess" || call["msg"] is not { } text)
        {
            var fault = new Answer(soap12 ? 400 : 500, SoapCall.ContentType(soap12), SoapCall.Fault(soap12, "WSProcess(publicKey, msg) or getPublicKey() is expected"));
            return new Opened("unreadable", Sealing.Hash(incoming.Body)[..16], []) { AtOnce = fault };
        }

        var message = SoapCall.Bytes(text);
        var body = BankMessage.Body(message);
        var transaction = BankMessage.HeaderField(body, "Transaction_ID");
        return new Opened(
            Or(BankMessage.HeaderField(body, "Message_Type"), "unreadable"),
            Or(transaction, Sealing.Hash(message)[..16]),
            message) { Version12 = soap12 };
    }

    public async Task<Verdict> VerifyAsync(Opened opened, CancellationToken cancel)
    {
        if (opened.Type != "304")
        {
            return Verdict.Bad("unknown-type", "only 304 is taken here");
        }

        return await XmlProof.VerifyAsync(opened.Message, XmlShape.Bank31, ring, KeyRing.Gateway, cancel);
    }

    public Task<Answer> RefuseAsync(Opened opened, Verdict verdict, CancellationToken cancel) =>
        ErrorAsync(opened, "1", $"{verdict.Code}: {verdict.Detail}", cancel);

    public async Task<Acted> ActAsync(Opened opened, CancellationToken cancel)
    {
        var order = BankMessage.Body(opened.Message)?.Element("Data");
        if (Vouchers.Flaw(order) is { } flaw)
        {
            return new Acted(await ErrorAsync(opened, "2", flaw, cancel));
        }

        var now = time.GetUtcNow();
        var sequence = world.NextSequence();
        var acceptance = new Acceptance($"SB{sequence:00000000}", BankHeader.Day(now));
        var data = new XElement("Data", new XElement("So_TN_CT", acceptance.Number), new XElement("Ngay_TN_CT", acceptance.Day));
        var answer = BankMessage.V30(new BankHeader("3.0", "200", "Thong bao tiep nhan", now, NewId(), opened.Identity), data, BankMessage.NoError);
        var signed = await XmlSeal.SignAsync(answer, XmlShape.Bank30, ring.CertificateOf(Name), ring.KeyOf(Name), cancel);
        return new Acted(Return(opened.Version12, signed)) { Letters = Carry(opened, order!, acceptance, sequence, now) };
    }

    // An account that ends in 0000 is empty: the bank says so in 213 and pays nothing.
    private List<Letter> Carry(Opened opened, XElement order, Acceptance acceptance, long sequence, DateTimeOffset now)
    {
        var covered = !(order.Descendants("TaiKhoan_TH").FirstOrDefault()?.Value.Trim() ?? "").EndsWith("0000", StringComparison.Ordinal);
        var numbers = Vouchers.Numbers(order);
        var outcome = new XElement(
            "Data",
            new XElement("Loai_TD_TraLoi", "304"),
            new XElement("Ma_KQ_XL", covered ? "0" : "1"),
            new XElement("NoiDung_XL", covered ? "Da trich no tai khoan" : "Tai khoan khong du so du"));
        var report = BankMessage.V31(new BankHeader("3.1", "213", "Ket qua xu ly", now, NewId(), opened.Identity), outcome);
        var payment = Vouchers.Payment(order, acceptance, BankHeader.Day(now));
        var lane = "bank/" + opened.Identity;
        List<Letter> letters = [PaymentLetters.Of(report, sequence, lane, Seals.Bank31, numbers, "") with { Due = now.AddMilliseconds(200) }];
        if (covered)
        {
            letters.Add(PaymentLetters.Payment(payment, NewId(), world.NextSequence(), lane, "payment", now) with { Due = now.AddMilliseconds(400) });
        }

        return letters;
    }

    private async Task<Answer> ErrorAsync(Opened opened, string number, string reason, CancellationToken cancel)
    {
        var document = BankMessage.V30(new BankHeader("3.0", "299", "Thong bao loi", time.GetUtcNow(), NewId(), opened.Identity), null, BankMessage.Error(number, reason));
        var signed = await XmlSeal.SignAsync(document, XmlShape.Bank30, ring.CertificateOf(Name), ring.KeyOf(Name), cancel);
        return Return(opened.Version12, signed);
    }

    private string NewId() => Guid.CreateVersion7(time.GetUtcNow()).ToString();

    private static Answer Return(bool soap12, byte[] signed) =>
        Say(soap12, "WSProcessResponse", "WSProcessReturn", System.Text.Encoding.UTF8.GetString(signed));

    private static Answer Say(bool soap12, string operation, string name, string value) =>
        new(200, SoapCall.ContentType(soap12), SoapCall.Write(soap12, Service + operation, qualified: false, (name, value)));

    private static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;
}
