namespace Gateway.Simulator.Reception;

/// <summary>Faults to play, set by a control. Numbers count down; a partner name limits them to that partner. Forgotten at restart.</summary>
internal sealed class Faults
{
    private readonly Lock _lock = new();
    private FaultPlan _plan = new();

    public FaultPlan Plan
    {
        get
        {
            lock (_lock)
            {
                return _plan;
            }
        }
        set
        {
            lock (_lock)
            {
                _plan = value.Bounded();
            }
        }
    }

    public bool Refuses(string partner) => Take(partner, p => p.Refuse > 0, p => p with { Refuse = p.Refuse - 1 });

    public bool DropsAnswer(string partner) => Take(partner, p => p.DropAnswers > 0, p => p with { DropAnswers = p.DropAnswers - 1 });

    public bool Duplicates(string partner) => Take(partner, p => p.Duplicate > 0, p => p with { Duplicate = p.Duplicate - 1 });

    public TimeSpan Delay(string partner) => Plan.Concerns(partner) ? TimeSpan.FromMilliseconds(Plan.DelayMs) : TimeSpan.Zero;

    private bool Take(string partner, Func<FaultPlan, bool> left, Func<FaultPlan, FaultPlan> less)
    {
        lock (_lock)
        {
            if (!_plan.Concerns(partner) || !left(_plan))
            {
                return false;
            }

            _plan = less(_plan);
            return true;
        }
    }
}

/// <summary>The next n messages refused, answered late, handled without an answer; the next n of ours sent twice.</summary>
internal sealed record FaultPlan(int Refuse = 0, int DelayMs = 0, int DropAnswers = 0, int Duplicate = 0, string? Partner = null)
{
    public bool Concerns(string partner) => Partner is null || Partner == partner;

    public FaultPlan Bounded() => this with
    {
        Refuse = Math.Clamp(Refuse, 0, 100_000),
        DelayMs = Math.Clamp(DelayMs, 0, 60_000),
        DropAnswers = Math.Clamp(DropAnswers, 0, 100_000),
        Duplicate = Math.Clamp(Duplicate, 0, 100_000),
    };
}
