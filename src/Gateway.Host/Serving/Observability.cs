using Microsoft.Extensions.Diagnostics.HealthChecks;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Gateway.Host.Serving;

/// <summary>Structured logs, traces, metrics, health.</summary>
public static class Observability
{
    /// <summary>Registers them. Traces and metrics leave the process where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says so.</summary>
    public static void Add(WebApplicationBuilder builder, NpgsqlDataSource source)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(console =>
        {
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";
            console.UseUtcTimestamp = true;
            console.IncludeScopes = true;
        });
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning).AddFilter("Quartz", LogLevel.Warning).AddFilter("SoapCore", LogLevel.Error);
        var export = builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { Length: > 0 };
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService("gateway", serviceVersion: typeof(Observability).Assembly.GetName().Version?.ToString()))
            .WithTracing(tracing =>
            {
                tracing.AddSource(Telemetry.Name).AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddNpgsql();
                _ = export ? tracing.AddOtlpExporter() : tracing;
            })
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(Telemetry.Name).AddAspNetCoreInstrumentation().AddRuntimeInstrumentation();
                _ = export ? metrics.AddOtlpExporter() : metrics;
            });
        builder.Services.AddHealthChecks().AddCheck("database", new DatabaseHealth(source), tags: ["ready"]);
    }

    /// <summary>Maps <c>/health/live</c> and <c>/health/ready</c>.</summary>
    public static void Map(WebApplication app)
    {
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false });
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready") });
    }

    private sealed class DatabaseHealth(NpgsqlDataSource source) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
        {
            try
            {
                await using var command = source.CreateCommand("select not pg_is_in_recovery()");
                return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is true
                    ? HealthCheckResult.Healthy()
                    : HealthCheckResult.Unhealthy("the database is a standby");
            }
            catch (Exception error) when (error is NpgsqlException or TimeoutException)
            {
                return HealthCheckResult.Unhealthy("the database does not answer");
            }
        }
    }
}
