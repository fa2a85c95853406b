using System.Net;
using Gateway.Host.Exchange;
using Gateway.Host.Verbs;
using Gateway.Host.Workbooks;

namespace Gateway.Host.Consoles;

/// <summary>The web console: static pages rendered on the server. In this version it answers only on the machine itself, as it knows no persons yet.</summary>
public static class ConsolePages
{
    // Pages hold business data and nothing that runs: no script, no foreign font, picture or frame.
    private const string Policy = "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static readonly string Style = ReadStyle();

    /// <summary>Registers the pages.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddHttpContextAccessor();
        services.AddRazorComponents();
        services.AddCascadingValue(provider => Words.Of(provider.GetRequiredService<IHttpContextAccessor>().HttpContext));
    }

    /// <summary>Maps <c>/console</c>.</summary>
    public static void Map(WebApplication app)
    {
        app.UseWhen(IsConsole, branch => branch.Use(OnlyHereAsync));
        app.UseAntiforgery();
        app.MapGet("/console/style.css", () => Results.Text(Style, "text/css; charset=utf-8")).ExcludeFromDescription();
        app.MapGet("/console/declaration.xlsx", Template).ExcludeFromDescription();
        app.MapGet("/", () => Results.Redirect("/console")).ExcludeFromDescription();
        app.MapRazorComponents<ConsoleRoot>();
    }

    private static IResult Template(AdapterShelf adapters, TimeProvider time) =>
        TemplateVerb.Template(adapters.Catalogue, DateOnly.FromDateTime(time.GetUtcNow().Date)) is { } guide
            ? Results.File(WorkbookWriter.Write(guide.Guideline.Sheets), WorkbookReader.MediaType, "declaration.xlsx")
            : Results.NotFound();

    /// <summary>Whether a request comes from the machine itself and asks for it by its own name: a page elsewhere whose name was pointed here must not read the console.</summary>
    public static bool IsFromHere(IPAddress? remote, string host)
    {
        ArgumentNullException.ThrowIfNull(host);
        return remote is not null && IPAddress.IsLoopback(remote)
            && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address)));
    }

    // Routes are found whatever the case of the path: so must the guard be.
    private static bool IsConsole(HttpContext http) => http.Request.Path.StartsWithSegments("/console", StringComparison.OrdinalIgnoreCase);

    private static Task OnlyHereAsync(HttpContext http, RequestDelegate next)
    {
        if (!IsFromHere(http.Connection.RemoteIpAddress, http.Request.Host.Host))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            return Task.CompletedTask;
        }

        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers.Vary = "Accept-Language";
        return next(http);
    }

    private static string ReadStyle()
    {
        using var stream = typeof(ConsolePages).Assembly.GetManifestResourceStream("console/style.css") ?? throw new InvalidOperationException("the style sheet is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
