using System.Text.Json.Nodes;
using Gateway.Host.Tests.Exchange;

namespace Gateway.Host.Tests.Declarations;

/// <summary>An invoice and a facts file became a declaration and a message: every box names its source, and what went nowhere is listed.</summary>
[Collection(GatewayCollection.Name)]
public sealed class When_somebody_asks_where_a_box_came_from(SharedGateway gateway) : IDisposable
{
    private readonly Posting _posting = new(gateway);
    private readonly Records _evidence = new(gateway);

    public void Dispose() => _posting.Dispose();

    [Fact]
    public async Task Our_message_theirs_and_the_posted_document_tell()
    {
        var (declaration, messages) = await PlayAsync();
        var sent = await ProvenanceAsync(declaration, Of(messages, "vn/vnaccs/import/2014:IDA"));
        var document = (await _posting.GetAsync($"/api/declarations/{declaration}")).Json["document"]!;
        var boxes = sent["boxes"]!.AsArray();

        // The invoice, the facts, the partner's data and the guideline itself each gave something.
        Assert.All(boxes, box => Assert.NotEmpty((string)box!["source"]!));
        Assert.Contains(boxes, box => ((string)box!["source"]!).Contains("InvoiceLine", StringComparison.Ordinal) && (string?)box["value"] is { Length: > 0 });
        Assert.Contains(boxes, box => ((string)box!["source"]!).StartsWith("facts:", StringComparison.Ordinal));
        Assert.Contains(boxes, box => (string)box!["source"]! == "constant");
        var password = Assert.Single(boxes, box => (string)box!["source"]! == "partner.password")!;
        Assert.Null((string?)password["value"]);

        // Every noun of the declaration is in the message, or listed as having no place there.
        var carried = boxes.Select(box => (string)box!["pointer"]!).Concat(sent["lost"]!.AsArray().Select(lost => (string)lost!["pointer"]!)).ToHashSet();
        string[] later = ["number", "revision", "registered"];
        Assert.Equal([], Pointers(document, "").Except(later).Except(carried));

        // The answer is read from its kept bytes again; what the enterprise posted tells which of its elements became what.
        var answer = await ProvenanceAsync(declaration, Of(messages, "vn/vnaccs/import/2014:VAD419"));
        Assert.Contains(answer["boxes"]!.AsArray(), box => (string?)box!["pointer"] == "number" && ((string?)box["path"])!.Length > 0);
        var posted = await ProvenanceAsync(declaration, messages.First(message => (string?)message!["direction"] == "in")!);
        Assert.Contains(posted["boxes"]!.AsArray(), box => (string?)box!["pointer"] == "goods[1]/amount" && ((string)box["path"]!).Contains("InvoiceLine", StringComparison.Ordinal));
        Assert.NotEmpty(posted["lost"]!.AsArray());
        Assert.All(posted["lost"]!.AsArray(), lost => Assert.NotEmpty((string)lost!["reason"]!));
    }

    [Fact]
    public async Task What_customs_registered_names_the_message_that_said_so()
    {
        var (declaration, messages) = await PlayAsync();
        var registration = await ProvenanceAsync(declaration, Of(messages, "vn/vnaccs/import/2014:IDC"));
        Assert.Contains(registration["boxes"]!.AsArray(), box => ((string)box!["source"]!).StartsWith("vn/vnaccs/import/2014:VAD419 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nobody_else_is_told()
    {
        var (declaration, messages) = await PlayAsync();
        var message = (string)Of(messages, "vn/vnaccs/import/2014:IDA")["id"]!;
        (await _posting.GetAsync($"/api/declarations/{declaration}/messages/{message}/provenance", SharedGateway.Other)).IsProblem(404, "NOT-FOUND");
        (await _posting.GetAsync($"/api/declarations/{declaration}/messages/{declaration}/provenance")).IsProblem(404, "NOT-FOUND");
        var (other, _) = await PlayAsync();
        (await _posting.GetAsync($"/api/declarations/{other}/messages/{message}/provenance")).IsProblem(404, "NOT-FOUND");
    }

    private async Task<(Guid Declaration, JsonArray Messages)> PlayAsync()
    {
        var word = SharedGateway.Word();
        using var form = Posting.Form(Posting.Invoice(), Posting.Bytes(Posting.Facts(word)), "x");
        var reply = await _posting.SendAsync(form, word);
        Assert.Equal(201, (int)reply.Status);
        await _evidence.RestAsync();
        return (reply.Id, (await _posting.GetAsync($"/api/declarations/{reply.Id}/messages")).Json.AsArray());
    }

    private async Task<JsonNode> ProvenanceAsync(Guid declaration, JsonNode message)
    {
        var reply = await _posting.GetAsync($"/api/declarations/{declaration}/messages/{(string)message["id"]!}/provenance");
        Assert.Equal(200, (int)reply.Status);
        return reply.Json;
    }

    private static JsonNode Of(JsonArray messages, string id) => Assert.Single(messages, message => (string?)message!["message"] == id)!;

    private static IEnumerable<string> Pointers(JsonNode? node, string pointer) => node switch
    {
        JsonObject group => group.SelectMany(member => Pointers(member.Value, pointer.Length == 0 ? member.Key : $"{pointer}/{member.Key}")),
        JsonArray list => list.SelectMany((item, index) => Pointers(item, $"{pointer}[{index + 1}]")),
        _ => [pointer],
    };
}
