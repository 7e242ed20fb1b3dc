using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>What may be chosen for every rule that sells several equal units.</summary>
public record MultiUnitOptions : ItemOptions, IChecked
{
    [Setting("M: how many units are sold.", Min = 1, Structural = true)]
    public int Units { get; init; } = 2;

    [Setting("How many units a bidder wants at most; without it, as many as there are, or one with values=unit.",
        Min = 1, Structural = true)]
    public int? Demand { get; init; }

    [Setting("What a bidder's units are worth to it: one draw each in descending order, one draw for all, or one unit "
        + "only.", Structural = true)]
    public UnitValues Values { get; init; } = UnitValues.Draws;

    /// <summary>A: numbers of a bid, one a unit.</summary>
    public int Wanted => Values == UnitValues.Unit ? 1 : Demand ?? Units;

    public void Check(Problems problems, Place place)
    {
        if (Demand > Units)
        {
            problems.Add(place.Of("demand"), $"{Demand}", $"must be at most units, which is {Units}");
        }
        if (Values == UnitValues.Unit && Demand > 1)
        {
            problems.Add(place.Of("demand"), $"{Demand}", "must be 1 where values=unit", "Leave it out.");
        }
    }
}

/// <summary>What the units that a bidder wants are worth to it.</summary>
public enum UnitValues
{
    /// <summary>As many draws as units wanted, the highest for the first unit.</summary>
    Draws,

    /// <summary>One draw, the same for each unit wanted.</summary>
    Equal,

    /// <summary>One draw for one unit; a second is worth nothing.</summary>
    Unit,
}
