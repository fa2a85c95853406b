using Gateway.Host.Cases;
using Gateway.Host.Serving;
using Npgsql;

namespace Gateway.Host.Exchange;

/// <summary>Runs the loops that process the inbox and empty the outbox.</summary>
public sealed class ExchangeWorkers(NpgsqlDataSource source, ExchangeDuties duties, GatewayOptions options, ILoggerFactory loggers) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Worker(duties.Inbox).RunAsync(options.Workers, stoppingToken),
        Worker(duties.Outbox).RunAsync(options.Workers, stoppingToken));

    private QueueWorker Worker(QueueDuty duty) => new(source, duty, duties.Time, loggers.CreateLogger<QueueWorker>());
}

/// <summary>Runs the loop that adds time-stamps. An authority is slow and far: it has a loop of its own, so that nobody else waits for it.</summary>
public sealed class StampWorker(NpgsqlDataSource source, Stamping stamping, TimeProvider time, ILogger<QueueWorker> logger) : BackgroundService
{
    private readonly Bell _bell = new();

    /// <inheritdoc/>
    public override void Dispose()
    {
        _bell.Dispose();
        base.Dispose();
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new QueueWorker(source, new QueueDuty("stamping", _bell, stamping.HandleAsync), time, logger).RunAsync(1, stoppingToken);
}

/// <summary>The two duties.</summary>
public sealed class ExchangeDuties(InboxDesk inbox, Dispatch dispatch, Bells bells, TimeProvider time)
{
    /// <summary>Processing.</summary>
    public QueueDuty Inbox { get; } = new("inbox", bells.Inbox, inbox.HandleAsync);

    /// <summary>Sending.</summary>
    public QueueDuty Outbox { get; } = new("outbox", bells.Outbox, dispatch.SendAsync);

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;
}
