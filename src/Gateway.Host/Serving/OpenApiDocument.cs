using Microsoft.OpenApi;

namespace Gateway.Host.Serving;

/// <summary>The OpenAPI document of the enterprise's interface: generated, committed, and held by a test.</summary>
public static class OpenApiDocument
{
    /// <summary>Registers the generator.</summary>
    public static void Add(IServiceCollection services) => services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
    {
        document.Info = new OpenApiInfo { Title = "Gateway", Version = "1", Description = "Declarations of enterprises: post, follow, read findings. Errors are problem details (RFC 9457) with a stable code." };
        document.Servers = [];
        return Task.CompletedTask;
    }));

    /// <summary>Maps <c>/openapi/v1.json</c>.</summary>
    public static void Map(WebApplication app) => app.MapOpenApi();
}
