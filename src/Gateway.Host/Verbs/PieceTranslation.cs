using Gateway.Messages;
using Gateway.Messages.Pieces;

namespace Gateway.Host.Verbs;

/// <summary>Translates what is longer than is held in memory, either way: read a piece at a time, written as it goes.</summary>
/// <param name="translation">From a message to the canonical document, or back.</param>
/// <param name="cancellation">Leaves nothing behind.</param>
internal sealed class PieceTranslation(Translation translation, CancellationToken cancellation)
{
    // Finding the same fault in every piece must not fill the report.
    private const int MaxFindings = 1_000;

    private readonly List<Finding> _findings = [];

    private bool Ok => !_findings.Exists(finding => finding.Severity == Severity.Error);

    /// <summary>Whether a file is to be taken so: too long to be taken whole, and of a message that comes in pieces.</summary>
    public static bool Suits(string file, Translation translation) => IsOfPieces(translation) && new FileInfo(file) is { Exists: true } info && info.Length > ReadLimits.Default.MaxBytes;

    /// <summary>The same for a file of few bytes: it was read whole, as far as it may be, and has more nodes than that.</summary>
    public static bool Suits(Reading reading, Translation translation) => IsOfPieces(translation) && reading.Findings.Any(finding => finding.Code is "XML-NODES" or "JSON-NODES");

    /// <summary>Why a wish cannot be met so, or <c>null</c>.</summary>
    public static Finding? Hindrance(TranslationWish wish) =>
        wish is { Out: not null, Report: false }
            ? null
            : Finding.Error("SIZE-PIECES", "", "", $"more than {ReadLimits.Default.MaxBytes} bytes or {ReadLimits.Default.MaxNodes} nodes are taken a piece at a time: "
                + (wish.Out is null ? "the result needs a folder (--out)" : "")
                + (wish is { Out: null, Report: true } ? ", and " : "")
                + (wish.Report ? "there is no report of it (leave out --report)" : ""));

    /// <summary>Writes the result into a file, which is there only when nothing was wrong; gives what was found.</summary>
    public IReadOnlyList<Finding> Run(string file, string target)
    {
        var partial = target + ".partial";
        try
        {
            using (var stream = File.Create(partial))
            {
                if (translation.To.Guide is null)
                {
                    ToDocument(file, stream, target + ".spelling");
                }
                else
                {
                    ToMessage(file, stream);
                }
            }

            if (Ok)
            {
                File.Move(partial, target, overwrite: true);
            }

            return _findings;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    // What is divided, or held to rules, is looked at as a whole.
    private static bool IsOfPieces(Translation translation) => translation is { From.Guide.Entry.Pieces.Length: > 0, To.Guide: null }
        or { From.Guide: null, To.Guide: { Entry: { Pieces.Length: > 0, Cap: null }, Rules.Rules.Count: 0 } };

    private void ToDocument(string file, FileStream stream, string spelling)
    {
        var guideline = translation.From.Guide!.Guideline;
        using var spill = new FileStream(spelling, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose);
        using var document = guideline.WriteCanonical(stream, spill)!;
        foreach (var piece in Pieces(guideline.ReadPieces(() => File.OpenRead(file), PieceLimits.Default, translation.Context?.Partner)!))
        {
            document.Add(piece.Reading.Document!);
        }

        if (Ok)
        {
            document.End();
        }
    }

    private void ToMessage(string file, FileStream stream)
    {
        var guide = translation.To.Guide!;
        var (envelope, partner) = translation.Context ?? (guide.Manifest.Envelope, null);
        using var message = guide.Guideline.WritePieces(stream, envelope, partner ?? guide.Manifest.Partner)!;
        foreach (var piece in Pieces(guide.Guideline.ReadCanonical(() => File.OpenRead(file), PieceLimits.Default)!))
        {
            message.Add(piece);
        }

        Note(message.Findings);
        if (Ok)
        {
            message.End();
        }
    }

    // After an error the rest is only read, so that every fault is named at once.
    private IEnumerable<Piece> Pieces(IEnumerable<Piece> pieces)
    {
        foreach (var piece in pieces)
        {
            cancellation.ThrowIfCancellationRequested();
            Note(piece.Reading.Findings);
            if (_findings.Count > MaxFindings)
            {
                yield break;
            }

            if (Ok && piece.Reading.Document is not null)
            {
                yield return piece;
            }
        }
    }

    private void Note(IReadOnlyList<Finding> found)
    {
        foreach (var finding in found.Where(finding => !_findings.Contains(finding)))
        {
            if (_findings.Count >= MaxFindings)
            {
                _findings.Add(Finding.Error("FINDINGS-LIMIT", "", "", $"more than {MaxFindings} findings; the rest is not listed"));
                return;
            }

            _findings.Add(finding);
        }
    }
}
