using System.Text;
using Gateway.Host.Cases;
using Gateway.Host.Database;
using Gateway.Host.Partners;
using Gateway.Host.Payments;
using Gateway.Host.Reconciliation;

namespace Gateway.Host.Exchange;

/// <summary>Answers messages that expect their answer at once: kept first, then interpreted, then given to the desk of their kind.</summary>
public sealed class PortDesk(Reception reception, PortParts parts, IHttpContextAccessor http)
{
    /// <summary>Marks a request whose message reached a desk, which keeps it before all else.</summary>
    public const string Reached = "gateway.reached";

    /// <summary>The correlation of the signed call a request's message came in, where the call was kept.</summary>
    public const string Carrier = "gateway.carrier";

    /// <summary>The signed answer to a message.</summary>
    public async Task<string> AnswerAsync(Partner partner, string message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(partner);
        using var held = parts.Reading.Hold();
        var envelope = await KeepAsync(partner, message, cancellation).ConfigureAwait(false);
        var (interpretation, _) = await parts.Reading.ReadAsync(envelope, cancellation).ConfigureAwait(false);
        await parts.Holds.RefuseHeldAsync(envelope, interpretation, cancellation).ConfigureAwait(false);
        if (!interpretation.Good)
        {
            return await parts.Answers.RefusingAsync(envelope, interpretation, interpretation.Trouble, cancellation).ConfigureAwait(false);
        }

        return interpretation.Document!.Name switch
        {
            "payment" => await parts.Payments.TakeAsync(envelope, interpretation, cancellation).ConfigureAwait(false),
            "statement" => await parts.DayClose.TakeAsync(envelope, interpretation, cancellation).ConfigureAwait(false),
            _ => await InformedAsync(envelope, interpretation, cancellation).ConfigureAwait(false),
        };
    }

    /// <summary>A plain receipt for a message: <c>OK</c>, or <c>ERROR code</c>.</summary>
    public async Task<string> ReceiptAsync(Partner partner, string message, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(partner);
        var envelope = await KeepAsync(partner, message, cancellation).ConfigureAwait(false);
        var trouble = await parts.Inbox.ProcessAsync(envelope, cancellation).ConfigureAwait(false);
        return trouble is null ? "OK" : "ERROR " + trouble.Split(' ')[0];
    }

    /// <summary>Keeps a body that was no message at all and sets it aside.</summary>
    public async Task SetAsideAsync(Partner partner, string contentType, Stream body, Finding reason, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(partner);
        var envelope = await reception.ReceiveAsync(partner, "soap", contentType, body, queue: false, cancellation).ConfigureAwait(false);
        var finding = envelope.Truncated ? Reception.TooLong(envelope, partner) : reason;
        await parts.Answers.SetAsideAsync(envelope, new Interpretation { Findings = [finding] }, cancellation).ConfigureAwait(false);
    }

    private async Task<Envelope> KeepAsync(Partner partner, string message, CancellationToken cancellation)
    {
        var items = http.HttpContext!.Items;
        items[Reached] = true;
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(message ?? ""));
        return await reception.ReceiveAsync(partner, "soap", "application/xml; charset=UTF-8", body, queue: false, cancellation, items[Carrier] as string).ConfigureAwait(false);
    }

    private async Task<string> InformedAsync(Envelope envelope, Interpretation interpretation, CancellationToken cancellation)
    {
        var trouble = await parts.Inbox.ProcessAsync(envelope, cancellation).ConfigureAwait(false);
        return trouble is null
            ? await parts.Answers.AcceptingAsync(envelope, interpretation, cancellation).ConfigureAwait(false)
            : await parts.Answers.RefusingAsync(envelope, interpretation, trouble, cancellation).ConfigureAwait(false);
    }
}

/// <summary>The desks behind the ports.</summary>
public sealed record PortParts(CaseReading Reading, PaymentDesk Payments, DayCloseDesk DayClose, InboxDesk Inbox, PortAnswers Answers, HeldDesk Holds);
