using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Certificates;

/// <summary>What best responses on a grid must keep to, for the measure utility-loss-constrained.</summary>
public sealed record ResponseSettings : IChecked
{
    [Setting("Types of the grid; a table has its own.", Min = 1, Max = 512)]
    public int Types { get; init; } = 64;

    [Setting("Bids of the grid, from 0 to the highest type; a table has its own.", Min = 2, Max = 512)]
    public int Bids { get; init; } = 64;

    [Setting("Whether higher types must bid more, in the order of distributions.")]
    public bool Monotone { get; init; }

    [Setting("The most that may be paid on average, money; no limit where it is left out.", Min = 0)]
    public double? Budget { get; init; }

    [Setting("R: the value won must be at least 1 + R times what is paid, on average; no such rule where it is left "
        + "out.", Min = 0)]
    public double? Return { get; init; }

    [Setting("How much mean bids may rise with the type at most, money over money; no limit where it is left out.",
        Min = 0)]
    public double? Slope { get; init; }

    /// <summary>Whether a rule ties types together.</summary>
    internal bool Couples => Monotone || Budget is not null || Return is not null || Slope is not null;

    public void Check(Problems problems, Place place)
    {
        if (Couples && (long)Types * Bids > 1 << 16)
        {
            problems.Add(place.Of("types"), $"{Types}",
                $"times {Bids} bids is too large for a linear program; at most {1 << 16} in all");
        }
    }
}
