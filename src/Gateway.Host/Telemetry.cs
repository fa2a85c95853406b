using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gateway.Host;

/// <summary>Traces and metrics of the gateway (OpenTelemetry). Names are stable.</summary>
public static class Telemetry
{
    /// <summary>Name of the trace source and of the meter.</summary>
    public const string Name = "Gateway";

    private static readonly Meter Meter = new(Name);

    /// <summary>Traces.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>Declarations taken in, by answer.</summary>
    public static Counter<long> Declarations { get; } = Meter.CreateCounter<long>("gateway.declarations", "{declaration}", "Declarations posted by enterprises");

    /// <summary>Attempts to send, by partner and outcome.</summary>
    public static Counter<long> Attempts { get; } = Meter.CreateCounter<long>("gateway.exchange.attempts", "{attempt}", "Attempts to send a message");

    /// <summary>Time-stamps asked for, by outcome.</summary>
    public static Counter<long> Stamps { get; } = Meter.CreateCounter<long>("gateway.exchange.stamps", "{stamp}", "Time-stamps asked of the authority");

    /// <summary>Messages processed, by partner and verdict.</summary>
    public static Counter<long> Messages { get; } = Meter.CreateCounter<long>("gateway.exchange.messages", "{message}", "Inbound messages processed");

    /// <summary>Times the adapters changed under a running gateway, by whether all of it came into force.</summary>
    public static Counter<long> Adapters { get; } = Meter.CreateCounter<long>("gateway.adapters.renewals", "{renewal}", "Changes of adapters taken up while running");

    /// <summary>Days a role goes on signing, or a partner is accepted, by role.</summary>
    public static Gauge<long> KeyDays { get; } = Meter.CreateGauge<long>("gateway.keys.days", "d", "Days until a role, or a partner, is without a valid key");

    /// <summary>Messages held because nothing is known about their signer's revocation, by partner.</summary>
    public static Gauge<long> Held { get; } = Meter.CreateGauge<long>("gateway.exchange.held", "{message}", "Messages held while nothing is known about revocation");

    /// <summary>Messages set aside because the two engines for signatures do not agree on them, by partner.</summary>
    public static Gauge<long> Disagreements { get; } = Meter.CreateGauge<long>("gateway.exchange.disagreements", "{message}", "Messages set aside on which the engines for signatures do not agree");

    /// <summary>Payments by matching rule.</summary>
    public static Counter<long> Payments { get; } = Meter.CreateCounter<long>("gateway.payments", "{payment}", "Payment confirmations by outcome");

    /// <summary>Seconds from a bank's message to the payment confirmed message being queued.</summary>
    public static Histogram<double> ConfirmSeconds { get; } = Meter.CreateHistogram<double>("gateway.payments.confirm", "s", "Bank message to obligation settled");
}
