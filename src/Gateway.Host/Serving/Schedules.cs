using Gateway.Host.Database;
using Gateway.Host.Evidence;
using Gateway.Host.Exchange;
using Gateway.Host.Reconciliation;
using Gateway.Host.Signatures;
using Gateway.Signatures;
using Npgsql;
using Quartz;

namespace Gateway.Host.Serving;

/// <summary>Quartz is the alarm clock: it wakes upkeep and audit; what must be right is decided in PostgreSQL.</summary>
public static class Schedules
{
    /// <summary>Registers the jobs.</summary>
    public static void Add(IServiceCollection services, NpgsqlDataSource source)
    {
        services.AddQuartz(quartz =>
        {
            quartz.AddJob<PartitionUpkeep>(job => job.WithIdentity("partition-upkeep"));
            quartz.AddTrigger(trigger => trigger.ForJob("partition-upkeep").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromHours(6)).RepeatForever()));
            quartz.AddJob<CommitUpkeep>(job => job.WithIdentity("commit-upkeep"));
            quartz.AddTrigger(trigger => trigger.ForJob("commit-upkeep").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromHours(6)).RepeatForever()));
            quartz.AddJob<InvariantAudit>(job => job.WithIdentity("invariant-audit"));
            quartz.AddTrigger(trigger => trigger.ForJob("invariant-audit").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromMinutes(5)).RepeatForever()));
            quartz.AddJob<ChainUpkeep>(job => job.WithIdentity("chain-upkeep"));
            quartz.AddTrigger(trigger => trigger.ForJob("chain-upkeep").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromSeconds(2)).RepeatForever()));
            quartz.AddJob<StampUpkeep>(job => job.WithIdentity("stamp-upkeep"));
            quartz.AddTrigger(trigger => trigger.ForJob("stamp-upkeep").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromSeconds(10)).RepeatForever()));
            quartz.AddJob<PurgeUpkeep>(job => job.WithIdentity("purge-upkeep"));
            quartz.AddTrigger(trigger => trigger.ForJob("purge-upkeep").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromHours(6)).RepeatForever()));
            quartz.AddJob<AdapterLook>(job => job.WithIdentity("adapter-look"));
            quartz.AddTrigger(trigger => trigger.ForJob("adapter-look").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromSeconds(2)).RepeatForever()));
            quartz.AddJob<PartnerPoll>(job => job.WithIdentity("partner-poll"));
            quartz.AddTrigger(trigger => trigger.ForJob("partner-poll").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromSeconds(15)).RepeatForever()));
            quartz.AddJob<KeyLook>(job => job.WithIdentity("key-look"));
            quartz.AddTrigger(trigger => trigger.ForJob("key-look").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromDays(1)).RepeatForever()));
            quartz.AddJob<HoldLook>(job => job.WithIdentity("hold-look"));
            quartz.AddTrigger(trigger => trigger.ForJob("hold-look").WithSimpleSchedule(schedule => schedule.WithInterval(TimeSpan.FromMinutes(1)).RepeatForever()));
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
    }
}

/// <summary>Makes the partitions of the months ahead.</summary>
[DisallowConcurrentExecution]
public sealed class PartitionUpkeep(NpgsqlDataSource source, TimeProvider time) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await Partitions.EnsureAsync(source, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
}

/// <summary>Forgets commit keys that have done their work.</summary>
[DisallowConcurrentExecution]
public sealed class CommitUpkeep(NpgsqlDataSource source, TimeProvider time) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await Retention.ForgetAsync(source, time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
}

/// <summary>Takes up adapters that changed.</summary>
[DisallowConcurrentExecution]
public sealed class AdapterLook(AdapterWatch watch) : IJob
{
    /// <inheritdoc/>
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        watch.Look();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Asks partners for messages that did not reach us.</summary>
[DisallowConcurrentExecution]
public sealed class PartnerPoll(Polling polling) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await polling.RunAsync(cancellationToken).ConfigureAwait(false);
}

/// <summary>Looks which keys end soon: at the start, then daily.</summary>
[DisallowConcurrentExecution]
public sealed class KeyLook(KeyAlarm alarm) : IJob
{
    /// <inheritdoc/>
    public ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        alarm.Look();
        return ValueTask.CompletedTask;
    }
}

