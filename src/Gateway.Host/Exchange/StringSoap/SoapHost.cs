using System.ServiceModel.Channels;
using Gateway.Host.Declarations;
using Gateway.Host.Partners;
using SoapCore;

namespace Gateway.Host.Exchange.StringSoap;

/// <summary>
/// The SOAP host: the one file that knows the SOAP library. Both SOAP versions on each path; the published WSDL is served
/// as a file; the channel is authenticated and bounded before the library sees a byte.
/// </summary>
public static class SoapHost
{
    private const int Overhead = 65_536;
    private static readonly string[] Paths = ["/soap/payment", "/soap/reconciliation", "/soap/window"];

    /// <summary>Registers the ports.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSoapCore();
        services.AddHttpContextAccessor();
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
            new SoapEncoderOptions { MessageVersion = MessageVersion.CreateVersion(System.ServiceModel.EnvelopeVersion.Soap12, AddressingVersion.None), WriteEncoding = System.Text.Encoding.UTF8 },
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

        http.Items[typeof(Partner)] = partner;
        await ServeAsync(http, next, partner).ConfigureAwait(false);
    }

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
                await RefuseAsync(http, partner, body, 413).ConfigureAwait(false);
                return;
            }
        }

        body.Position = 0;
        http.Request.Body = body;
        await next(http).ConfigureAwait(false);
        if (!http.Items.ContainsKey(PortDesk.Kept) && http.Response.StatusCode >= 400)
        {
            await KeepAsync(http, partner, body, Stream.Null).ConfigureAwait(false);
        }
    }

    private static async Task RefuseAsync(HttpContext http, Partner partner, MemoryStream begun, int status)
    {
        await KeepAsync(http, partner, begun, http.Request.Body).ConfigureAwait(false);
        http.Response.StatusCode = status;
    }

    private static async Task KeepAsync(HttpContext http, Partner partner, MemoryStream begun, Stream rest)
    {
        begun.Position = 0;
        await using var whole = new JoinedStream(begun, rest);
        await http.RequestServices.GetRequiredService<PortDesk>().SetAsideAsync(partner, http.Request.ContentType ?? "", whole, http.RequestAborted).ConfigureAwait(false);
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

        http.Response.ContentType = "text/xml; charset=utf-8";
        await http.Response.SendFileAsync(Path.Combine(schemas, file), http.RequestAborted).ConfigureAwait(false);
    }
}
