using System.Net;

namespace Gateway.Host.Consoles;

/// <summary>The web console: static pages rendered on the server. In this version it answers only on the machine itself, as it knows no persons yet.</summary>
public static class ConsolePages
{
    private static readonly string Style = ReadStyle();

    /// <summary>Registers the pages.</summary>
    public static void Add(IServiceCollection services) => services.AddRazorComponents();

    /// <summary>Maps <c>/console</c>.</summary>
    public static void Map(WebApplication app)
    {
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/console", StringComparison.Ordinal), branch => branch.Use(OnlyHereAsync));
        app.UseAntiforgery();
        app.MapGet("/console/style.css", () => Results.Text(Style, "text/css; charset=utf-8")).ExcludeFromDescription();
        app.MapGet("/", () => Results.Redirect("/console")).ExcludeFromDescription();
        app.MapRazorComponents<ConsoleRoot>();
    }

    private static Task OnlyHereAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Connection.RemoteIpAddress is { } remote && !IPAddress.IsLoopback(remote))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        return next(http);
    }

    private static string ReadStyle()
    {
        using var stream = typeof(ConsolePages).Assembly.GetManifestResourceStream("console/style.css") ?? throw new InvalidOperationException("the style sheet is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
