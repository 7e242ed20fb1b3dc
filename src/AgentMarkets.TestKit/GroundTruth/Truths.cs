using AgentMarkets.Core.Diagnostics;
using AgentMarkets.TestKit.Fields;

namespace AgentMarkets.TestKit.GroundTruth;

/// <summary>The cases of docs/oscillation.md, 4, and those between them.</summary>
public static class Truths
{
    private const string Inconclusive = "inconclusive", Noise = "noise", Ringing = "optimiser-oscillation";
    private const string Damped = "rotation, damped", Cycle = "rotation, limit-cycle";
    private const string Turning = "rotation", Diverging = "rotation, diverging";
    private static readonly string[] Converges = ["converged"];

    /// <summary>Those with a known answer.</summary>
    public static Case[] All { get; } =
    [
        FirstPrice("a", Learner.Adam(0.01), 128, Noise),
        FirstPrice("a2", Learner.Gradient(0.5), 128, Noise),
        FirstPrice("b", Learner.Adam(0.01), null, Converges),
        FirstPrice("c1", Learner.Gradient(0.1, 0.99), 128, $"{Ringing}, damped"),
        FirstPrice("c2", Learner.Adam(0.08), 128, $"{Ringing}, damped"),
        FirstPrice("c3", Learner.Gradient(10.6), null, $"{Ringing}, self-sustained") with { Start = [0, 0] },
        new("d1", () => new Bilinear(), Learner.Gradient(0.05), 100, [1, 0], 0.1, Diverging),
        new("d2", () => new Bilinear(), Learner.Extra(0.3), null, [1, 0], 0.1, Converges),
        new("d3", () => new Bilinear(), Learner.Extra(0.1), 100, [0, 0], 0.1, Damped),
        new("d4", () => new Bilinear(), Learner.Optimistic(0.3), null, [1, 0], 0.1, Converges),
        Contest("e1", 16, Learner.Gradient(0.02), 32, Damped),
        Ring("e2", 8, Learner.Gradient(0.7), 32, 0.3, Cycle),
        Weights("f1", MatrixLogWeights.RockPaperScissors, Cycle, Diverging),
        Weights("f2", MatrixLogWeights.Shapley, "rotation, slowing"),
        new("f3", () => MatrixLogWeights.AllPay(11), Learner.Gradient(0.1), null, new double[22], 0.3, Turning)
        { AreLogWeights = true, Actors = [(0, 11), (11, 22)] },
        new("f4", () => new SymmetricHedge(), Learner.Gradient(16) with { Decay = 0.5 }, null, new double[272], 0.3,
            "drift")
        { AreLogWeights = true },
        FirstPrice("g", Learner.Gradient(0.005), 128, "drift"),
        new("h", () => new LinearFirstPrice(50, 0.5, 1), Learner.Adam(0.01), 128, [0, -0.7], 0.1, Noise),
    ];

    /// <summary>Those between noise and a cycle, where several answers are right.</summary>
    public static Case[] Grey { get; } =
    [
        Contest("contest 3:1", 3, Learner.Gradient(0.02), 32, Noise),
        Contest("contest 4:1", 4, Learner.Gradient(0.02), 32, Noise),
        Contest("contest 6:1", 6, Learner.Gradient(0.02), 32, Damped, Inconclusive),
        Contest("contest 9:1", 9, Learner.Gradient(0.02), 32, Damped, Inconclusive),
        FirstPrice("a, rate 0.02", Learner.Adam(0.02), 128, Ringing, Inconclusive),
        FirstPrice("a, rate 0.03", Learner.Adam(0.03), 128, Ringing, Inconclusive),
        FirstPrice("a, rate 0.04", Learner.Adam(0.04), 128, Ringing, Inconclusive),
    ];

    /// <summary>Those that no constant was chosen on.</summary>
    public static Case[] Stress { get; } =
    [
        Contest("contest, momentum 0.5", 16, Learner.Gradient(0.01, 0.5), 32, Damped),
        Contest("contest, step 0.25", 16, Learner.Gradient(0.25), 512, $"{Ringing}, self-sustained"),
        Ring("ring, k = 4", 4, Learner.Gradient(0.5), 32, 0.1, Damped),
        Ring("ring, k = 5.2", 5.2, Learner.Gradient(0.7), 32, 0.3, Cycle),
        Ring("ring, batch 1", 8, Learner.Gradient(0.7), 1, 0.3, Cycle),
        new("bilinear, batch 1", () => new Bilinear(), Learner.Gradient(0.05), 1, [0, 0], 0.1, Diverging),
        new("beta 25, momentum 0.9", () => new LinearFirstPrice(25), Learner.Gradient(0.3, 0.9), 64, [0.9, 0.9], 0.1,
            Ringing),
        FirstPrice("step 0.02", Learner.Gradient(0.02), 128, "drift"),
    ];

    /// <summary>One of them.</summary>
    public static Case Named(string name) =>
        All.Concat(Grey).Concat(Stress).Single(one => one.Name == name);

    private static Case FirstPrice(string name, Learner learner, int? batch, params string[] verdicts) =>
        new(name, () => new LinearFirstPrice(), learner, batch, [0.9, 0.9], 0.1, verdicts)
        {
            // theta = 0 is w = 1/2.
            Equilibrium = [0, 0],
        };

    private static Case Contest(string name, double favourite, Learner learner, int batch, params string[] verdicts) =>
        new(name, () => new TullockContest(favourite), learner, batch, new TullockContest(favourite).Equilibrium, 0.005,
            verdicts)
        { Equilibrium = new TullockContest(favourite).Equilibrium };

    private static Case Ring(
        string name, double k, Learner learner, int batch, double jitter, params string[] verdicts) =>
        new(name, () => new RingContest(3, k), learner, batch, new RingContest(3, k).Equilibrium, jitter, verdicts)
        { Equilibrium = new RingContest(3, k).Equilibrium };

    private static Case Weights(string name, Func<MatrixLogWeights> game, params string[] verdicts) =>
        new(name, game, Learner.Gradient(0.1), null, new double[6], 0.3, verdicts)
        { AreLogWeights = true, Actors = [(0, 3), (3, 6)] };
}
