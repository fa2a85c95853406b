namespace Gateway.Host.Verbs;

/// <summary>What a verb needs before it can begin - a database, a plan, a certificate, a key - is not there, or is no such thing. A verb that is told so ends with 2.</summary>
public sealed class SetupException(string message, Exception? inner = null) : InvalidOperationException(message, inner);
