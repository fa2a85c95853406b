using Gateway.Host.Declarations;
using Gateway.Host.Partners;
using Gateway.Host.Signatures;

namespace Gateway.Host.Exchange.StringSoap;

/// <summary>Serves payment and reconciliation messages.</summary>
public sealed class PaymentPort(IHttpContextAccessor http, PortDesk desk, CertificateFolder certificates, PartnerBook partners) : IPaymentPort, IReconciliationPort
{
    /// <inheritdoc/>
    public Task<string> ProcessAsync(string publicKey, string msg) => desk.AnswerAsync(EnterpriseFilter.Of(http.HttpContext!), msg, http.HttpContext!.RequestAborted);

    /// <inheritdoc/>
    public Task<string> ReconcileAsync(string publicKey, string msg) => ProcessAsync(publicKey, msg);

    /// <inheritdoc/>
    public Task<string> KeyAsync() => Task.FromResult(Convert.ToBase64String(certificates.Key(partners.Certificate).RawData));
}

/// <summary>Serves single-window messages.</summary>
public sealed class WindowPort(IHttpContextAccessor http, PortDesk desk) : IWindowPort
{
    /// <inheritdoc/>
    public Task<string> ReceiveAsync(string XMLData) => desk.ReceiptAsync(EnterpriseFilter.Of(http.HttpContext!), XMLData, http.HttpContext!.RequestAborted);

    /// <inheritdoc/>
    public Task<string> CheckAsync() => Task.FromResult("OK");
}
