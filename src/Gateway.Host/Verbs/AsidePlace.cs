using System.CommandLine;
using Gateway.Host.Cases;
using Gateway.Host.Database;
using Gateway.Host.Exchange;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Host.Verbs;

/// <summary>Where a verb finds what is set aside.</summary>
internal sealed class AsidePlace(TextWriter output, TextWriter error)
{
    private readonly DatabasePlace _place = new(output, error);

    public TextWriter Output => output;

    public TextWriter Error => error;

    public void AddTo(Command command) => _place.AddTo(command);

    /// <summary>Runs with the database open; what is wrong is said in a line; see <see cref="DatabasePlace"/>.</summary>
    public Task<int> RunAsync(ParseResult parsed, Func<(AsidePages Pages, AsideDesk Desk, HeldPages Held), Task<int>> run, CancellationToken cancellation) => _place.RunAsync(
        parsed,
        source =>
        {
            var pages = new AsidePages(new Queries(source));
            return run((pages, new AsideDesk(new DurableCommit(source, TimeProvider.System, NullLogger.Instance), pages, TimeProvider.System), new HeldPages(new Queries(source))));
        },
        cancellation);
}
