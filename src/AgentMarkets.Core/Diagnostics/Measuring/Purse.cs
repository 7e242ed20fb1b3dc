namespace AgentMarkets.Core.Diagnostics;

/// <summary>Games that may still be played, and what was left out for want of them.</summary>
internal sealed class Purse(double games)
{
    private readonly List<string> _leftOut = [];
    private double _left = games;

    /// <summary>What was left out, a sentence each.</summary>
    public IReadOnlyList<string> LeftOut => _leftOut;

    /// <summary>The bound that would have sufficed for all.</summary>
    public double Needed { get; private set; } = games;

    /// <summary>How often a cost is covered.</summary>
    public int Times(double cost, int most) => cost > 0 ? (int)Math.Min(most, Math.Floor(_left / cost)) : most;

    /// <summary>Pays, or notes why not.</summary>
    /// <param name="part">Of the diagnosis: <c>the batch scan</c>.</param>
    public bool Pays(string part, double cost)
    {
        if (cost <= _left)
        {
            _left -= cost;
            return true;
        }
        Needed += cost - Math.Max(0, _left);
        _leftOut.Add($"Left out: {part}, which would play {Wording.Number(cost)} games where "
            + $"{Wording.Number(Math.Max(0, _left))} are left.");
        return false;
    }
}
