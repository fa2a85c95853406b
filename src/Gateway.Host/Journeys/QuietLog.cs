namespace Gateway.Host.Journeys;

/// <summary>Sends the host's log lines (standard error) to a file while a journey is told on the screen.</summary>
public sealed class QuietLog : IDisposable
{
    private readonly TextWriter _before = Console.Error;
    private readonly StreamWriter _file;

    /// <summary>Redirects until disposed.</summary>
    public QuietLog(string file)
    {
        _file = new StreamWriter(new FileStream(file, FileMode.Append, FileAccess.Write, FileShare.ReadWrite)) { AutoFlush = true };
        Console.SetError(TextWriter.Synchronized(_file));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Console.SetError(_before);
        _file.Dispose();
    }
}
