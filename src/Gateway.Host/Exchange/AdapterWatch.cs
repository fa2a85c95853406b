using Gateway.Adapters;
using Gateway.Host.Serving;
using Gateway.Host.Verbs;

namespace Gateway.Host.Exchange;

/// <summary>
/// Looks at the stamps of the adapter files and renews the catalogue when they changed and have come to rest: a copy that is still
/// under way is not read. Looking is bounded and cheap; notifications of the file system can be lost, stamps cannot.
/// </summary>
public sealed partial class AdapterWatch(GatewayOptions options, AdapterShelf shelf, AdapterStamp start, ILogger<AdapterWatch> logger)
{
    private string _loaded = start.Text;
    private string _seen = start.Text;

    /// <summary>One look; <c>true</c> when the catalogue was renewed. Not to be called twice at once.</summary>
    public bool Look()
    {
        try
        {
            var stamp = CatalogueFolder.Stamp(options.Root);
            var atRest = stamp == _seen;
            _seen = stamp;
            if (!atRest || stamp == _loaded || CatalogueFolder.IsBeingChanged(options.Root))
            {
                return false;
            }

            Renew();
            _loaded = stamp;
            return true;
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            LogUnreadable(logger, busy.Message);
            return false;
        }
    }

    private void Renew()
    {
        var before = shelf.Catalogue.Messages.Select(message => message.Manifest.Id).ToHashSet();
        var load = shelf.Renew(CatalogueFolder.Files(options.Root));
        var came = load.Catalogue.Messages.Select(message => message.Manifest.Id).Where(id => !before.Contains(id)).Distinct().ToList();
        LogRenewed(logger, load.Catalogue.Messages.Count, string.Join(", ", came), load.Refused.Count);
        Telemetry.Adapters.Add(1, new KeyValuePair<string, object?>("result", load.Ok ? "taken" : "refused"));
        foreach (var finding in shelf.Refused.Findings)
        {
            LogRefused(logger, finding.Path, finding.Line, finding.Code, finding.Message);
        }
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Information, Message = "adapters renewed: {Messages} messages, new: {Came}; {Refused} folders refused")]
    private static partial void LogRenewed(ILogger logger, int messages, string came, int refused);

    [LoggerMessage(EventId = 2302, Level = LogLevel.Error, Message = "adapter refused, what it had stays in force: {Path}:{Line} {Code} {Reason}")]
    private static partial void LogRefused(ILogger logger, string path, int line, string code, string reason);

    [LoggerMessage(EventId = 2303, Level = LogLevel.Error, Message = "the adapters cannot be looked at: {Reason}")]
    private static partial void LogUnreadable(ILogger logger, string reason);
}

/// <summary>The stamp of the files a catalogue was loaded from, taken before they were read.</summary>
/// <param name="Text">The stamp.</param>
public sealed record AdapterStamp(string Text);
