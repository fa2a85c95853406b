using System.ServiceModel;
using Gateway.Host.Declarations;
using Gateway.Host.Signatures;

namespace Gateway.Host.Exchange.StringSoap;

/// <summary>Serves payment and reconciliation messages.</summary>
public sealed class PaymentPort(IHttpContextAccessor http, PortDesk desk, KeyRoles roles, TimeProvider time) : IPaymentPort, IReconciliationPort
{
    /// <inheritdoc/>
    public Task<string> ProcessAsync(string publicKey, string msg) =>
        PortFailure.NotOurCallersFaultAsync(http, context => desk.AnswerAsync(EnterpriseFilter.Of(context), msg, context.RequestAborted));

    /// <inheritdoc/>
    public Task<string> ReconcileAsync(string publicKey, string msg) => ProcessAsync(publicKey, msg);

    /// <inheritdoc/>
    public Task<string> KeyAsync() => Task.FromResult(Convert.ToBase64String(roles.Certificate(KeyRoles.Sign, time.GetUtcNow()).RawData));
}

/// <summary>Serves single-window messages.</summary>
public sealed class WindowPort(IHttpContextAccessor http, PortDesk desk) : IWindowPort
{
    /// <inheritdoc/>
    public Task<string> ReceiveAsync(string XMLData) =>
        PortFailure.NotOurCallersFaultAsync(http, context => desk.ReceiptAsync(EnterpriseFilter.Of(context), XMLData, context.RequestAborted));

    /// <inheritdoc/>
    public Task<string> CheckAsync() => Task.FromResult("OK");
}

/// <summary>A failure inside becomes a fault of the receiver that says nothing of its cause: the caller sends the message again.</summary>
public static partial class PortFailure
{
    /// <summary>Answers, or throws the fault.</summary>
    public static async Task<string> NotOurCallersFaultAsync(IHttpContextAccessor http, Func<HttpContext, Task<string>> answer)
    {
        ArgumentNullException.ThrowIfNull(http);
        ArgumentNullException.ThrowIfNull(answer);
        var context = http.HttpContext!;
        try
        {
            return await answer(context).ConfigureAwait(false);
        }
        catch (HeldException)
        {
            throw new FaultException($"The message cannot be answered yet ({context.TraceIdentifier}). Send the message again.");
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            LogFailed(context.RequestServices.GetRequiredService<ILogger<PortDesk>>(), context.TraceIdentifier, error);
            throw new FaultException($"The gateway failed ({context.TraceIdentifier}). Send the message again.");
        }
    }

    [LoggerMessage(EventId = 2301, Level = LogLevel.Error, Message = "a port failed in {Request}")]
    private static partial void LogFailed(ILogger logger, string request, Exception error);
}
