using AgentMarkets.Auctions;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Bench;

/// <summary>The first-price game of a benchmark, from settings, and the same arithmetic without actors.</summary>
internal static class FirstPriceGame
{
    public static AuctionGame Build(params string[] overrides)
    {
        const string Text = """
            { "auction": { "mechanism": "first-price", "bidders": 2 }, "smoothing": "own-bid(beta=50)" }
            """;
        var family = new AuctionFamily();
        var catalog = Catalog.Scan([typeof(ILearner).Assembly, typeof(AuctionFamily).Assembly]);
        var experiment = new ExperimentReader([family], catalog).Read("bench", Text, "bench", overrides);
        var problems = new Problems("bench");
        var game = family.Build(experiment.FamilySettings, experiment.Setup(CPU), problems);
        problems.ThrowIfAny();
        return (AuctionGame)game!;
    }

    /// <summary>Plays rounds on the sequential host.</summary>
    public static void Play(AuctionGame game, long rounds)
    {
        using var host = new LocalHost(game.Actors);
        host.Post(game.Coordinator, new RunTo(rounds));
        host.Run();
    }

    /// <summary>The same draws, bids, signals and steps as plain calls, one after another.</summary>
    public static void PlayWithoutActors(AuctionGame game, long rounds)
    {
        using var scope = NewDisposeScope();
        var (seeds, device) = (game.Setup.Seeds, game.Setup.Device);
        var rows = new RowCounts(game.Batch, device);
        var nature = game.Rules.Nature;
        var bidders = game.Seats.Select(seat =>
        {
            var bids = seat.First.Strategy.Start(new Opening(game.Rules, seat, seeds, device));
            var learner = (IGradientLearner)seat.First.Learner;
            var (types, submitted, slope) = (New(), New(), New());
            return (Bidder: seat.First, Bids: bids,
                Learning: learner.Start(seeds.Length, bids.Parameters.shape[1], device),
                Keys: StreamKey.Of(seeds, nature.Source(seat.First), "types"), Types: types, Own: submitted,
                Submitted: submitted.unsqueeze(1), Slope: slope, Gradient: zeros_like(bids.Parameters),
                Worth: types.unsqueeze(1), Answered: slope.unsqueeze(1),
                Signal: new Signal(seeds.Length, 1, game.Rows, game.Rules.Shape, device));
        }).ToArray();
        var (now, sum) = (new double[seeds.Length], new double[seeds.Length]);
        using var market = game.Smoothing.Open(game.Rules.Mechanism, seeds.Length, device);
        Tensor[] submitted = [.. bidders.Select(b => b.Submitted)];
        Signal[] signals = [.. bidders.Select(b => b.Signal)];
        for (long round = 1; round <= rounds; round++)
        {
            foreach (var b in bidders)
            {
                for (int r = 0; r < seeds.Length; r++)
                {
                    nature.Draw(b.Bidder, b.Keys[r], round, b.Types.AsSpan<float>().Slice(r * game.Rows, game.Rows));
                }
                b.Bids.Bid(b.Bids.Parameters, b.Types, b.Own, rows);
            }
            market.Clear(submitted, signals);
            foreach (var b in bidders)
            {
                b.Bidder.Utility.Slope(b.Worth, null, b.Signal.Market, b.Answered);
                b.Bids.Gradient(b.Types, b.Slope, rows, b.Gradient);
                b.Learning.Ascend(b.Bids.Parameters, b.Gradient);
                // What the metric multiplier-average needs of the second half.
                if (2 * round > rounds && b.Bids.Multipliers(now))
                {
                    for (int r = 0; r < now.Length; r++)
                    {
                        sum[r] += now[r];
                    }
                }
            }
        }

        Tensor New() => zeros(seeds.Length, game.Rows, 1, dtype: ScalarType.Float32);
    }
}
