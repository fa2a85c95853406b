using Gateway.Host.Database;
using Gateway.Host.Declarations;
using Microsoft.AspNetCore.Diagnostics;

namespace Gateway.Host.Serving;

/// <summary>Answers of the web server itself - no such page, a bad parameter, a failure inside - are problem details like all others.</summary>
public static class ProblemPages
{
    private static readonly string[] Interfaces = ["/api", "/inbox", "/soap"];

    /// <summary>A parameter that cannot be read is the sender's mistake, in development too.</summary>
    public static void Add(IServiceCollection services) => services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);

    /// <summary>Stands before everything that answers.</summary>
    public static void Map(WebApplication app)
    {
        app.UseExceptionHandler(error => error.Run(FailedAsync));
        app.UseWhen(
            http => Interfaces.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)),
            branch => branch.UseStatusCodePages(page => Of(page.HttpContext.Response.StatusCode).ExecuteAsync(page.HttpContext)));
    }

    // Nothing of the cause leaves the house, but the correlation to find it by does.
    private static Task FailedAsync(HttpContext http) => http.Features.Get<IExceptionHandlerFeature>()?.Error switch
    {
        BadHttpRequestException bad => Of(bad.StatusCode).ExecuteAsync(http),
        NotAcknowledgedException => AwayAsync(http, "NOT-ACKNOWLEDGED", "The database did not acknowledge in time: whether the message was taken is not known. Send it again with the same key."),
        Signatures.Tokens.TokenAwayException => AwayAsync(http, "TOKEN-AWAY", "The token that signs does not answer. Send it again with the same key."),
        Npgsql.NpgsqlException or TimeoutException => AwayAsync(http, "DATABASE-AWAY", "The database does not answer. Ask again."),
        _ => Problems.Of(500, "INTERNAL", "The gateway failed; the message was kept if it was received whole. Send it again with the same key.", http.TraceIdentifier).ExecuteAsync(http),
    };

    private static Task AwayAsync(HttpContext http, string code, string title)
    {
        http.Response.Headers.RetryAfter = "5";
        return Problems.Of(503, code, title, http.TraceIdentifier).ExecuteAsync(http);
    }

    private static IResult Of(int status) => status switch
    {
        400 => Problems.Of(status, "BAD-REQUEST", "A parameter or header of the request cannot be read"),
        404 => Problems.Of(status, "NOT-FOUND", "There is nothing at this address"),
        405 => Problems.Of(status, "METHOD-NOT-ALLOWED", "This address does not take this method"),
        408 => Problems.Of(status, "TOO-SLOW", "The request did not arrive in time"),
        413 => Problems.Of(status, "SIZE-LIMIT", "The request is larger than any channel takes; nothing of it was read"),
        _ => Problems.Of(status, "HTTP-" + status.ToString(System.Globalization.CultureInfo.InvariantCulture), "The request was not handled"),
    };
}
