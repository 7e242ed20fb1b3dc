using System.Runtime.InteropServices;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Hosting.Local;

namespace AgentMarkets.Auctions.Tests;

/// <summary>Plays an experiment in memory and keeps every actor's parameters after every round.</summary>
internal static class Watched
{
    /// <returns>By round from 0, before the first; then all parameters, actor by actor in the order of the seats, each
    /// replica by replica.</returns>
    public static double[][] Play(int rounds, params string[] overrides)
    {
        var game = Tests.Play.Build(null, [.. overrides, $"rounds={rounds}"]);
        using var host = new LocalHost(game.Actors);
        var path = new double[rounds + 1][];
        path[0] = Parameters(game, host.Save());
        for (int round = 1; round <= rounds; round++)
        {
            host.Post(game.Coordinator, new RunTo(round));
            host.Run();
            path[round] = Parameters(game, host.Save());
        }
        return path;
    }

    private static double[] Parameters(AuctionGame game, SystemState state) =>
    [
        .. game.Seats.SelectMany(seat =>
        {
            byte[] bytes = state.Behaviors.Single(b => b.Id == seat.Id).Entries.Single(e => e.Name == "parameters")
                .Bytes;
            return seat.First.Strategy is Strategies.ITableStrategy
                ? MemoryMarshal.Cast<byte, double>(bytes).ToArray()
                : MemoryMarshal.Cast<byte, float>(bytes).ToArray().Select(x => (double)x);
        }),
    ];
}
