namespace Gateway.Host.Database;

/// <summary>A JSON text that goes into a <c>jsonb</c> column.</summary>
public sealed record Jsonb(string Text);
