using System.Text.Json.Serialization;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Signatures;

/// <summary>Whether, how and where it is asked if certificates were revoked.</summary>
public sealed record RevocationTerms
{
    private const int LongestAddress = 2_048;

    /// <summary><c>none</c>, <c>crl</c>, <c>ocsp</c> or <c>either</c>.</summary>
    [JsonConverter(typeof(JsonStringEnumConverter<RevocationAsk>))]
    public RevocationAsk Ask { get; init; }

    /// <summary>Addresses of lists, in place of those in the certificates.</summary>
    public IReadOnlyList<string> Crl { get; init; } = [];

    /// <summary>Addresses of responders, in place of those in the certificates.</summary>
    public IReadOnlyList<string> Ocsp { get; init; } = [];

    /// <summary>The only hosts that are asked; none named: any that a trusted certificate names.</summary>
    public IReadOnlyList<string> Hosts { get; init; } = [];

    /// <summary>A certificate that names no address, where none is given here either: <c>true</c> accepts it, <c>false</c> (default) holds the message.</summary>
    public bool AcceptUnaddressed { get; init; }

    /// <summary>How far clocks may differ, in minutes; 0 to 1,440, default 5.</summary>
    public int ToleranceMinutes { get; init; } = 5;

    /// <summary>How many days before its revocation a stolen key counts as stolen, where its issuer does not say; 0 to 3,650, default 7.</summary>
    public int CompromiseDays { get; init; } = 7;

    /// <summary>The same for those who decide.</summary>
    [JsonIgnore]
    public RevocationPolicy Policy => new(Ask)
    {
        Tolerance = TimeSpan.FromMinutes(ToleranceMinutes), CompromiseReach = TimeSpan.FromDays(CompromiseDays), AcceptsUnaddressed = AcceptUnaddressed,
    };

    /// <summary>What is wrong with them; empty when nothing is.</summary>
    public string Fault() =>
        ToleranceMinutes is < 0 or > 1_440 ? "toleranceMinutes is 0 to 1440"
        : CompromiseDays is < 0 or > 3_650 ? "compromiseDays is 0 to 3650"
        : Crl.Concat(Ocsp).FirstOrDefault(address => !IsWeb(address)) is { } odd ? $"'{odd}' is no address of http or https"
        : "";

    /// <summary>Where to ask about a certificate: only places of the web, and only of the hosts that are named.</summary>
    internal IReadOnlyList<RevocationPlace> Places(RevocationAddresses own)
    {
        var responders = Ask == RevocationAsk.Crl ? [] : (Ocsp.Count > 0 ? Ocsp : own.Ocsp).Select(address => new RevocationPlace(RevocationForm.Ocsp, address));
        var lists = Ask == RevocationAsk.Ocsp ? [] : (Crl.Count > 0 ? Crl : own.Crl).Select(address => new RevocationPlace(RevocationForm.Crl, address));
        return Ask == RevocationAsk.None ? [] : [.. responders.Concat(lists).Where(place => IsWeb(place.Address) && IsAllowed(new Uri(place.Address)))];
    }

    private bool IsAllowed(Uri address) => Hosts.Count == 0 || Hosts.Contains(address.Host, StringComparer.OrdinalIgnoreCase) || Hosts.Contains(address.Authority, StringComparer.OrdinalIgnoreCase);

    private static bool IsWeb(string address) => address.Length <= LongestAddress && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0;
}

/// <summary>Somebody to ask.</summary>
/// <param name="Form">Form of the answer.</param>
/// <param name="Address">Address of http or https.</param>
public sealed record RevocationPlace(RevocationForm Form, string Address);
