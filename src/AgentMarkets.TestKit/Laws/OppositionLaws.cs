using AgentMarkets.Auctions;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What a rule says that a bidder faces is what playing every game anew would show, and its best replies are
/// the best.</summary>
public static class OppositionLaws
{
    private const int Types = 9;
    private const double Rounding = 1e-12;

    // How far above a bid one must go to be above it.
    private const double Above = 1e-9;

    /// <summary>Checks the mechanisms of a catalogue, each choice of each made once.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null)
    {
        foreach (var (text, mechanism) in Pieces.Of<IMechanism>(catalog, examples ?? [], data))
        {
            Check(mechanism, text);
        }
    }

    /// <summary>Checks one mechanism, with the fewest bidders that it is for and with more.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(IMechanism mechanism, string? name = null)
    {
        using var guard = no_grad();
        name ??= Piece.NameOf(mechanism);
        foreach (int bidders in DrawnBids.NumbersOfBidders(mechanism))
        {
            using var scope = NewDisposeScope();
            var drawn = new DrawnBids(mechanism, bidders, seed: 2);
            foreach (var bids in mechanism.OpposesTiedRivals ? (Tensor[])[drawn.Bids, drawn.OnGrid()] : [drawn.Bids])
            {
                // [S, N, A]: all replicas are games of one.
                var games = bids.flatten(0, 1);
                var statistic = mechanism.Oppose(DrawnBids.Numbers(games), bidders);
                for (int i = 1; i <= bidders; i++)
                {
                    var faced = new Faced(drawn, games, i, mechanism.Against(i, bidders, statistic(i)));
                    IsPlay(faced, name);
                    // The cautious first: what they ask to be kept of every game serves the others, too.
                    if (ReferenceEquals(bids, drawn.Bids))
                    {
                        IsBest(faced, new Cautious(), name);
                    }
                    IsBest(faced, new QuasiLinear(), name);
                }
            }
        }
    }

    private static void IsPlay(Faced faced, string name)
    {
        double[] win = new double[faced.Outcomes], worth = faced.WorthOf(Types / 2);
        double cost = faced.CostOf(Types / 2);
        for (int p = 0; p < faced.Tried.Length; p++)
        {
            double paid = faced.Opposition.Fare(faced.Tried[p], win);
            Law.Near(faced.Wins(p), win, Rounding, name,
                "a bid wins against the law of the others what it wins in play");
            Law.Near([faced.Paid(p)], [paid], Rounding, name,
                "a bid pays against the law of the others what it pays in play");
            foreach (IUtility utility in (IUtility[])[new QuasiLinear(), new Cautious()])
            {
                Law.Near([faced.Utility(p, worth, cost, utility)],
                    [faced.Opposition.Payoff(worth, cost, faced.Tried[p], utility)], Rounding, name,
                    $"a bid earns against the law of the others what it earns in play ({utility.GetType().Name})");
            }
        }
    }

    private static void IsBest(Faced faced, IUtility utility, string name)
    {
        int numbers = faced.Tried[0].Length;
        var (best, bids) = (new double[Types], new double[Types * numbers]);
        faced.Opposition.Best(faced.Worths, faced.Costs, utility, best, bids);
        // One bid for all types in turn: where every bid costs many games it is played once.
        for (int p = 0; p < faced.Tried.Length; p++)
        {
            for (int t = 0; t < Types; t++)
            {
                double other = faced.Opposition.Payoff(faced.WorthOf(t), faced.CostOf(t), faced.Tried[p], utility);
                Law.Holds(best[t] >= other - faced.Opposition.Slack - Rounding, name, "no bid is better than the best",
                    $"at type {t} of bidder {faced.Bidder} the best earns {best[t]:R}, "
                    + $"[{string.Join(",", faced.Tried[p])}] {other:R} ({utility.GetType().Name})");
            }
        }
        for (int t = 0; t < Types; t++)
        {
            var (worth, cost) = (faced.WorthOf(t), faced.CostOf(t));
            double[] found = bids[(t * numbers)..((t + 1) * numbers)];
            // Mostly the bid itself earns it: those beside it are many.
            double reached = double.NegativeInfinity;
            foreach (double[] bid in Beside(found).TakeWhile(_ => !(reached >= best[t] - 1e-6)))
            {
                reached = Math.Max(reached, faced.Opposition.Payoff(worth, cost, bid, utility));
            }
            Law.Holds(reached >= best[t] - 1e-6, name, "the best is what some bid earns",
                $"at type {t} of bidder {faced.Bidder} the bid [{string.Join(",", found)}] earns {reached:R}, "
                + $"not {best[t]:R} ({utility.GetType().Name})");
        }
    }