/// <summary>Looks whether messages are held, or were set aside because two engines do not agree on them.</summary>
[DisallowConcurrentExecution]
public sealed class HoldLook(HeldAlarm alarm, EngineAlarm engines) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        await alarm.LookAsync(cancellationToken).ConfigureAwait(false);
        await engines.LookAsync(cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>Checks the ledger's invariants and cries out when one is broken.</summary>
[DisallowConcurrentExecution]
public sealed partial class InvariantAudit(LedgerAudit audit, ILogger<InvariantAudit> logger) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        foreach (var violation in await audit.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            LogViolation(logger, violation);
        }
    }

    [LoggerMessage(EventId = 3001, Level = LogLevel.Critical, Message = "ledger invariant broken: {Violation}")]
    private static partial void LogViolation(ILogger logger, string violation);
}

/// <summary>Seals what was committed, and signs the end of the chain when it is time to.</summary>
[DisallowConcurrentExecution]
public sealed partial class ChainUpkeep(Sealer sealer, Anchoring anchoring, AnchorTimes times, ILogger<ChainUpkeep> logger) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await sealer.RunAsync(cancellationToken).ConfigureAwait(false);
            await anchoring.RunAsync(times, cancellationToken).ConfigureAwait(false);
        }
        catch (InvalidDataException broken)
        {
            LogBroken(logger, broken.Message);
        }
        catch (Exception away) when (away is NotAcknowledgedException or NpgsqlException)
        {
            LogAway(logger, away.Message);
        }
    }

    [LoggerMessage(EventId = 3002, Level = LogLevel.Critical, Message = "audit chain broken: {Reason}")]
    private static partial void LogBroken(ILogger logger, string reason);

    [LoggerMessage(EventId = 3003, Level = LogLevel.Warning, Message = "the audit chain waits for the database: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}

/// <summary>Has anchors time-stamped, and cries out when one has waited for an hour.</summary>
[DisallowConcurrentExecution]
public sealed partial class StampUpkeep(AnchorStamping stamping, TimeProvider time, ILogger<StampUpkeep> logger) : IJob
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        try
        {
            await stamping.RunAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception away) when (away is HttpRequestException or SigningException)
        {
            var since = await stamping.WaitingSinceAsync(cancellationToken).ConfigureAwait(false);
            if (time.GetUtcNow() - since >= Patience)
            {
                LogLong(logger, away.Message);
            }
            else
            {
                LogAway(logger, away.Message);
            }
        }
        catch (Exception away) when (away is NotAcknowledgedException or NpgsqlException)
        {
            LogAway(logger, away.Message);
        }
    }

    [LoggerMessage(EventId = 3004, Level = LogLevel.Warning, Message = "anchors wait for their time-stamp: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);

    [LoggerMessage(EventId = 3005, Level = LogLevel.Critical, Message = "an anchor has waited more than an hour for its time-stamp: {Reason}")]
    private static partial void LogLong(ILogger logger, string reason);
}

/// <summary>Purges the bytes of messages whose time is over, where there is a plan that says so; what one waking does not reach, the next does.</summary>
[DisallowConcurrentExecution]
public sealed partial class PurgeUpkeep(RetentionFile retention, Purging purging, ILogger<PurgeUpkeep> logger) : IJob
{
    /// <inheritdoc/>
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (retention.Plan is not { } plan)
        {
            return;
        }

        try
        {
            foreach (var line in (await purging.RunAsync(plan, Purging.Ourselves, cancellationToken).ConfigureAwait(false)).Lines.Where(line => line.Messages > 0 || line.Refused > 0))
            {
                LogPurged(logger, line.Messages, line.Class, line.Refused);
            }
        }
        catch (Exception away) when (away is NotAcknowledgedException or NpgsqlException)
        {
            LogAway(logger, away.Message);
        }
    }

    [LoggerMessage(EventId = 3006, Level = LogLevel.Information, Message = "bytes of {Messages} messages purged under class {Class}; {Refused} the database left")]
    private static partial void LogPurged(ILogger logger, long messages, string @class, long refused);

    [LoggerMessage(EventId = 3007, Level = LogLevel.Warning, Message = "the purge waits for the database: {Reason}")]
    private static partial void LogAway(ILogger logger, string reason);
}
