using AgentMarkets.Auctions;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>What holds for every smoothed market: its limit, its slopes, and that replicas do not meet.</summary>
/// <remarks>Smoothed markets work in 32 bits, and tolerances are for that.</remarks>
public static class SmoothingLaws
{
    private const int Games = 32;

    /// <summary>Makes a smoothing of a given strength beta in each replica; a temperature is 1/beta.</summary>
    public delegate ISmoothing OfStrength(params double[] beta);

    /// <summary>Checks one form of smoothing on every mechanism of a catalogue that it does not refuse.</summary>
    /// <exception cref="TestKitException">A law is broken, or the form refuses every mechanism.</exception>
    public static void OverCatalogue(OfStrength smoothing, Catalog catalog, IEnumerable<string>? examples = null,
        IDataSource? data = null)
    {
        int taken = 0;
        foreach (var (text, mechanism) in Pieces.Of<IMechanism>(catalog, examples ?? [], data))
        {
            if (smoothing(1).Refuses(mechanism) is null)
            {
                Check(smoothing, mechanism, $"{Piece.NameOf(smoothing(1))} of {text}");
                taken++;
            }
        }
        Law.Holds(taken > 0, Piece.NameOf(smoothing(1)), "a form of smoothing is for some rule", "it refuses them all");
    }

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

    private static int BiddersOf(IMechanism mechanism) =>
        Math.Clamp(3, mechanism.FewestBidders, mechanism.MostBidders ?? 3);

    private static void Limit(OfStrength smoothing, IMechanism mechanism, string name)
    {
        var bids = Draw(mechanism, 1, apart: 0.02f);
        // [R, B, N, K].
        var exact = mechanism.Clear(cat([.. bids], 1).transpose(1, 2).to(float64)).Win;
        // Where bids are added up, sums may be closer than bids are: some games are near a tie.
        bool mayTie = mechanism is not OneItem;
        double last = double.PositiveInfinity;
        foreach (double beta in (double[])[10, 100, 1000, 10000])
        {
            var signals = Clear(smoothing(beta), mechanism, bids, 1);
            var apart = (cat([.. signals.Select(s => s.Win)], 1).transpose(1, 2).to(float64) - exact).abs();
            double distance = (mayTie ? apart.mean() : apart.max()).item<double>();
            Law.Holds(distance <= last, name, "the smoothed allocation comes nearer to the exact one as beta grows",
                $"at beta={beta} it is {distance} away, before {last} (seed=1)");
            last = distance;
            if (beta == 10000)
            {
                Law.Holds(distance < (mayTie ? 0.02 : 1e-6), name, "the smoothed allocation tends to the exact one",
                    $"at beta={beta} it is still {distance} away (seed=1)");
            }
        }
    }

    private static void Slopes(OfStrength smoothing, IMechanism mechanism, string name)
    {
        const float H = 1e-3f;
        const double Beta = 8;
        var bids = Draw(mechanism, 1, apart: 4 * H);
        var signals = Clear(smoothing(Beta), mechanism, bids, 1);
        for (int i = 0; i < bids.Length; i++)
        {
            for (int a = 0; a < bids[i].shape[3]; a++)
            {
                var up = Clear(smoothing(Beta), mechanism, Moved(bids, i, a, H), 1)[i];
                var down = Clear(smoothing(Beta), mechanism, Moved(bids, i, a, -H), 1)[i];
                Near((up.Win - down.Win) / (2 * H), signals[i].WinSlope.select(-1, a),
                    "the slope of winning is its difference quotient");
                Between(up.Payment, signals[i].Payment, down.Payment, signals[i].PaymentSlope.select(-1, a));
                if (signals[i].Loss is { } loss)
                {
                    Near((up.Loss!.Value.Loss - down.Loss!.Value.Loss) / (2 * H), loss.Slope.select(-1, a),
                        "the slope of what losers pay is its difference quotient");
                }
            }
        }

        // Rounding: 2^-24 / H = 6e-5 of each number; truncation: beta^3 H^2 / 6 = 9e-5.
        void Near(Tensor expected, Tensor found, string law) =>
            Law.Near(DrawnBids.Numbers(expected), DrawnBids.Numbers(found), 1e-3, name, law);

        // Payments have kinks: the slope lies between the difference quotients of the two sides.
        void Between(Tensor up, Tensor here, Tensor down, Tensor found)
        {
            var (right, left) = ((up - here) / H, (here - down) / H);
            Near(minimum(maximum(found, minimum(right, left)), maximum(right, left)), found,
                "the slope of the payment is its difference quotient");
        }
    }

    private static Tensor[] Moved(Tensor[] bids, int bidder, int number, float by)
    {
        Tensor[] moved = [.. bids.Select(b => b.clone())];
        moved[bidder].select(-1, number).add_(by);
        return moved;
    }

    private static void RowsAlone(OfStrength smoothing, IMechanism mechanism, string name)
    {
        double[] beta = [5, 50, 500];
        var bids = Draw(mechanism, beta.Length, apart: 0);
        var together = Clear(smoothing(beta), mechanism, bids, beta.Length);
        for (int r = 0; r < beta.Length; r++)
        {
            var alone = Clear(smoothing(beta[r]), mechanism, [.. bids.Select(b => b.narrow(0, r, 1).clone())], 1);
            for (int i = 0; i < bids.Length; i++)
            {
                foreach (var (row, single) in AllOf(together[i].Market).Zip(AllOf(alone[i].Market)))
                {
                    Law.Equal(Floats(single), Floats(row.narrow(0, r, 1)), name, "a replica alone gives the same row");
                }
            }
        }
    }

    private static IEnumerable<Tensor> AllOf(MarketSignal market) => new[]
    {
        market.Win, market.Payment, market.Loss, market.WinSlope, market.PaymentSlope, market.LossSlope,
    }.OfType<Tensor>();

    private static float[] Floats(Tensor tensor) => tensor.contiguous().AsSpan<float>().ToArray();

    /// <summary>Bids of every bidder, [R, 1, B, A], no two numbers of a game nearer than asked.</summary>
    private static Tensor[] Draw(IMechanism mechanism, int replicas, float apart)
    {
        int bidders = BiddersOf(mechanism), numbers = mechanism.Shape(bidders).Bids, lanes = bidders * numbers;
        var drawn = new float[replicas * Games * lanes];
        new RandomStream(StreamKey.Of(1, new ActorId("law", 1), "bids"), 0).Uniform(drawn);
        for (int game = 0; game < replicas * Games; game++)
        {
            var bids = drawn.AsSpan(game * lanes, lanes);
            for (int i = 0; i < lanes; i++)
            {
                // Each number has a lane of the unit interval in every game; lanes turn from game to game.
                bids[i] = ((i + game) % lanes + apart + (1 - 2 * apart) * bids[i]) / lanes + 0.1f;
            }
            for (int i = 0; i < bidders && mechanism.BidsDescend; i++)
            {
                bids.Slice(i * numbers, numbers).Sort(static (a, b) => b.CompareTo(a));
            }
        }
        var all = tensor(drawn, [replicas, Games, bidders, numbers]);
        return [.. Enumerable.Range(0, bidders).Select(i => all.select(2, i).unsqueeze(1).contiguous().clone())];
    }

    private static Signal[] Clear(ISmoothing smoothing, IMechanism mechanism, Tensor[] bids, int replicas)
    {
        Signal[] signals =
            [.. bids.Select(_ => new Signal(replicas, 1, Games, mechanism.Shape(bids.Length), CPU))];
        using var market = smoothing.Open(mechanism, replicas, CPU);
        market.Clear(bids, signals);
        return signals;
    }
}
