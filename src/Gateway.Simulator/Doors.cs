using Gateway.Simulator.Bank;
using Gateway.Simulator.Customs;
using Gateway.Simulator.Member;
using Gateway.Simulator.Memory;
using Gateway.Simulator.Delivery;
using Gateway.Simulator.Reception;
using Gateway.Simulator.Soap;

namespace Gateway.Simulator;

/// <summary>The addresses the partners are reached under.</summary>
internal static class Doors
{
    public static void MapPartners(this WebApplication app)
    {
        app.MapPost("/customs", (HttpContext http, FrontDesk desk, CustomsOffice office) => desk.ReceiveAsync(http, office));
        app.MapPost("/customs/payment-confirmed", (HttpContext http, FrontDesk desk, PaymentNotice notice) => desk.ReceiveAsync(http, notice));
        app.MapGet("/customs/pending", PendingAsync);
        app.MapPost("/bank/payment", (HttpContext http, FrontDesk desk, BankWindow bank) => desk.ReceiveAsync(http, bank));
        app.MapGet("/bank/payment", (HttpContext http) => Wsdl(http, "bank"));
        app.MapPost("/member/window", (HttpContext http, FrontDesk desk, MemberWindow member) => desk.ReceiveAsync(http, member));
        app.MapGet("/member/window", (HttpContext http) => Wsdl(http, "member"));
    }

    private static IResult Wsdl(HttpContext http, string contract) =>
        http.Request.Query.ContainsKey("wsdl") || http.Request.Query.ContainsKey("singleWsdl")
            ? Results.Text(Contract.Read(contract, $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}"), "text/xml; charset=utf-8")
            : Results.NotFound();

    // The poll form of customs' later answers: those that are due, in order, one hundred at a time, the same bytes as posted.
    private static async Task<IResult> PendingAsync(World world, Sealing sealing, TimeProvider time, long? after, CancellationToken cancel)
    {
        var now = time.GetUtcNow();
        var pending = new List<object>();
        foreach (var letter in world.Letters(l => l.Partner == "customs" && l.Sequence > (after ?? 0) && l.Due <= now).Take(100))
        {
            var envelope = await sealing.SealAsync(letter, cancel);
            pending.Add(new { letter.Sequence, Declaration = letter.Identity, OutCode = letter.Type, envelope.ContentType, Message = Convert.ToBase64String(envelope.Body) });
        }

        return Results.Json(pending);
    }
}
