using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Priors;

/// <summary>Settings of a prior on an interval: its two ends.</summary>
public abstract record Interval : IChecked
{
    [Setting("The lowest type; below 0 only where the rule takes negative bids.")]
    public double Low { get; init; }

    [Setting("The highest type.")]
    public double High { get; init; } = 1;

    internal double Range => High - Low;

    public virtual void Check(Problems problems, Place place)
    {
        if (!(High > Low))
        {
            problems.Add(place.Of("high"), $"{High}", $"must be above low, which is {Low}");
        }
    }
}
