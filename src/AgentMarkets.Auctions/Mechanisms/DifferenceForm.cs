using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Difference-form contest: x = softmax(mu b), so that only differences of bids count; everyone pays the own
/// bid.</summary>
/// <remarks>Hirshleifer (1989), Public Choice 63.</remarks>
[Card("difference-form", "The chance to win is a softmax of the bids; everybody pays the own bid.",
    "Hirshleifer (1989), Public Choice 63")]
public sealed class DifferenceForm(DifferenceForm.Settings settings) : Contest
{
    public sealed record Settings
    {
        [Setting("How much a difference of bids counts, in 1/money.", Above = 0)]
        public double Mu { get; init; } = 10;
    }

    /// <summary>mu.</summary>
    public double Mu => settings.Mu;

    public override bool IsScaleFree => false;

    public override double LogImpact(double bid) => Mu * bid;

    protected override Tensor LogImpact(Tensor bids) => Mu * bids;

    /// <summary>dx_i/db_i = mu x_i (1 - x_i).</summary>
    protected override Tensor Slopes(Tensor bids, Tensor shares, int axis) => Mu * shares * (1 - shares);
}
