using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every smoothed market: its limit, its slopes, and that replicas do not meet.</summary>
/// <remarks>Smoothed markets work in 32 bits, and tolerances are for that.</remarks>
public static class SmoothingLaws
{
    private const int Games = 32, Bidders = 3;

    /// <summary>Makes a smoothing of a given strength beta in each replica; a temperature is 1/beta.</summary>
    public delegate ISmoothing OfStrength(params double[] beta);

    /// <summary>Checks one form of smoothing on one mechanism.</summary>
    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(OfStrength smoothing, IMechanism mechanism, string? name = null)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        name ??= $"{Piece.NameOf(smoothing(1))} of {Piece.NameOf(mechanism)}";
        Limit(smoothing, mechanism, name);
        Slopes(smoothing, mechanism, name);
        RowsAlone(smoothing, mechanism, name);
    }

    private static void Limit(OfStrength smoothing, IMechanism mechanism, string name)
    {
        var bids = Draw(1, apart: 0.02f);
        var exact = mechanism.Clear(cat([.. bids], 1).transpose(1, 2).to(float64)).Win.squeeze(3);
        double last = double.PositiveInfinity;
        foreach (double beta in (double[])[10, 100, 1000, 10000])
        {
            var signals = Clear(smoothing(beta), mechanism, bids, 1);
            var win = cat([.. signals.Select(s => s.Win)], 1).squeeze(3).transpose(1, 2).to(float64);
            double distance = (win - exact).abs().max().item<double>();
            Law.Holds(distance <= last, name, "the smoothed allocation comes nearer to the exact one as beta grows",
                $"at beta={beta} it is {distance} away, before {last} (seed=1)");
            last = distance;
            if (beta == 10000)
            {
                Law.Holds(distance < 1e-6, name, "the smoothed allocation tends to the exact one",
                    $"at beta={beta} it is still {distance} away (seed=1)");
            }
        }
    }

    private static void Slopes(OfStrength smoothing, IMechanism mechanism, string name)
    {
        const float H = 1e-3f;
        const double Beta = 8;
        var bids = Draw(1, apart: 4 * H);
        var signals = Clear(smoothing(Beta), mechanism, bids, 1);
        for (int i = 0; i < Bidders; i++)
        {
            var up = Clear(smoothing(Beta), mechanism, [.. bids.Select((b, k) => k == i ? b + H : b)], 1)[i];
            var down = Clear(smoothing(Beta), mechanism, [.. bids.Select((b, k) => k == i ? b - H : b)], 1)[i];
            Near((up.Win - down.Win) / (2 * H), signals[i].WinSlope, "the slope of winning is its difference quotient");
            Near((up.Payment - down.Payment) / (2 * H), signals[i].PaymentSlope,
                "the slope of the payment is its difference quotient");
        }

        // Rounding: 2^-24 / H = 6e-5 of each number; truncation: beta^3 H^2 / 6 = 9e-5.
        void Near(Tensor expected, Tensor found, string law) =>
            Law.Near(Doubles(expected), Doubles(found), 1e-3, name, law);
    }

    private static void RowsAlone(OfStrength smoothing, IMechanism mechanism, string name)
    {
        double[] beta = [5, 50, 500];
        var bids = Draw(beta.Length, apart: 0);
        var together = Clear(smoothing(beta), mechanism, bids, beta.Length);
        for (int r = 0; r < beta.Length; r++)
        {
            var alone = Clear(smoothing(beta[r]), mechanism, [.. bids.Select(b => b.narrow(0, r, 1).clone())], 1);
            for (int i = 0; i < Bidders; i++)
            {
                foreach (var (row, single) in ((Tensor, Tensor)[])
                    [(together[i].Win, alone[i].Win), (together[i].WinSlope, alone[i].WinSlope),
                    (together[i].Payment, alone[i].Payment), (together[i].PaymentSlope, alone[i].PaymentSlope)])
                {
                    Law.Equal(single.AsSpan<float>(), row.AsSpan<float>().Slice(r * Games, Games), name,
                        "a replica alone gives the same row");
                }
            }
        }
    }

    /// <summary>Bids of every bidder, [R, 1, B, 1], no two of a game nearer than asked.</summary>
    private static Tensor[] Draw(int replicas, float apart)
    {
        var drawn = new float[replicas * Games * Bidders];
        new RandomStream(StreamKey.Of(1, new ActorId("law", 1), "bids"), 0).Uniform(drawn);
        for (int game = 0; game < replicas * Games; game++)
        {
            var bids = drawn.AsSpan(game * Bidders, Bidders);
            for (int i = 0; i < Bidders; i++)
            {
                // Each bidder has a lane of the unit interval in every game; lanes turn from game to game.
                bids[i] = ((i + game) % Bidders + apart + (1 - 2 * apart) * bids[i]) / Bidders + 0.1f;
            }
        }
        return [.. Enumerable.Range(0, Bidders).Select(i => tensor(
            [.. Enumerable.Range(0, replicas * Games).Select(game => drawn[game * Bidders + i])],
            [replicas, 1, Games, 1]))];
    }

    private static Signal[] Clear(ISmoothing smoothing, IMechanism mechanism, Tensor[] bids, int replicas)
    {
        Signal[] signals = [.. bids.Select(_ => new Signal(replicas, 1, Games, mechanism.Shape(Bidders), CPU))];
        using var market = smoothing.Open(mechanism, replicas, CPU);
        market.Clear(bids, signals);
        return signals;
    }

    private static double[] Doubles(Tensor tensor) => tensor.to(float64).contiguous().AsSpan<double>().ToArray();
}
