using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Fisher.Markets;
using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers;
using AgentMarkets.Fisher.Utilities;
using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Schedules;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every solver of Fisher markets (docs/fisher.md, 8), on small markets of three blocks, with
/// every utility that it does not refuse. No other code may make tensors while these laws are checked.</summary>
public static class SolverLaws
{
    private const int Shards = 3;

    /// <summary>Laws that some solvers break by design; a check may leave them out.</summary>
    [Flags]
    public enum Exceptions
    {
        /// <summary>All laws hold.</summary>
        None = 0,

        /// <summary>Shards learn by themselves, so that their number enters the answer.</summary>
        Shards = 1,

        /// <summary>Supply is met in the limit only, or by other buyers than those that are measured.</summary>
        Clearing = 2,
    }

    /// <summary>Checks the solvers of a catalogue, each choice of each made once.</summary>
    /// <param name="except">Laws left out, by the name of the solver.</param>
    /// <param name="always">Settings that every choice is made with, by the name of the solver: a small network, so
    /// that a check is quick.</param>
    /// <exception cref="TestKitException">A law is broken; the message names solver, market, law and what was
    /// found.</exception>
    public static void OverCatalogue(Catalog catalog, IEnumerable<string>? examples = null, IDataSource? data = null,
        IReadOnlyDictionary<string, Exceptions>? except = null, IReadOnlyDictionary<string, string>? always = null)
    {
        foreach (var (text, solver) in Pieces.Of<ISolver>(catalog, examples ?? [], data, always))
        {
            Check(solver, text, except?.GetValueOrDefault(text.Split('(')[0]) ?? Exceptions.None);
        }
    }

    /// <summary>Checks one solver.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(ISolver solver, string? name = null, Exceptions except = Exceptions.None)
    {
        name ??= Piece.NameOf(solver);
        (IMarket Market, IBuyerUtility Utility, string Name)[] all =
        [
            (FisherPlay.Drawn(), new Ces(new Ces.Settings()), "drawn buyers"),
            (FisherPlay.Given(), new Linear(), "linear buyers"),
            (FisherPlay.Given(), new Leontief(), "leontief buyers"),
        ];
        int solved = 0;
        foreach (var (market, utility, who) in all)
        {
            // Those that end by themselves have come to an end by then, or are in the midst of it.
            long rounds = solver.EndsByItself ? 120 : 6;
            if (solver.Refuses(FisherPlay.Solved(market, utility, Shards, rounds)) is null)
            {
                solved++;
                Check(s => FisherPlay.Game(market, utility, s, Shards, rounds), solver, rounds, $"{name} for {who}",
                    except);
                ShardsDoNotMatter(k => FisherPlay.Game(market, utility, solver, k, rounds), rounds,
                    $"{name} for {who}", except);
            }
        }
        Law.Holds(solved > 0, name, "it solves some market", "it refuses drawn, linear and leontief buyers");
    }

    private static void Check(Func<ISolver, FisherGame> game, ISolver solver, long rounds, string name,
        Exceptions except)
    {
        Scene Scene() => TestKit.Scene.Of(game(solver));

        var reference = Schedules.Run(Scene, rounds, new InOrder(), measure: true);
        Numbers(reference, name, except);
        for (ulong seed = 1; seed <= 2; seed++)
        {
            Same(reference, Schedules.Run(Scene, rounds, new Shuffled(seed), measure: true), name,
                "no order of arrival changes a bit", $"shuffled(seed={seed})");
        }
        Same(reference, Schedules.RunParallel(Scene, rounds, threads: 2, measure: true), name,
            "no order of arrival changes a bit", "parallel(threads=2)");
        var scene = Scene();
        using (var host = new LocalHost(scene.Actors, copies: true))
        {
            Same(reference, scene.Play(host, rounds, measure: true), name, "messages may travel as copies", "copied");
        }
        foreach (long stop in new long[] { 0, 1, 3 })
        {
            Same(reference, Resumed(Scene(), stop, rounds), name, "stopped and resumed is uninterrupted",
                $"stopped after round {stop}");
        }
        Same(reference, Schedules.Run(() => TestKit.Scene.Of(game(new Insistent(solver))), rounds, new InOrder(),
            measure: true), name, "asked again, prices say the same", "asked three times");
        BehaviorLaws.Check(Scene, Math.Min(rounds, 4), measure: true);
    }

