using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Gateway.Host.Partners;
using Gateway.Host.Signatures.Tokens;
using Gateway.Signatures;

namespace Gateway.Host.Signatures;

/// <summary>
/// The gateway's own keys by role: <c>sign</c> for all partners, <c>sign/PARTNER</c> for one, and any other the partner file plans
/// (<c>seal</c>, <c>packs</c>). All keys that are not retired are opened when it is made: what cannot be opened is said then.
/// </summary>
public sealed class KeyRoles : IDisposable
{
    /// <summary>The role that signs for partners without one of their own.</summary>
    public const string Sign = "sign";

    private const int MostKeys = 32;
    private readonly KeyReferences _references;
    private readonly SortedDictionary<string, KeyPlan> _plans = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SigningKey> _keys = new(StringComparer.Ordinal);

    private KeyRoles(KeyReferences references) => _references = references;

    /// <summary>The roles, in order.</summary>
    public IReadOnlyCollection<string> Roles => _plans.Keys;

    /// <summary>Opens the roles of a deployment; throws with everything that is wrong with them.</summary>
    public static KeyRoles Load(PartnerBook partners, string folder, DateTimeOffset now)
    {
        var findings = new List<Finding>();
        var roles = Open(partners, folder, now, findings);
        if (findings.Count == 0)
        {
            return roles;
        }

        roles.Dispose();
        throw new InvalidDataException(string.Join(Environment.NewLine, findings.Select(finding => $"{finding.Code} {finding.Message}")));
    }

    /// <summary>The same, with what is wrong as findings; a role that has some has no plan.</summary>
    public static KeyRoles Open(PartnerBook partners, string folder, DateTimeOffset now, List<Finding> findings)
    {
        ArgumentNullException.ThrowIfNull(partners);
        ArgumentNullException.ThrowIfNull(findings);
        var roles = new KeyRoles(new KeyReferences(folder));
        foreach (var (role, keys) in partners.Keys)
        {
            roles.Add(role, keys, now, findings);
        }

        return roles;
    }

    /// <summary>The role that signs for a partner.</summary>
    public string RoleFor(string partner) => _plans.ContainsKey($"{Sign}/{partner}") ? $"{Sign}/{partner}" : Sign;

    /// <summary>The plan of a role; <c>null</c> when there is no such role.</summary>
    public KeyPlan? Plan(string role) => _plans.GetValueOrDefault(role);

    /// <summary>The certificate of a key of a plan; <c>null</c> when the key is retired and was not opened.</summary>
    public X509Certificate2? Certificate(KeyTerm term)
    {
        ArgumentNullException.ThrowIfNull(term);
        return _keys.GetValueOrDefault(term.Planned.Key)?.Certificate;
    }

    /// <summary>The certificate that goes with what a role signs at an instant.</summary>
    public X509Certificate2 Certificate(string role, DateTimeOffset at)
    {
        var plan = _plans.GetValueOrDefault(role) ?? throw new InvalidDataException($"there is no role {role}");
        // What was signed with a key that is retired and gone is shown with the first one there is.
        return (plan.Signing(at) is { } term ? Certificate(term) : null) ?? plan.Terms.Select(Certificate).OfType<X509Certificate2>().First();
    }

    /// <summary>The key that signs for a role at an instant, or the finding that says why none does.</summary>
    public (SigningKey? Key, Finding? Refusal) Signing(string role, DateTimeOffset at)
    {
        if (_plans.GetValueOrDefault(role) is not { } plan || plan.Signing(at) is not { } term || !_keys.TryGetValue(term.Planned.Key, out var key))
        {
            return (null, Finding.Error("EXC-KEY-NONE", "", role, $"role {role}: no key is planned to sign on {at:yyyy-MM-dd}"));
        }

        return at < term.NotBefore ? (null, Refused("EXC-KEY-EARLY", $"is not valid before {term.NotBefore:yyyy-MM-dd}"))
            : at >= term.NotAfter ? (null, Refused("EXC-KEY-EXPIRED", $"expired on {term.NotAfter:yyyy-MM-dd}"))
            : (key, null);

        Finding Refused(string code, string why) => Finding.Error(code, "", role, $"role {role}: the certificate of {term.Planned.Key} ({key.Certificate.Subject}) {why}; nothing is signed with it");
    }

    /// <summary>Throws when this is a production start-up and a key's certificate was made for development.</summary>
    public void RefuseDevelopment(string environment)
    {
        if (string.Equals(environment, "Production", StringComparison.OrdinalIgnoreCase)
            && _keys.FirstOrDefault(pair => DevelopmentPolicy.IsOn(pair.Value.Certificate)) is { Key: { } reference, Value: { } key })
        {
            throw new InvalidOperationException($"production does not start with a development certificate: {key.Certificate.Subject} of {reference} carries the policy {DevelopmentPolicy.Oid}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _references.Dispose();

    private void Add(string role, IReadOnlyList<PlannedKey> keys, DateTimeOffset now, List<Finding> findings)
    {
        var known = findings.Count;
        if (keys.Count is 0 or > MostKeys)
        {
            findings.Add(Finding.Error("KEY-PLAN-EMPTY", "", role, $"role {role} has {keys.Count} keys; 1 to {MostKeys} are planned"));
        }

        var terms = keys.Take(MostKeys).Select(key => Term(role, key, now, findings)).OfType<KeyTerm>().ToList();
        var plan = new KeyPlan(role, terms);
        findings.AddRange(plan.Check(now));
        if (findings.Count == known)
        {
            _plans.Add(role, plan);
        }
    }

    // A retired key may be gone already.
    private KeyTerm? Term(string role, PlannedKey planned, DateTimeOffset now, List<Finding> findings)
    {
        if (planned.Retire <= now)
        {
            return new KeyTerm(planned, DateTimeOffset.MinValue, planned.Retire.Value);
        }

        try
        {
            var certificate = (_keys[planned.Key] = _references.Open(planned.Key)).Certificate;
            return new KeyTerm(planned, certificate.NotBefore.ToUniversalTime(), certificate.NotAfter.ToUniversalTime());
        }
        catch (Exception closed) when (closed is InvalidDataException or IOException or CryptographicException or UnauthorizedAccessException)
        {
            findings.Add(Finding.Error(closed is TokenAwayException ? "KEY-AWAY" : "KEY-OPEN", "", role, $"role {role}: {closed.Message}"));
            return null;
        }
    }
}
