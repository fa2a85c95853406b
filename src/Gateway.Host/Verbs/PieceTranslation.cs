using Gateway.Messages;
using Gateway.Messages.Pieces;

namespace Gateway.Host.Verbs;

/// <summary>Translates a message longer than is held in memory: read a piece at a time, written as it goes.</summary>
internal static class PieceTranslation
{
    // Finding the same fault in every piece must not fill the report.
    private const int MaxFindings = 1_000;

    /// <summary>Whether a file is to be taken so: too long to be taken whole, and of a message that comes in pieces.</summary>
    public static bool Suits(string file, Translation translation) =>
        translation is { From.Guide.Entry.Pieces.Length: > 0, To.Guide: null } && new FileInfo(file) is { Exists: true } info && info.Length > ReadLimits.Default.MaxBytes;

    /// <summary>Writes the canonical document into a file, which is there only when nothing was wrong; gives what was found.</summary>
    public static IReadOnlyList<Finding> Run(string file, Translation translation, string target)
    {
        var guideline = translation.From.Guide!.Guideline;
        var findings = new List<Finding>();
        var partial = target + ".partial";
        try
        {
            using (var stream = File.Create(partial))
            using (var spill = new FileStream(target + ".spelling", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 4096, FileOptions.DeleteOnClose))
            using (var canonical = guideline.WriteCanonical(stream, spill)!)
            {
                foreach (var piece in guideline.ReadPieces(() => File.OpenRead(file), PieceLimits.Default, translation.Context?.Partner)!)
                {
                    Note(findings, piece.Reading.Findings);
                    if (piece.Reading.Document is { } document)
                    {
                        canonical.Add(document);
                    }

                    if (findings.Count >= MaxFindings || piece.Reading.Document is null)
                    {
                        break;
                    }
                }

                if (!findings.Exists(finding => finding.Severity == Severity.Error))
                {
                    canonical.End();
                }
            }

            if (!findings.Exists(finding => finding.Severity == Severity.Error))
            {
                File.Move(partial, target, overwrite: true);
            }

            return findings;
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private static void Note(List<Finding> findings, IReadOnlyList<Finding> found)
    {
        foreach (var finding in found)
        {
            if (findings.Count < MaxFindings && !findings.Contains(finding))
            {
                findings.Add(finding);
            }
        }
    }
}
