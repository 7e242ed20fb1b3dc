using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;
using AgentMarkets.Hosting.Local;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>A bid function as a formula, for measuring.</summary>
internal sealed class Formula(FormulaBid bid) : IStrategy
{
    public bool IsSmooth => false;

    public IBidFunction Start(Opening opening) => new Bids(opening, bid);

    /// <summary>What is measured when bidders play formulas.</summary>
    /// <param name="utility">Quasi-linear if not given.</param>
    public static Dictionary<string, double[,]> Measure(AuctionBlock auction, FormulaBid bid, int samples = 1 << 20,
        string[]? measures = null, ulong[]? seeds = null, LossGrid? grid = null)
    {
        var game = Game(auction, bid, samples, measures, seeds, grid);
        var found = new Dictionary<string, double[,]>();
        using var host = new LocalHost(game.Actors);
        host.Observed = seen =>
        {
            if (seen is Measurement measurement)
            {
                found[measurement.Metric] = measurement.Values;
            }
        };
        host.Post(game.Coordinator, new Measure(0, Final: true));
        host.Run();
        return found;
    }

    public static AuctionGame Game(AuctionBlock auction, FormulaBid bid, int samples = 1 << 20,
        string[]? measures = null, ulong[]? seeds = null, LossGrid? grid = null)
    {
        var problems = new Problems("test");
        var settings = new AuctionSettings
        {
            Auction = auction, Strategy = new Formula(bid), Learner = new Gradient(new Gradient.Settings()),
            Smoothing = new NoSmoothing(), LossGrid = grid ?? new LossGrid(),
        };
        var setup = new Setup(seeds ?? [1], 0, CPU, samples, samples, measures ?? ["utility-loss"], []);
        var game = new AuctionFamily().Build(settings, setup, problems);
        problems.ThrowIfAny();
        return (AuctionGame)game!;
    }

    public static AuctionBlock Auction(IMechanism rule, int bidders, IUtility? utility = null) => new()
    {
        Mechanism = rule, Bidders = new BidderList { Count = bidders }, Utility = utility ?? new QuasiLinear(),
        Prior = new Uniform(new Uniform.Settings()),
    };

    private sealed class Bids(Opening opening, FormulaBid bid) : IBidFunction
    {
        public Tensor Parameters { get; } = zeros(opening.Rows, 1);

        public void Bid(Tensor parameters, Tensor types, Tensor bids, RowCounts rows) =>
            throw new NotSupportedException();

        public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient) =>
            throw new NotSupportedException();

        public void Evaluate(int row, ReadOnlySpan<double> types, Span<double> bids)
        {
            var (d, a) = (opening.Game.Shape.Types, opening.Game.Shape.Bids);
            for (int s = 0; s < bids.Length / a; s++)
            {
                bid(opening.Owner(row).Number, types.Slice(s * d, d), bids.Slice(s * a, a));
            }
        }

        public void Dispose() => Parameters.Dispose();
    }
}

/// <summary>beta_i(v).</summary>
internal delegate void FormulaBid(int bidder, ReadOnlySpan<double> type, Span<double> bid);
