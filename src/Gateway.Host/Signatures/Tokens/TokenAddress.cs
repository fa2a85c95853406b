using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using ISession = Net.Pkcs11Interop.HighLevelAPI.ISession;

namespace Gateway.Host.Signatures.Tokens;

/// <summary>Where a key lies: a token, and an object of it. Looked up anew for each session, since numbers change when a token is begun anew.</summary>
internal sealed class TokenAddress(KeyReference reference)
{
    private const int MostObjects = 8;

    /// <summary>Where it lies, for messages.</summary>
    public string Place { get; } = string.Join(
        ' ', new[] { "object", "id", "token", "serial" }.Where(name => reference.Attribute(name) is not null).Select(name => $"{name}={reference.Attribute(name)}"));

    /// <summary>The one slot with this token.</summary>
    public ISlot Slot(IPkcs11Library library)
    {
        var slots = library.GetSlotList(SlotsType.WithTokenPresent).Where(slot => Is(slot.GetTokenInfo())).ToList();
        return slots.Count switch
        {
            1 => slots[0],
            0 => throw new Pkcs11Exception("C_GetSlotList", CKR.CKR_TOKEN_NOT_PRESENT),
            _ => throw new TokenRefusedException($"{slots.Count} tokens answer to {Place}; name the serial"),
        };
    }

    /// <summary>Logs in unless the token is logged in already; a PIN that was refused once is not tried again.</summary>
    public void Login(TokenModule module, ISession session, string serial)
    {
        if (session.GetSessionInfo().State is CKS.CKS_RO_USER_FUNCTIONS or CKS.CKS_RW_USER_FUNCTIONS || reference.Secret("pin-source") is not { } source)
        {
            return;
        }

        var characters = source.Read();
        var pin = System.Text.Encoding.UTF8.GetBytes(characters);
        Array.Clear(characters);
        try
        {
            if (module.WasRefused(serial, pin))
            {
                throw new TokenRefusedException($"the token of {Place} refused the PIN of {source}; it is not tried again until it is another one");
            }

            session.Login(CKU.CKU_USER, pin);
        }
        catch (Pkcs11Exception already) when (already.RV == CKR.CKR_USER_ALREADY_LOGGED_IN)
        {
            // Another session of the same token was quicker.
        }
        catch (Pkcs11Exception refused) when (TokenFailures.IsPin(refused.RV))
        {
            module.Refused(serial, pin);
            throw new TokenRefusedException($"the token of {Place} refused the PIN of {source}: {refused.RV}", refused);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(pin);
        }
    }

    /// <summary>The one private key.</summary>
    public IObjectHandle Private(ISession session) => One(session, CKO.CKO_PRIVATE_KEY, reference.Attribute("object"), reference.Id())
        ?? throw new TokenRefusedException($"there is no private key {Place}, or it does not show itself without a PIN (pin-source)");

    /// <summary>The certificate that lies beside the key: that of its id, else of its label; <c>null</c> when the token has none.</summary>
    public byte[]? Certificate(ISession session, IObjectHandle key)
    {
        var id = session.GetAttributeValue(key, [CKA.CKA_ID])[0].GetValueAsByteArray();
        var handle = (id is { Length: > 0 } ? One(session, CKO.CKO_CERTIFICATE, null, id) : null)
            ?? (reference.Attribute("object") is { } label ? One(session, CKO.CKO_CERTIFICATE, label, null) : null);
        return handle is null ? null : session.GetAttributeValue(handle, [CKA.CKA_VALUE])[0].GetValueAsByteArray();
    }

    private IObjectHandle? One(ISession session, CKO kind, string? label, byte[]? id)
    {
        var make = session.Factories.ObjectAttributeFactory;
        var template = new List<IObjectAttribute> { make.Create(CKA.CKA_CLASS, kind) };
        if (label is not null)
        {
            template.Add(make.Create(CKA.CKA_LABEL, label));
        }

        if (id is not null)
        {
            template.Add(make.Create(CKA.CKA_ID, id));
        }

        session.FindObjectsInit(template);
        try
        {
            var found = session.FindObjects(MostObjects);
            return found.Count <= 1 ? found.SingleOrDefault() : throw new TokenRefusedException($"{found.Count} objects answer to {Place}; name label and id");
        }
        finally
        {
            session.FindObjectsFinal();
            template.ForEach(attribute => attribute.Dispose());
        }
    }

    private bool Is(ITokenInfo token) => (reference.Attribute("token") ?? token.Label) == token.Label && (reference.Attribute("serial") ?? token.SerialNumber) == token.SerialNumber;
}
