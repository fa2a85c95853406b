using System.Globalization;
using Gateway.Host.Partners;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>A key, or a partner's certificate, as the watch sees it.</summary>
/// <param name="Role">The role it signs for, or <c>accept/PARTNER</c>.</param>
/// <param name="Key">Its reference or name.</param>
/// <param name="Subject">Subject of its certificate.</param>
/// <param name="State">Where it stands in its plan.</param>
/// <param name="NotAfter">End of its certificate; <c>null</c> when it is retired and was not opened.</param>
/// <param name="DaysLeft">Whole days until then; negative afterwards.</param>
public sealed record WatchedKey(string Role, string Key, string Subject, KeyState State, DateTimeOffset? NotAfter, int? DaysLeft);

/// <summary>Until when a role signs, or a partner is accepted, without a break.</summary>
/// <param name="Role">The role, or <c>accept/PARTNER</c>.</param>
/// <param name="Until">The instant; the one it was looked at when nothing holds now.</param>
/// <param name="DaysLeft">Whole days until then.</param>
/// <param name="Alarm">60, 30, 7 when no more days are left than that, 0 when nothing holds now; <c>null</c> while there is time.</param>
public sealed record RoleOutlook(string Role, DateTimeOffset Until, int DaysLeft, int? Alarm);

/// <summary>
/// Looks ahead: which key ends when, and when a role is left without one. A key whose successor is planned gives no alarm; a role
/// without one does, 60, 30 and 7 days before, and daily from then on.
/// </summary>
public sealed class KeyWatch(KeyRoles roles, PartnerBook partners, CertificateFolder certificates)
{
    private static readonly int[] Steps = [7, 30, 60];

    /// <summary>The alarm of so many days: the narrowest step they fall under.</summary>
    public static int? AlarmOf(TimeSpan left) => left <= TimeSpan.Zero ? 0 : Steps.Where(step => left <= TimeSpan.FromDays(step)).Select(step => (int?)step).FirstOrDefault();

    /// <summary>All keys and accepted certificates.</summary>
    public IReadOnlyList<WatchedKey> Keys(DateTimeOffset now) => [.. roles.Roles.SelectMany(role => OfRole(role, now)), .. partners.All.SelectMany(partner => OfPartner(partner, now))];

    /// <summary>All roles and partners.</summary>
    public IReadOnlyList<RoleOutlook> Outlooks(DateTimeOffset now) =>
        [.. roles.Roles.Select(role => Outlook(role, roles.Plan(role)!.Covered(now), now)),
         .. partners.All.Select(partner => (partner.Id, Terms: Terms(partner))).Where(one => one.Terms.Count > 0)
             .Select(one => Outlook("accept/" + one.Id, AcceptedCertificates.Covered(one.Terms, now), now))];

    /// <summary>What is wrong with the times in which partners' certificates are accepted.</summary>
    public IReadOnlyList<Finding> Check(DateTimeOffset now) =>
        [.. partners.All.Select(partner => AcceptedCertificates.Check(partner.Id, Terms(partner), now)).OfType<Finding>(), .. partners.All.SelectMany(Issuers)];

    // An authority that changed its key keeps its name, so the wrong one is easily named; its answers would be about somebody else.
    private IEnumerable<Finding> Issuers(Partner partner) => partner.Trusted
        .Where(one => certificates.Names.Contains(one.Certificate) && certificates.Names.Contains(one.Issuer) && !Issuance.IsBy(certificates.Certificate(one.Certificate), certificates.Certificate(one.Issuer)))
        .Select(one => Finding.Error("PARTNER-ISSUER", "", $"{partner.Id}/{one.Certificate}", $"{one.Issuer}.crt.pem did not issue it"));

    /// <summary>One line for people.</summary>
    public static string Line(RoleOutlook outlook)
    {
        ArgumentNullException.ThrowIfNull(outlook);
        return outlook.Alarm switch
        {
            0 => $"{outlook.Role}: no valid key now",
            null => string.Create(CultureInfo.InvariantCulture, $"{outlook.Role}: covered until {outlook.Until:yyyy-MM-dd}, {outlook.DaysLeft} days"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{outlook.Role}: no valid key after {outlook.Until:yyyy-MM-dd}, in {outlook.DaysLeft} days"),
        };
    }

    private static RoleOutlook Outlook(string role, DateTimeOffset until, DateTimeOffset now) => new(role, until, (int)Math.Floor((until - now).TotalDays), AlarmOf(until - now));

    private IEnumerable<WatchedKey> OfRole(string role, DateTimeOffset now)
    {
        var plan = roles.Plan(role)!;
        return plan.Terms.Select(term => roles.Certificate(term) is { } certificate
            ? new WatchedKey(role, term.Planned.Key, certificate.Subject, plan.State(term, now), term.NotAfter, (int)Math.Floor((term.NotAfter - now).TotalDays))
            : new WatchedKey(role, term.Planned.Key, "", plan.State(term, now), null, null));
    }

    private IEnumerable<WatchedKey> OfPartner(Partner partner, DateTimeOffset now) => Terms(partner).Select(term => new WatchedKey(
        "accept/" + partner.Id, term.Planned.Certificate, certificates.Certificate(term.Planned.Certificate).Subject, State(term.Planned, now), term.NotAfter, (int)Math.Floor((term.NotAfter - now).TotalDays)));

    private static KeyState State(AcceptedCertificate planned, DateTimeOffset now) => planned.From > now ? KeyState.Planned : planned.Holds(now) ? KeyState.Accepted : KeyState.Retired;

    // A certificate that is not in the folder yet is said by whoever needs it, as before.
    private List<(AcceptedCertificate Planned, DateTimeOffset NotBefore, DateTimeOffset NotAfter)> Terms(Partner partner) =>
        [.. partner.Trusted.Where(one => certificates.Names.Contains(one.Certificate)).Select(one => (one, certificates.Certificate(one.Certificate)))
            .Select(one => (one.one, (DateTimeOffset)one.Item2.NotBefore.ToUniversalTime(), (DateTimeOffset)one.Item2.NotAfter.ToUniversalTime()))];
}

/// <summary>Says daily, and at the start, which roles and partners are soon without a key.</summary>
public sealed partial class KeyAlarm(KeyWatch watch, TimeProvider time, ILogger<KeyAlarm> logger)
{
    /// <summary>Looks once: a line in the log for each that needs somebody, and the days of all as a metric.</summary>
    public IReadOnlyList<RoleOutlook> Look()
    {
        var outlooks = watch.Outlooks(time.GetUtcNow());
        foreach (var outlook in outlooks)
        {
            Telemetry.KeyDays.Record(outlook.DaysLeft, new KeyValuePair<string, object?>("role", outlook.Role));
            if (outlook.Alarm is 0 or 7)
            {
                LogUrgent(logger, KeyWatch.Line(outlook));
            }
            else if (outlook.Alarm is not null)
            {
                LogSoon(logger, KeyWatch.Line(outlook));
            }
        }

        return outlooks;
    }

    [LoggerMessage(EventId = 3101, Level = LogLevel.Critical, Message = "keys: {Outlook}")]
    private static partial void LogUrgent(ILogger logger, string outlook);

    [LoggerMessage(EventId = 3102, Level = LogLevel.Warning, Message = "keys: {Outlook}")]
    private static partial void LogSoon(ILogger logger, string outlook);
}
