using Gateway.Host.Workbooks;
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
    }).AddOperationTransformer((operation, context, _) =>
    {
        Describe(operation, context.Description.ActionDescriptor.EndpointMetadata.OfType<IEndpointNameMetadata>().FirstOrDefault()?.EndpointName);
        return Task.CompletedTask;
    }));

    /// <summary>Maps <c>/openapi/v1.json</c>.</summary>
    public static void Map(WebApplication app) => app.MapOpenApi();

    // Bodies are read by their own readers, after they were kept; what they may be is said here.
    private static void Describe(OpenApiOperation operation, string? name)
    {
        if (name == "PostDeclaration")
        {
            operation.Parameters = [.. operation.Parameters ?? [], new OpenApiParameter
            {
                Name = "Idempotency-Key", In = ParameterLocation.Header, Required = true, Schema = Text(),
                Description = "1 to 128 visible ASCII characters; the same key with the same content gets the first answer again",
            }];
            operation.RequestBody = Body(
                ("application/json", Object("a canonical declaration: schemas/canonical/declaration/1")),
                ("application/xml", Text("a document one of the enterprise's adapters reads")),
                ("text/csv", Text("the declaration sheet as text: sections header, lines, containers")),
                (WorkbookReader.MediaType, new OpenApiSchema { Type = JsonSchemaType.String, Format = "binary", Description = "the declaration sheet as a workbook" }),
                ("multipart/form-data", Object("the parts invoice and facts, or declaration", "invoice", "facts", "declaration")));
        }
        else if (name == "PostInbox")
        {
            operation.RequestBody = Body(("*/*", Text("the message as the partner's adapter reads it; S/MIME where its signature is detached")));
        }
    }

    private static OpenApiRequestBody Body(params (string Type, OpenApiSchema Schema)[] forms) => new()
    {
        Required = true,
        Content = forms.ToDictionary(form => form.Type, form => new OpenApiMediaType { Schema = form.Schema }),
    };

    private static OpenApiSchema Text(string? description = null) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Object(string description, params string[] parts) => new()
    {
        Type = JsonSchemaType.Object,
        Description = description,
        Properties = parts.Length == 0 ? null : parts.ToDictionary(part => part, part => (IOpenApiSchema)Text()),
    };
}
