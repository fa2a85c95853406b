using System.Security.Cryptography;
using Net.Pkcs11Interop.Common;

namespace Gateway.Host.Signatures.Tokens;

/// <summary>The token or the way to it does not answer. It passes by itself, like an outage of the network: what was to be signed waits.</summary>
public sealed class TokenAwayException(string message, Exception? cause = null) : IOException(message, cause);

/// <summary>The token answers and refuses: another try would be refused as well.</summary>
public sealed class TokenRefusedException(string message, Exception? cause = null) : CryptographicException(message, cause);

internal static class TokenFailures
{
    /// <summary>
    /// Failures that say the session, the login or the token was lost, and nothing else. Only then is a signature tried a second
    /// time; should the first have been made after all, two signatures of the same bytes harm nobody.
    /// </summary>
    public static bool IsLost(CKR code) => code is CKR.CKR_SESSION_HANDLE_INVALID or CKR.CKR_SESSION_CLOSED or CKR.CKR_USER_NOT_LOGGED_IN
        or CKR.CKR_DEVICE_REMOVED or CKR.CKR_DEVICE_ERROR or CKR.CKR_TOKEN_NOT_PRESENT or CKR.CKR_SLOT_ID_INVALID
        or CKR.CKR_CRYPTOKI_NOT_INITIALIZED or CKR.CKR_KEY_HANDLE_INVALID or CKR.CKR_OBJECT_HANDLE_INVALID;

    /// <summary>Failures of a login that a second try would only bring nearer to a locked token.</summary>
    public static bool IsPin(CKR code) => code is CKR.CKR_PIN_INCORRECT or CKR.CKR_PIN_INVALID or CKR.CKR_PIN_LEN_RANGE or CKR.CKR_PIN_EXPIRED
        or CKR.CKR_PIN_LOCKED or CKR.CKR_USER_PIN_NOT_INITIALIZED;
}
