using Gateway.Messages;
using Gateway.Messages.Json;
using Gateway.Signatures;

namespace Gateway.Adapters;

/// <summary>A file below <c>adapters/signatures/</c> to the profile a partner signs by. Algorithms are named in full; one that the engine does not know is an error of the file.</summary>
internal static class SignatureParser
{
    public const string Folder = "adapters/signatures/";
    private const string WithIssuer = "issuer-serial and certificate";
    private static readonly ReadLimits Limits = new(MaxBytes: 65_536, MaxDepth: 8, MaxNodes: 500);
    private static readonly string[] Placements = ["enveloped", "by-id", "filter", "soap-body"];
    private static readonly string[] Stampings = ["", "before sending", "after sending"];
    private static readonly string[] Levels = ["plain", "xades-b", "xades-t", "xades-lt"];

    public static SignatureProfile? Parse(string file, ReadOnlyMemory<byte> bytes, FindingList findings)
    {
        if (JsonText.Parse(bytes, new ReadCounter(Limits), findings, file) is not { } item)
        {
            return null;
        }

        var own = new FindingList();
        var fields = new JsonFields(item, file, own);
        var expected = file[Folder.Length..^".json".Length];
        var id = fields.Text("id", required: true);
        if (id != expected)
        {
            fields.Report("SIGNATURE-ID", $"id '{id}' is not its path '{expected}'");
        }

        var profile = Profile(id, fields);
        if (own.Items.Count == 0 && profile.Fault() is { } fault)
        {
            fields.Report("SIGNATURE-PROFILE", fault);
        }

        fields.RefuseUnknown();
        findings.AddAll(own);
        return own.HasErrors ? null : profile;
    }

    private static SignatureProfile Profile(string id, JsonFields fields)
    {
        var placement = fields.OneOf("placement", Placements, required: true);
        var (methods, digests) = (fields.Texts("signatureMethods"), fields.Texts("digestMethods"));
        var transforms = fields.Objects("transforms").ConvertAll(each =>
        {
            var steps = each.Texts("steps");
            each.RefuseUnknown();
            return steps;
        });
        _ = fields.Texts("sources");
        return new SignatureProfile(
            id,
            placement switch { "by-id" => SignaturePlacement.ById, "filter" => SignaturePlacement.Filter, "soap-body" => SignaturePlacement.SoapBody, _ => SignaturePlacement.Enveloped },
            fields.Text("canonicalization", required: true),
            methods.FirstOrDefault() ?? "",
            digests.FirstOrDefault() ?? "",
            transforms)
        {
            Level = (SignatureLevel)Math.Max(0, Array.IndexOf(Levels, fields.OneOf("level", Levels))),
            Stamping = (StampTime)Math.Max(0, Array.IndexOf(Stampings, fields.OneOf("timeStamp", Stampings[1..]))),
            Fresh = fields.Flag("fresh"),
            SignsReplies = fields.Flag("signedReplies"),
            SignatureMethods = methods,
            DigestMethods = digests,
            Root = Given(fields.Text("root")),
            SignedElement = Given(fields.Text("signedElement")),
            Container = Given(fields.Text("container")),
            Covered = fields.Texts("covered"),
            Uncovered = fields.Texts("uncovered"),
            WritesIssuerSerial = fields.OneOf("keyInfo", ["certificate", WithIssuer], required: true) == WithIssuer,
            MinimumKeyBits = fields.Number("minimumKeyBits", 2048),
            Confirmed = !fields.Flag("unconfirmed"),
        };
    }

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
