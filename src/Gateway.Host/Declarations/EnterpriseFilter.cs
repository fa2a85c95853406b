using System.Collections.Concurrent;
using System.Threading.RateLimiting;
using Gateway.Host.Exchange;
using Gateway.Host.Partners;

namespace Gateway.Host.Declarations;

/// <summary>Lets in who presents a partner's token and is within its quota, before any byte is kept.</summary>
public sealed class EnterpriseFilter(PartnerGate gate) : IEndpointFilter
{
    /// <summary>The enterprise of an admitted request.</summary>
    public static Partner Of(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return (Partner)http.Items[typeof(Partner)]!;
    }

    /// <inheritdoc/>
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(next);
        var (partner, refused) = gate.Admit(context.HttpContext.Request.Headers.Authorization);
        if (partner is null)
        {
            return refused;
        }

        context.HttpContext.Items[typeof(Partner)] = partner;
        Reception.Open(context.HttpContext);
        return await next(context).ConfigureAwait(false);
    }
}

/// <summary>Token and quota of each partner.</summary>
public sealed class PartnerGate(PartnerBook partners) : IDisposable
{
    private readonly ConcurrentDictionary<string, FixedWindowRateLimiter> _quotas = new();

    /// <summary>The partner, or the refusal: 401 without a known token, 429 over the quota.</summary>
    public (Partner? Partner, IResult? Refused) Admit(string? authorization)
    {
        var partner = partners.Presenting(authorization);
        if (partner is null)
        {
            return (null, new GateRefusal(401, "TOKEN-UNKNOWN", "Present a known bearer token", "WWW-Authenticate", "Bearer"));
        }

        var quota = _quotas.GetOrAdd(partner.Id, _ => new FixedWindowRateLimiter(new FixedWindowRateLimiterOptions
        {
            PermitLimit = Math.Max(1, partner.PerMinute),
            Window = TimeSpan.FromMinutes(1),
            QueueLimit = 0,
        }));
        using var lease = quota.AttemptAcquire();
        return lease.IsAcquired ? (partner, null) : (null, new GateRefusal(429, "QUOTA-EXCEEDED", $"More than {partner.PerMinute} messages in a minute", "Retry-After", "60"));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var quota in _quotas.Values)
        {
            quota.Dispose();
        }
    }
}

/// <summary>A problem with the header that tells the caller what would let it in.</summary>
public sealed class GateRefusal(int status, string code, string title, string header, string value) : IResult
{
    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        httpContext.Response.Headers[header] = value;
        return Problems.Of(status, code, title).ExecuteAsync(httpContext);
    }
}
