namespace Gateway.Messages.Values;

/// <summary>A value turned from one side's words into the other's, or why not.</summary>
internal readonly record struct RuleAnswer(string? Text, string Code, string Message)
{
    public bool Refused => Code.Length > 0;

    public static RuleAnswer Of(string? text) => new(text, "", "");

    public static RuleAnswer Refuse(string code, string message) => new(null, code, message);
}
