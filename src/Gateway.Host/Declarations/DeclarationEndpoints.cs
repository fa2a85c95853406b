using Gateway.Host.Cases;
using Gateway.Host.Clearance;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Gateway.Host.Declarations;

/// <summary>The enterprise's interface: post a declaration, follow it.</summary>
public static class DeclarationEndpoints
{
    private const int LongestKey = 128;

    /// <summary>Maps <c>/api/declarations</c>.</summary>
    public static void Map(WebApplication app)
    {
        var group = app.MapGroup("/api/declarations").WithTags("declarations").AddEndpointFilter<EnterpriseFilter>();
        group.ProducesProblem(401).ProducesProblem(429).ProducesProblem(500).ProducesProblem(503);
        group.MapPost("/", PostAsync).WithName("PostDeclaration")
            .WithSummary("Post a declaration: canonical JSON, an invoice with facts (multipart), or any document an adapter reads")
            .Produces<DeclarationSummary>(201).ProducesProblem(400).ProducesProblem(409).ProducesProblem(413).ProducesProblem(422);
        group.MapGet("/", ListAsync).WithName("ListDeclarations").WithSummary("The newest declarations of the enterprise").ProducesProblem(400);
        group.MapGet("/{id:guid}", GetAsync).WithName("GetDeclaration").WithSummary("Status, document and number of one declaration").ProducesProblem(404);
        group.MapGet("/{id:guid}/timeline", TimelineAsync).WithName("GetTimeline").WithSummary("What happened, when, and who held the declaration").ProducesProblem(404);
        group.MapGet("/{id:guid}/findings", FindingsAsync).WithName("GetFindings").WithSummary("Everything found in the declaration's documents and messages").ProducesProblem(404);
        group.MapGet("/{id:guid}/messages", MessagesAsync).WithName("GetMessages").WithSummary("Messages sent and received, attempts, signature verdicts").ProducesProblem(404);
        group.MapGet("/{id:guid}/messages/{message:guid}/provenance", ProvenanceAsync).WithName("GetProvenance")
            .WithSummary("Where every element of a message came from, and what of its input went nowhere").ProducesProblem(404);
    }

    private static async Task<Results<Ok<ProvenanceView>, ProblemHttpResult>> ProvenanceAsync(HttpContext http, Guid id, Guid message, MessagePages pages, CancellationToken cancellation) =>
        await pages.ViewAsync(id, message, EnterpriseFilter.Of(http).Id, cancellation).ConfigureAwait(false) is { } view ? TypedResults.Ok(view) : NotFound(id);

    private static async Task PostAsync(HttpContext http, Reception reception, Intake intake, CancellationToken cancellation)
    {
        var enterprise = EnterpriseFilter.Of(http);
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length is 0 or > LongestKey || key.Any(character => character is < '!' or > '~'))
        {
            await WriteAsync(http, SubmissionAnswer.Problem(400, "IDEMPOTENCY-KEY-MISSING", $"Send an Idempotency-Key header of 1 to {LongestKey} visible ASCII characters", "", [])).ConfigureAwait(false);
            return;
        }

        var envelope = await reception.ReceiveAsync(enterprise, "rest", http.Request.ContentType ?? "application/octet-stream", http.Request.Body, queue: false, cancellation).ConfigureAwait(false);
        await WriteAsync(http, await AnswerAsync(enterprise, key, envelope, intake, cancellation).ConfigureAwait(false)).ConfigureAwait(false);
    }

    private static async Task<SubmissionAnswer> AnswerAsync(Partner enterprise, string key, Envelope envelope, Intake intake, CancellationToken cancellation)
    {
        if (envelope.Truncated)
        {
            return await intake.RefuseAsync(envelope, 413, Reception.TooLong(envelope, enterprise), cancellation).ConfigureAwait(false);
        }

        var (submission, refused) = await SubmissionReader.ReadAsync(envelope.Bytes, envelope.ContentType, cancellation).ConfigureAwait(false);
        return submission is null
            ? await intake.RefuseAsync(envelope, 400, refused!, cancellation).ConfigureAwait(false)
            : await intake.TakeAsync(enterprise, key, envelope, submission, cancellation).ConfigureAwait(false);
    }

    private static async Task WriteAsync(HttpContext http, SubmissionAnswer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.Status < 300 ? "application/json; charset=utf-8" : Problems.MediaType;
        await http.Response.WriteAsync(answer.Body, http.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<Ok<List<DeclarationSummary>>> ListAsync(HttpContext http, DeclarationStore store, CancellationToken cancellation, int limit = 100)
    {
        var rows = await store.ListAsync(EnterpriseFilter.Of(http).Id, limit, cancellation).ConfigureAwait(false);
        return TypedResults.Ok(rows.Select(row => DeclarationSummary.Of(row, [])).ToList());
    }

    private static async Task<Results<Ok<DeclarationView>, ProblemHttpResult>> GetAsync(HttpContext http, Guid id, DeclarationPages pages, CancellationToken cancellation) =>
        await pages.ViewAsync(id, EnterpriseFilter.Of(http).Id, cancellation).ConfigureAwait(false) is { } view ? TypedResults.Ok(view) : NotFound(id);

    private static async Task<Results<Ok<TimelineView>, ProblemHttpResult>> TimelineAsync(HttpContext http, Guid id, DeclarationPages pages, CancellationToken cancellation) =>
        await pages.ViewAsync(id, EnterpriseFilter.Of(http).Id, cancellation).ConfigureAwait(false) is { } view ? TypedResults.Ok(view.Timeline) : NotFound(id);

    private static async Task<Results<Ok<IReadOnlyList<FindingView>>, ProblemHttpResult>> FindingsAsync(HttpContext http, Guid id, DeclarationPages pages, CancellationToken cancellation) =>
        await pages.ViewAsync(id, EnterpriseFilter.Of(http).Id, cancellation).ConfigureAwait(false) is { } view ? TypedResults.Ok(view.Findings) : NotFound(id);

    private static async Task<Results<Ok<IReadOnlyList<MessageView>>, ProblemHttpResult>> MessagesAsync(HttpContext http, Guid id, DeclarationPages pages, CancellationToken cancellation) =>
        await pages.ViewAsync(id, EnterpriseFilter.Of(http).Id, cancellation).ConfigureAwait(false) is { } view ? TypedResults.Ok(view.Messages) : NotFound(id);

    private static ProblemHttpResult NotFound(Guid id) => TypedResults.Problem(
        statusCode: 404, title: $"No declaration {id} of this enterprise", type: "urn:gateway:problem:not-found", extensions: new Dictionary<string, object?> { ["code"] = "NOT-FOUND" });
}
