namespace Gateway.Signatures;

/// <summary>A message taken out of its S/MIME wrapping.</summary>
/// <param name="Verdict">What came of the signature; <see cref="SignatureCodes.None"/> where the message was never signed.</param>
/// <param name="Content">The body inside; empty when a signature was there and was refused.</param>
/// <param name="ContentType">The content type of the body.</param>
public sealed record SmimeOpening(Verdict Verdict, ReadOnlyMemory<byte> Content, string ContentType);
