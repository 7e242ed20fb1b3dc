using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Fisher;

/// <summary>What there is to see in a Fisher market.</summary>
internal sealed class FisherFigures(FisherGame game, Results results)
{
    public IReadOnlyList<Figure> All() => game.Markets.Count == 0 || results.Replicas.Count == 0 ? [] : [];
}