    /// <summary>A bid, and those just above and below it in each number: where the supremum is not reached it is met on
    /// one side, by sellers from below.</summary>
    private static IEnumerable<double[]> Beside(double[] bid) => bid.Select((_, a) => a).Aggregate(
        (IEnumerable<double[]>)[bid], (bids, a) => bids.SelectMany(b => ((double[])[0, Above, -Above]).Select(more =>
        {
            double[] moved = [.. b];
            moved[a] += more;
            return moved;
        })));

    /// <summary>One bidder's bids against the same games of the others, played.</summary>
    private sealed class Faced
    {
        private const int BidsTried = 24;

        private readonly Tensor _win;
        private readonly Tensor _payment;
        private readonly Tensor? _loss;
        private readonly bool _isAdditive;

        public Faced(DrawnBids drawn, Tensor games, int bidder, IOpposition opposition)
        {
            (Bidder, Opposition, _isAdditive) = (bidder, opposition, drawn.Mechanism.IsAdditive);
            Outcomes = drawn.Shape.Outcomes;
            // Bids that were made, so that they tie with others where bids do, and bids between.
            var own = games.select(1, bidder - 1).narrow(0, 0, BidsTried);
            Tried = [.. DrawnBids.Numbers(own).Chunk(drawn.Shape.Bids)];
            var all = games.unsqueeze(0).repeat(BidsTried, 1, 1, 1);
            all.select(2, bidder - 1).copy_(own.unsqueeze(1).expand(-1, games.shape[0], -1));
            var outcome = drawn.Clear(all);
            _win = outcome.Win.select(2, bidder - 1);
            _payment = outcome.Payment.select(2, bidder - 1);
            _loss = outcome.Loss?.select(2, bidder - 1);
            var types = linspace(0.1, 1, Types, dtype: float64).unsqueeze(1).repeat(1, drawn.Shape.Types);
            // Not all numbers of a type the same, and descending.
            types = types * linspace(1, 0.5, drawn.Shape.Types, dtype: float64);
            Worths = DrawnBids.Numbers(drawn.Mechanism.Worth(bidder, types));
            Costs = drawn.Mechanism.Cost(bidder, types) is { } cost ? DrawnBids.Numbers(cost) : [];
        }

        public int Bidder { get; }

        public IOpposition Opposition { get; }

        public int Outcomes { get; }

        /// <summary>[P][A].</summary>
        public double[][] Tried { get; }

        /// <summary>[T, K].</summary>
        public double[] Worths { get; }

        /// <summary>[T], or empty.</summary>
        public double[] Costs { get; }

        public double[] WorthOf(int type) => Worths[(type * Outcomes)..((type + 1) * Outcomes)];

        public double CostOf(int type) => Costs.Length == 0 ? 1 : Costs[type];

        public double[] Wins(int tried) => DrawnBids.Numbers(_win[tried].mean([0L]));

        public double Paid(int tried) => Utility(tried, new double[Outcomes], 1, new QuasiLinear()) * -1;

        public double Utility(int tried, double[] worth, double cost, IUtility utility)
        {
            var won = _win[tried] * utility.Won(tensor(worth).expand_as(_win[tried]), cost * _payment[tried]);
            var sum = won.sum(-1);
            if (!_isAdditive)
            {
                var paid = _loss is null ? zeros_like(sum) : cost * _loss[tried].squeeze(-1);
                sum = sum + (1 - _win[tried].sum(-1)) * utility.Lost(paid);
            }
            return sum.mean().item<double>();
        }
    }

    /// <summary>u(z) = 1 - exp(-z).</summary>
    private sealed class Cautious : IUtility
    {
        public double Won(double worth, double paid) => 1 - Math.Exp(paid - worth);

        public Tensor Won(Tensor worth, Tensor paid) => 1 - (paid - worth).exp();

        public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
            (Won(worth, paid), -(paid - worth).exp());
    }
}
