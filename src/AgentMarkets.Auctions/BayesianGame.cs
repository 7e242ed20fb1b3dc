using AgentMarkets.Auctions.Equilibria;
using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions;

/// <summary>The game itself, whoever plays it and however it is learned: the rule, the bidders, and what nature
/// draws.</summary>
public sealed class BayesianGame(IMechanism mechanism, IReadOnlyList<Bidder> bidders, Nature nature)
{
    private (bool Asked, IEquilibrium? Found) _equilibrium;

    public IMechanism Mechanism { get; } = mechanism;

    /// <summary>In the order of their numbers.</summary>
    public IReadOnlyList<Bidder> Bidders { get; } = bidders;

    public Nature Nature { get; } = nature;

    /// <summary>D, A and K.</summary>
    public GameShape Shape { get; } = mechanism.Shape(bidders.Count);

    /// <summary>The equilibrium, where one is known.</summary>
    public IEquilibrium? Equilibrium
    {
        get
        {
            if (!_equilibrium.Asked)
            {
                _equilibrium = (true, KnownEquilibria.Of(this));
            }
            return _equilibrium.Found;
        }
    }
}
