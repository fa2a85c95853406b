using Gateway.Host.Declarations;
using Gateway.Host.Partners;

namespace Gateway.Host.Exchange;

/// <summary>Where a partner posts messages that nobody asked for: kept, answered 202, processed at the gateway's own pace.</summary>
public static class InboxEndpoints
{
    /// <summary>Maps <c>/inbox/{partner}</c>.</summary>
    public static void Map(WebApplication app) =>
        app.MapPost("/inbox/{partner}", PostAsync).WithName("PostInbox").WithTags("exchange")
            .WithSummary("Post a raw message; 202 once it is kept").AddEndpointFilter<EnterpriseFilter>()
            .Produces(202).ProducesProblem(401).ProducesProblem(403).ProducesProblem(413).ProducesProblem(429);

    private static async Task<IResult> PostAsync(string partner, HttpContext http, Reception reception, Bells bells, CancellationToken cancellation)
    {
        var presenting = EnterpriseFilter.Of(http);
        if (presenting.Id != partner)
        {
            return Results.Problem(statusCode: 403, title: "The token is another partner's", type: "urn:gateway:problem:token-of-another", extensions: new Dictionary<string, object?> { ["code"] = "TOKEN-OF-ANOTHER" });
        }

        var envelope = await reception.ReceiveAsync(presenting, "inbox", http.Request.ContentType ?? "application/octet-stream", http.Request.Body, queue: true, cancellation).ConfigureAwait(false);
        bells.Inbox.Ring();
        return envelope.Truncated
            ? Results.Problem(statusCode: 413, title: $"{envelope.Length} bytes are over the limit of {presenting.MaxBytes}", type: "urn:gateway:problem:size-limit", extensions: new Dictionary<string, object?> { ["code"] = "SIZE-LIMIT", ["correlation"] = envelope.Correlation })
            : Results.Json(new { id = envelope.Id, correlation = envelope.Correlation }, statusCode: 202);
    }
}
