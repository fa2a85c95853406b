using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Gateway.Host.Signatures;
using Gateway.Signatures.Revocations;

namespace Gateway.Host.Partners;

/// <summary>All partners of this deployment.</summary>
public sealed class PartnerBook
{
    private readonly Dictionary<string, Partner> _byId;

    /// <summary>A book over a partner file; throws <see cref="InvalidDataException"/> when ids repeat.</summary>
    public PartnerBook(PartnerFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        var keys = new SortedDictionary<string, IReadOnlyList<PlannedKey>>(StringComparer.Ordinal) { [KeyRoles.Sign] = [new PlannedKey { Key = file.Certificate }] };
        foreach (var (role, planned) in file.Keys)
        {
            keys[role] = planned;
        }

        Keys = keys;
        _byId = [];
        foreach (var partner in file.Partners)
        {
            if (!_byId.TryAdd(partner.Id, partner))
            {
                throw new InvalidDataException($"partner {partner.Id} stands twice in the partner file");
            }
        }

        RequireRoles();
        RequireTerms();
    }

    /// <summary>The gateway's keys over time, by role; there is always one that signs for all.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<PlannedKey>> Keys { get; }

    /// <summary>All partners.</summary>
    public IEnumerable<Partner> All => _byId.Values;

    /// <summary>Reads a partner file.</summary>
    public static PartnerBook Read(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<PartnerFile>(File.ReadAllText(path), PartnerFile.Json)
                ?? throw new InvalidDataException($"the partner file {path} is empty");
            return new PartnerBook(file);
        }
        catch (JsonException broken)
        {
            // The text itself may hold tokens: place and kind of the mistake only.
            throw new InvalidDataException($"the partner file {path} cannot be read at {broken.Path ?? "$"}, line {(broken.LineNumber ?? 0) + 1}", broken);
        }
    }

    private void RequireRoles()
    {
        foreach (var role in Keys.Keys.Where(role => role is not (KeyRoles.Sign or "seal" or "packs")))
        {
            if (!role.StartsWith(KeyRoles.Sign + "/", StringComparison.Ordinal) || !_byId.ContainsKey(role[(KeyRoles.Sign.Length + 1)..]))
            {
                throw new InvalidDataException($"the partner file plans keys for {role}, which is neither sign, sign/PARTNER of a known partner, seal nor packs");
            }
        }
    }

    private void RequireTerms()
    {
        foreach (var partner in All)
        {
            foreach (var fault in partner.Anchors.Select(anchor => anchor.Revocation).Concat(partner.Certificates.Select(one => one.Revocation)).Select(terms => terms.Fault()).Where(fault => fault.Length > 0))
            {
                throw new InvalidDataException($"partner {partner.Id}: revocation: {fault}");
            }

            if (partner.Certificates.FirstOrDefault(one => one.Revocation.Ask != RevocationAsk.None && one.Issuer.Length == 0) is { } orphan)
            {
                throw new InvalidDataException($"partner {partner.Id}: revocation of {orphan.Certificate} cannot be asked for without its issuer");
            }
        }
    }

    /// <summary>The partner of an id, or <c>null</c>.</summary>
    public Partner? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>What people call a partner: its name, or its id where it has none.</summary>
    public string NameOf(string id) => Find(id)?.Name is { Length: > 0 } name ? name : id;

    /// <summary>Who speaks a message: the partner whose families hold it, or <c>null</c>.</summary>
    public Partner? Speaking(string messageId)
    {
        var family = messageId.Split(':')[0];
        return _byId.Values.FirstOrDefault(partner => partner.Speaks(family) && partner.Transport != "rest");
    }

    /// <summary>The partner that presents a bearer token, or <c>null</c>; compared in constant time.</summary>
    public Partner? Presenting(string? authorization)
    {
        const string scheme = "Bearer ";
        if (authorization is null || !authorization.StartsWith(scheme, StringComparison.Ordinal))
        {
            return null;
        }

        var given = SHA256.HashData(Encoding.UTF8.GetBytes(authorization[scheme.Length..]));
        Partner? found = null;
        foreach (var partner in _byId.Values.Where(partner => partner.Token.Length > 0))
        {
            if (CryptographicOperations.FixedTimeEquals(given, SHA256.HashData(Encoding.UTF8.GetBytes(partner.Token))))
            {
                found = partner;
            }
        }

        return found;
    }
}
