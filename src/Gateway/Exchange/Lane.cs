namespace Gateway.Exchange;

/// <summary>Messages of one lane are handled one after the other; lanes do not wait for each other.</summary>
public readonly record struct Lane
{
    private Lane(string partner, string matter)
    {
        ArgumentException.ThrowIfNullOrEmpty(partner);
        ArgumentException.ThrowIfNullOrEmpty(matter);
        (Partner, Matter) = (partner, matter);
    }

    /// <summary>Who is spoken to.</summary>
    public string Partner { get; }

    /// <summary>What about.</summary>
    public string Matter { get; }

    /// <summary>The lane of one declaration with one partner.</summary>
    public static Lane Of(string partner, Guid declaration) => new(partner, $"declaration/{declaration}");

    /// <summary>The lane of one order with one bank.</summary>
    public static Lane OfOrder(string bank, string order) => new(bank, $"order/{order}");

    /// <summary>The text it is kept under.</summary>
    public override string ToString() => $"{Partner}/{Matter}";
}
