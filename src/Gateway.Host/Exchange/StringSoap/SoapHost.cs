using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Xml;
using Gateway.Host.Declarations;
using Gateway.Host.Partners;
using SoapCore;
using SoapCore.Extensibility;

namespace Gateway.Host.Exchange.StringSoap;

/// <summary>
/// The SOAP host: the one file that knows the SOAP library. Both SOAP versions on each path; the published WSDL is served
/// as a file; the channel is authenticated and bounded before the library sees a byte.
/// </summary>
public static class SoapHost
{
    private const int Overhead = 65_536;
    private const string NoCall = "The body is not a call of this service.";
    private static readonly string[] Paths = ["/soap/payment", "/soap/reconciliation", "/soap/window"];

    /// <summary>Registers the ports.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSoapCore();
        services.AddSingleton<IFaultExceptionTransformer, Faults>();
        services.AddHttpContextAccessor();
        services.AddSingleton<SoapTrust>();
        services.AddSingleton<SoapGuard>();
        services.AddScoped<PaymentPort>();
        services.AddScoped<WindowPort>();
        services.AddScoped<IPaymentPort>(provider => provider.GetRequiredService<PaymentPort>());
        services.AddScoped<IReconciliationPort>(provider => provider.GetRequiredService<PaymentPort>());
        services.AddScoped<IWindowPort>(provider => provider.GetRequiredService<WindowPort>());
    }

    /// <summary>Guards the paths and maps the ports.</summary>
    public static void Map(WebApplication app, string schemas)
    {
        app.UseWhen(http => Paths.Any(path => http.Request.Path.StartsWithSegments(path, StringComparison.Ordinal)), branch => branch.Use((http, next) => GuardAsync(http, next, schemas)));
        ((IApplicationBuilder)app).UseSoapEndpoint<IPaymentPort>(Options(Paths[0]));
        ((IApplicationBuilder)app).UseSoapEndpoint<IReconciliationPort>(Options(Paths[1]));
        ((IApplicationBuilder)app).UseSoapEndpoint<IWindowPort>(Options(Paths[2]));
    }

    private static Action<SoapCoreOptions> Options(string path) => options =>
    {
        options.Path = path;
        options.EncoderOptions =
        [
            new SoapEncoderOptions { MessageVersion = MessageVersion.Soap11, WriteEncoding = System.Text.Encoding.UTF8 },
            new SoapEncoderOptions { MessageVersion = MessageVersion.CreateVersion(EnvelopeVersion.Soap12, AddressingVersion.None), WriteEncoding = System.Text.Encoding.UTF8 },
        ];
        options.SoapSerializer = SoapSerializer.DataContractSerializer;
        options.CaseInsensitivePath = false;
    };

    private static async Task GuardAsync(HttpContext http, RequestDelegate next, string schemas)
    {
        if (HttpMethods.IsGet(http.Request.Method))
        {
            await DescribeAsync(http, schemas).ConfigureAwait(false);
            return;
        }

        var (partner, refused) = http.RequestServices.GetRequiredService<PartnerGate>().Admit(http.Request.Headers.Authorization);
        if (partner is null)
        {
            await refused!.ExecuteAsync(http).ConfigureAwait(false);
            return;
        }

        if (!Speaks(http.RequestServices.GetRequiredService<AdapterShelf>(), partner, http.Request.Path))
        {
            await Problems.Of(403, "PORT-OF-ANOTHER", "The token's partner speaks no message of this port").ExecuteAsync(http).ConfigureAwait(false);
            return;
        }

        http.Items[typeof(Partner)] = partner;
        Reception.Open(http);
        await ServeAsync(http, next, partner).ConfigureAwait(false);
    }

    private static bool Speaks(AdapterShelf shelf, Partner partner, PathString path) => shelf.Catalogue.Messages.Any(message =>
        partner.Speaks(message.Manifest.Id) && message.Entry.Contract.TryGetValue("path", out var port) && path.StartsWithSegments(port, StringComparison.Ordinal));

    // What the library cannot read is kept too: the body is held until a port has kept the message inside it.
    private static async Task ServeAsync(HttpContext http, RequestDelegate next, Partner partner)
    {
        using var body = new MemoryStream();
        var limit = partner.MaxBytes + Overhead;
        var buffer = new byte[16_384];
        int read;
        while ((read = await http.Request.Body.ReadAsync(buffer, http.RequestAborted).ConfigureAwait(false)) > 0)
        {
            body.Write(buffer, 0, read);
            if (body.Length > limit)
            {
                await KeepAsync(http, partner, body, http.Request.Body).ConfigureAwait(false);
                await Problems.Of(413, "SIZE-LIMIT", $"The call is over the limit of {partner.MaxBytes} bytes; hash, length and the first 64 KiB are kept").ExecuteAsync(http).ConfigureAwait(false);
                return;
            }
        }

        if (partner.SoapSecurity.Length == 0)
        {
            await ScreenAsync(http, next, partner, body.ToArray(), static reply => reply).ConfigureAwait(false);
            return;
        }

        var guard = http.RequestServices.GetRequiredService<SoapGuard>();
        if (await guard.AdmitAsync(partner, http.Request.ContentType ?? "", body.ToArray(), http.RequestAborted).ConfigureAwait(false) is { } admission)
        {
            http.Items[PortDesk.Carrier] = admission.Correlation;
            await ScreenAsync(http, next, partner, admission.Call, reply => guard.Sign(partner, admission.Profile, reply)).ConfigureAwait(false);
            return;
        }

        // The same words for every fault: whoever forges learns nothing from them.
        await new SoapFault(IsTwelve(http), true, Gateway.Signatures.SignatureCodes.Fault).AnswerAsync(http).ConfigureAwait(false);
    }

    private static async Task ScreenAsync(HttpContext http, RequestDelegate next, Partner partner, byte[] raw, Func<byte[], byte[]> finish)
    {
        if (SoapScreen.Refuse(raw, http.Request.ContentType ?? "") is { } malformed)
        {
            using var body = new MemoryStream(raw);
            await KeepAsync(http, partner, body, Stream.Null, malformed).ConfigureAwait(false);
            await new SoapFault(IsTwelve(http), true, $"{NoCall} {malformed.Path} {malformed.Message}".Trim()).AnswerAsync(http).ConfigureAwait(false);
            return;
        }

        await CallAsync(http, next, partner, raw, finish).ConfigureAwait(false);
    }

    // The answer waits until a call that reached no port is kept too.
    private static async Task CallAsync(HttpContext http, RequestDelegate next, Partner partner, byte[] raw, Func<byte[], byte[]> finish)
    {
        var wire = http.Response.Body;
        using var answer = new MemoryStream();
        http.Request.Body = new MemoryStream(raw);
        http.Response.Body = answer;
        try
        {
            await next(http).ConfigureAwait(false);
        }
        finally
        {
            http.Response.Body = wire;
        }

        if (!http.Items.ContainsKey(PortDesk.Reached) && http.Response.StatusCode >= 400)
        {
            using var again = new MemoryStream(raw);
            await KeepAsync(http, partner, again, Stream.Null).ConfigureAwait(false);
        }

        http.Response.ContentLength = null;
        await wire.WriteAsync(finish(answer.ToArray()), http.RequestAborted).ConfigureAwait(false);
    }

    private static bool IsTwelve(HttpContext http) => (http.Request.ContentType ?? "").StartsWith("application/soap+xml", StringComparison.OrdinalIgnoreCase);

    private static async Task KeepAsync(HttpContext http, Partner partner, MemoryStream begun, Stream rest, Finding? malformed = null)
    {
        begun.Position = 0;
        await using var whole = new JoinedStream(begun, rest);
        await http.RequestServices.GetRequiredService<PortDesk>().SetAsideAsync(partner, http.Request.ContentType ?? "", whole, malformed ?? Finding.Error("SOAP-MALFORMED", "", "", NoCall), http.RequestAborted).ConfigureAwait(false);
    }

    private static async Task DescribeAsync(HttpContext http, string schemas)
    {
        var shelf = http.RequestServices.GetRequiredService<AdapterShelf>();
        var file = shelf.Catalogue.Messages
            .Where(message => message.Entry.Contract.TryGetValue("path", out var path) && path == http.Request.Path.Value)
            .Select(message => message.Entry.Contract.GetValueOrDefault("wsdl"))
            .FirstOrDefault(name => name is not null);
        if (file is null)
        {
            http.Response.StatusCode = 404;
            return;
        }

        // The published file, but for the address: it is the one the caller reached us under.
        var text = await File.ReadAllTextAsync(Path.Combine(schemas, file), http.RequestAborted).ConfigureAwait(false);
        var address = $"{http.Request.Scheme}://{http.Request.Host}{http.Request.Path}";
        http.Response.ContentType = "text/xml; charset=utf-8";
        await http.Response.WriteAsync(text.Replace($"http://localhost{http.Request.Path}", System.Security.SecurityElement.Escape(address), StringComparison.Ordinal), http.RequestAborted).ConfigureAwait(false);
    }

    // A port's own fault is passed on; all else was thrown by the library over a body that is no call of the service.
    private sealed class Faults : IFaultExceptionTransformer
    {
        public Message ProvideFault(Exception exception, MessageVersion messageVersion, Message requestMessage, ConcurrentXmlNamespaceLookup xmlNamespaceManager)
        {
            var cause = exception;
            for (var depth = 0; depth < 8 && cause is not FaultException && cause.InnerException is { } inner; depth++)
            {
                cause = inner;
            }

            var fault = new SoapFault(messageVersion.Envelope == EnvelopeVersion.Soap12, cause is not FaultException, cause is FaultException ? cause.Message : NoCall);
            return Message.CreateMessage(messageVersion, null, new FaultBody(fault));
        }
    }

    private sealed class FaultBody(SoapFault fault) : BodyWriter(isBuffered: true)
    {
        protected override void OnWriteBodyContents(XmlDictionaryWriter writer) => fault.Write(writer);
    }
}