    private static void Numbers(Outcome outcome, string name, Exceptions except)
    {
        var failed = outcome.Observations.OfType<ReplicaFailed>().FirstOrDefault();
        Law.Holds(failed is null, name, "what buyers demand stays finite", failed?.Why ?? "");
        double[] prices = outcome.Observations.OfType<Table>().Last(table => table.Name == "prices").Columns[1].Numbers;
        Law.Holds(prices.All(double.IsFinite), name, "prices are numbers", string.Join(", ", prices));
        // Negative multipliers, say, leave a gap without a meaning, and then it says so.
        bool isDefined = !outcome.Observations.OfType<Remark>().Any(remark => remark.Sentence.Contains("not defined"));
        foreach (var measured in outcome.Measurements.Where(m => m.Final && isDefined))
        {
            Law.Holds(!double.IsNaN(measured.Values[0, 0]), name, "what is measured is a number", measured.Metric);
        }
        foreach (string metric in (string[])["violation-of-allocation", "violation-of-price"])
        {
            double value = outcome.Measurements.Last(m => m.Metric == metric).Values[0, 0];
            Law.Holds(except.HasFlag(Exceptions.Clearing) || value <= 1e-9, name, "what it settles clears",
                $"{metric} is {value:0.0e+0}");
        }
    }

    private static Outcome Resumed(Scene scene, long stop, long rounds)
    {
        using var checkpoint = new MemoryStream();
        using (var first = new LocalHost(scene.Actors))
        {
            scene.Play(first, stop).State.Write(checkpoint);
        }
        checkpoint.Position = 0;
        using var second = new LocalHost(scene.Actors);
        second.Load(SystemState.Read(checkpoint));
        return scene.Play(second, rounds, measure: true);
    }

    private static void ShardsDoNotMatter(Func<int, FisherGame> game, long rounds, string name, Exceptions except)
    {
        if (except.HasFlag(Exceptions.Shards))
        {
            return;
        }
        var one = WithoutShards(Schedules.Run(() => game(1), rounds, new InOrder(), measure: true));
        // More shards than blocks: some have no buyer.
        foreach (int shards in new[] { 2, 3, 5 })
        {
            var several = WithoutShards(Schedules.Run(() => game(shards), rounds, new InOrder(), measure: true));
            Same(one, several, name, "the number of shards changes no bit", $"{shards} shards");
        }
    }

    /// <summary>What coordinator and market know, and what was measured.</summary>
    private static Outcome WithoutShards(Outcome outcome) => outcome with
    {
        State = new SystemState([.. outcome.State.Behaviors
            .Where(b => b.Id == FisherGame.CoordinatorId || b.Id == FisherGame.MarketId)]),
    };

    // Measurements on the way are left to the state: a resumed run does not repeat those before the stop.
    private static void Same(Outcome expected, Outcome found, string name, string law, string how)
    {
        string? difference = Final(found).DifferenceFrom(Final(expected));
        Law.Holds(difference is null, name, law, $"{how}: {difference}");

        static Outcome Final(Outcome outcome) => outcome with
        {
            Observations = [.. outcome.Observations.Where(seen => seen is Measurement { Final: true })],
        };
    }

    /// <summary>A solver that is asked everything three times over.</summary>
    private sealed class Insistent(ISolver solver) : ISolver
    {
        public bool EndsByItself => solver.EndsByItself;

        public IReadOnlyList<string> Metrics => solver.Metrics;

        public IPricing Price(SolvedMarket market, double budget) => new Pricing(solver.Price(market, budget));

        public IClearing Clear(SolvedMarket market) => solver.Clear(market);

        public IBuying Buy(SolvedMarket market, Shard shard, Buyers buyers) => solver.Buy(market, shard, buyers);

        private sealed class Pricing(IPricing pricing) : IPricing
        {
            public double[] Announcement => (pricing.Announcement, pricing.Announcement, pricing.Announcement).Item3;

            public IReadOnlyList<(string Metric, double Value)> Measured => pricing.Measured;

            public IReadOnlyList<string> Remarks => pricing.Remarks;

            public Question? Next() => (pricing.Next(), pricing.Next(), pricing.Next()).Item3;

            public void Take(Total total) => pricing.Take(total);

            public Settlement Settle(double[] sums) =>
                (pricing.Settle([.. sums]), pricing.Settle([.. sums]), pricing.Settle(sums)).Item3;

            public double[] Save() => (pricing.Save(), pricing.Save()).Item2;

            public void Load(double[] state) => pricing.Load(state);

            public void Dispose() => pricing.Dispose();
        }
    }
}
