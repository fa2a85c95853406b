using System.Text;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Proofs;
using Gateway.Simulator.Reception;

namespace Gateway.Simulator.Customs;

/// <summary>The customs system's own door: signed fixed-width messages in, signed fixed-width answers out.</summary>
internal sealed class CustomsOffice(World world, Registry registry, KeyRing ring) : IPartner
{
    public string Name => "customs";

    public Opened Open(Incoming incoming)
    {
        var mail = Mime.IsSigned(incoming.ContentType) ? Mime.Split(incoming.Body, incoming.ContentType) : null;
        var message = Mime.IsSigned(incoming.ContentType) ? mail?.Content ?? [] : incoming.Body;
        if (Header.Read(message) is not { } header)
        {
            return new Opened("unreadable", Delivery.Sealing.Hash(incoming.Body)[..16], [])
            {
                AtOnce = new Answer(400, "text/plain; charset=UTF-8", "This is not a customs message.\r\n"u8.ToArray()),
            };
        }

        return new Opened(header.Job, $"{header.Input}/{header.Job}/{header.User}", message) { Mail = mail };
    }

    public async Task<Verdict> VerifyAsync(Opened opened, CancellationToken cancel) =>
        opened.Mail is { } mail
            ? await MailSeal.VerifyAsync(mail, ring, KeyRing.Gateway, cancel)
            : Verdict.Bad("unsigned", "this procedure requires a digital signature");

    public async Task<Answer> RefuseAsync(Opened opened, Verdict verdict, CancellationToken cancel)
    {
        if (opened.Mail is not null)
        {
            return new Answer(400, "text/plain; charset=UTF-8", Encoding.UTF8.GetBytes($"The signature does not hold: {verdict.Code}\r\n"))
            {
                Header = "X-Backside-Transport",
                HeaderValue = "FAIL FAIL",
            };
        }

        return await AnswerAsync(Header.Read(opened.Message)!, Decision.Result(ResultCode.SignatureMissing), cancel);
    }

    public async Task<Acted> ActAsync(Opened opened, CancellationToken cancel)
    {
        var header = Header.Read(opened.Message)!;
        var decision = Decide(header, opened.Message);
        return new Acted(await AnswerAsync(header, decision, cancel)) { Declaration = decision.Declaration, Letters = decision.Letters };
    }

    private Decision Decide(Header header, byte[] message)
    {
        if (header.Length != message.Length)
        {
            return Decision.Result(ResultCode.Length);
        }

        if (header.Job is not ("IDA" or "IDC" or "EDA" or "EDC"))
        {
            return Decision.Result(ResultCode.Procedure);
        }

        var (sheet, wrong) = SheetReader.Read(Layout.Of(header.Job), message.AsSpan(Header.Bytes + 2));
        return wrong.Count > 0 ? Decision.Result(wrong)
            : header.Job is "IDA" or "EDA" ? registry.PreRegister(header, sheet)
            : registry.Register(header, sheet);
    }

    private async Task<Answer> AnswerAsync(Header header, Decision decision, CancellationToken cancel)
    {
        var head = Header.Answer(header.Job, header.User, header.Input, decision.OutCode, registry.Now, world.NextSequence(), decision.Data.Length);
        var (type, body) = await MailSeal.SignAsync([.. head, .. decision.Data], ring, Name, cancel);
        return new Answer(200, type, body);
    }
}
