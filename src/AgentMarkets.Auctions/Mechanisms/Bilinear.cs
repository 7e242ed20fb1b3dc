using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>The bilinear game of two: a bid is a real number, and u_1 = b_1 b_2 + v_1 b_1, u_2 = -b_1 b_2 + v_2 b_2.
/// For tests of dynamics.</summary>
/// <remarks>
/// du_i/db_i = +-b_j + v_i: the types are the noise of the gradient, standard normal up to eight deviations unless the
/// experiment has another prior. The equilibrium, at types of mean 0, is (0, 0); simultaneous gradient steps turn
/// outwards around it. In the terms of an auction: bids are cut to [-h, h], so that there is a best one; what is paid
/// is -+b_1 b_2, and x = (b + h)/(2 h) of something worth 2 h v is won. That makes utilities v h higher than above,
/// whatever is bid.
/// </remarks>
[Card("bilinear", "Two players choose real numbers, one earns their product, the other its negative; types are noise.",
    "Daskalakis, Ilyas, Syrgkanis and Zeng (2018), section 2")]
public sealed class Bilinear(Bilinear.Settings settings) : ISmooth
{
    // Eight deviations: what lies beyond has probability 1e-15.
    private static readonly IPrior s_noise =
        new TruncatedNormal(new TruncatedNormal.Settings { Mean = 0, Deviation = 1, Low = -8, High = 8 });

    public sealed record Settings
    {
        [Setting("h: a bid beyond it counts as h, with its sign.", Above = 0)]
        public double Bound { get; init; } = 1024;
    }

    public int FewestBidders => 2;

    public int? MostBidders => 2;

    public bool IsScaleFree => false;

    public bool TakesNegativeBids => true;

    /// <summary>h.</summary>
    public double Bound => settings.Bound;

    public IPrior? PriorOf(int bidder, int bidders) => s_noise;

    public string? RoleOf(int bidder, int bidders) => $"player-{bidder}";

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        var made = bids.clamp(-Bound, Bound);
        var paid = Paid(made, 2);
        return new Outcome(Share(made), paid, paid);
    }

    public MarketSignal Market(Tensor bids)
    {
        var made = bids.clamp(-Bound, Bound);
        var paid = Paid(made, 1);
        // Beyond h nothing changes any more.
        var moves = (bids == made).to(bids.dtype);
        var slope = (Signs(made, 1) * made.flip([1]) * moves).unsqueeze(-1);
        return new MarketSignal(Share(made), paid, paid, (moves / (2 * Bound)).unsqueeze(-1), slope, slope);
    }

    public Tensor Worth(int bidder, Tensor values) => 2 * Bound * values;

    /// <summary>All bidders may win all of theirs.</summary>
    public Tensor BestWelfare(Tensor worth) => worth.clamp_min(0).sum([1, 2]);

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new BilinearOpposition(bidder == 1 ? -1 : 1, Bound, statistic);

    private Tensor Share(Tensor made) => (made + Bound) / (2 * Bound);

    /// <summary>The first player pays -b_1 b_2, the second b_1 b_2.</summary>
    private static Tensor Paid(Tensor made, int axis) => Signs(made, axis) * made.prod(axis, keepdim: true);

    private static Tensor Signs(Tensor made, int axis)
    {
        long[] shape = [1, 1, 1, 1];
        shape[axis] = 2;
        return tensor(new[] { -1.0, 1 }, dtype: made.dtype, device: made.device).reshape(shape);
    }
}
