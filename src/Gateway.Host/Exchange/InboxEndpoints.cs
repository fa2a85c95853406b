using Gateway.Host.Declarations;
using Gateway.Host.Partners;

namespace Gateway.Host.Exchange;

/// <summary>Where a partner posts messages that nobody asked for: kept, answered 202, processed at the gateway's own pace.</summary>
public static class InboxEndpoints
{
    private const int MostHeld = 1_000;

    /// <summary>Maps <c>/inbox/{partner}</c>, and what of it is held.</summary>
    public static void Map(WebApplication app)
    {
        app.MapPost("/inbox/{partner}", PostAsync).WithName("PostInbox").WithTags("exchange")
            .WithSummary("Post a raw message; 202 once it is kept").AddEndpointFilter<EnterpriseFilter>()
            .Produces(202).ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413).ProducesProblem(429).ProducesProblem(500).ProducesProblem(503);
        app.MapGet("/inbox/{partner}/held", HeldAsync).WithName("ListHeld").WithTags("exchange")
            .WithSummary("The partner's messages that wait, neither accepted nor refused, and why").AddEndpointFilter<EnterpriseFilter>()
            .Produces<IReadOnlyList<HeldMessage>>().ProducesProblem(400).ProducesProblem(401).ProducesProblem(403).ProducesProblem(429).ProducesProblem(500).ProducesProblem(503);
    }

    private static async Task<IResult> HeldAsync(string partner, HttpContext http, HeldPages pages, CancellationToken cancellation) => EnterpriseFilter.Of(http).Id == partner
        ? Results.Json(await pages.ListAsync(partner, MostHeld, cancellation).ConfigureAwait(false))
        : Problems.Of(403, "TOKEN-OF-ANOTHER", "The token is another partner's");

    private static async Task<IResult> PostAsync(string partner, HttpContext http, Reception reception, Bells bells, CancellationToken cancellation)
    {
        var presenting = EnterpriseFilter.Of(http);
        if (presenting.Id != partner)
        {
            return Problems.Of(403, "TOKEN-OF-ANOTHER", "The token is another partner's");
        }

        var envelope = await reception.ReceiveAsync(presenting, "inbox", http.Request.ContentType ?? "application/octet-stream", http.Request.Body, queue: true, cancellation).ConfigureAwait(false);
        bells.Inbox.Ring();
        return envelope.Truncated
            ? Problems.Of(413, "SIZE-LIMIT", Reception.TooLong(envelope, presenting).Message, envelope.Correlation)
            : Results.Json(new { id = envelope.Id, correlation = envelope.Correlation }, statusCode: 202);
    }
}
