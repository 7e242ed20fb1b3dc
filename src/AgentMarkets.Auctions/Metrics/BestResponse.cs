using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>A bidder's part of the check: it publishes its strategy, and measures it against the law of the
/// others'.</summary>
/// <remarks>
/// l(v) = U*(v) - U(v, beta(v)), of the exact mechanism (docs/auctions.md, 4). All integrals over the own type use
/// the prior's grid, so that only the rivals are sampled.
/// </remarks>
internal sealed class BestResponse
{
    private const int TypesMeasured = 1025;
    private const int TypesShown = 129;

    private readonly AuctionGame _game;
    private readonly Bidder _bidder;
    private readonly IBidFunction _bids;
    private readonly double[] _types;
    private readonly double[] _weights;
    private readonly double[] _shown;

    public BestResponse(AuctionGame game, Bidder bidder, IBidFunction bids)
    {
        (_game, _bidder, _bids) = (game, bidder, bids);
        (_types, _weights) = bidder.Prior.Grid(bidder.Number, TypesMeasured);
        var (low, high) = bidder.Prior.Support(bidder.Number);
        _shown = [.. Enumerable.Range(0, TypesShown).Select(k =>
            k == TypesShown - 1 ? high : low + (high - low) * k / (TypesShown - 1))];
    }

    public PublishStrategy Publish(Block block)
    {
        if (_game.ChecksAreExact)
        {
            var (low, high) = _bidder.Prior.Support(_bidder.Number);
            var knots = Enumerable.Range(block.First, block.Count).Select(r => Knots(r, low, high)).ToArray();
            return new PublishStrategy(block, null, knots);
        }
        int samples = _bidder.Prior.IsJoint ? _game.JointRows : block.Samples;
        var types = new double[samples];
        var bids = new double[block.Count, samples];
        for (int k = 0; k < block.Count; k++)
        {
            if (_bidder.Prior.IsJoint)
            {
                JointTypes(_bidder.Number, types);
            }
            else
            {
                string purpose = block.Final ? "final-evaluation" : "evaluation";
                var key = StreamKey.Of(_game.Setup.Seeds[block.First + k], _bidder.TypeSource, purpose);
                new RandomStream(key, block.Round).Uniform(types);
                _bidder.Prior.Quantile(_bidder.Number, types);
            }
            _bids.Evaluate(block.First + k, types, MemoryMarshal.CreateSpan(ref bids[k, 0], samples));
        }
        return new PublishStrategy(block, bids, null);
    }

    public BestResponded Respond(OpposingBids law, RunningMultiplier average, ReadOnlySpan<long> failedIn)
    {
        var block = law.Block;
        var columns = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        var table = new BidTable(_shown, new double[block.Count, TypesShown], new double[block.Count, TypesShown]);
        var multipliers = new double[failedIn.Length];
        bool hasMultipliers = _bids.Multipliers(multipliers);
        for (int k = 0; k < block.Count; k++)
        {
            int r = block.First + k;
            var found = failedIn[r] != 0 ? [] : Measure(r, k, law, table);
            found["multiplier"] = hasMultipliers ? multipliers[r] : double.NaN;
            found["multiplier-average"] = average.Of(r);
            foreach (var (metric, value) in found)
            {
                if (!columns.TryGetValue(metric, out var column))
                {
                    columns.Add(metric, column = new double[block.Count]);
                    Array.Fill(column, double.NaN);
                }
                column[k] = value;
            }
        }
        return new BestResponded(block, [.. columns.Select(c => (c.Key, c.Value))], block.Final ? table : null);
    }

    private double[,] Knots(int replica, double low, double high)
    {
        Span<double> bids = stackalloc double[2];
        _bids.Evaluate(replica, [low, high], bids);
        return new[,] { { low, bids[0] }, { high, bids[1] } };
    }

    private void JointTypes(int bidder, double[] types)
    {
        for (int s = 0; s < types.Length; s++)
        {
            types[s] = (s + 0.5) / types.Length;
        }
        _bidder.Prior.Quantile(bidder, types.AsSpan());
    }

    private Dictionary<string, double> Measure(int replica, int row, OpposingBids law, BidTable table)
    {
        var bids = new double[_types.Length];
        var best = new double[_types.Length];
        var win = new double[_types.Length];
        _bids.Evaluate(replica, _types, bids);
        var shown = MemoryMarshal.CreateSpan(ref table.Bids[row, 0], TypesShown);
        _bids.Evaluate(replica, _shown, shown);
        var losses = MemoryMarshal.CreateSpan(ref table.Losses[row, 0], TypesShown);
        if (_bidder.Prior.IsJoint)
        {
            AgainstOwnRows(law, row, bids, best, win);
            losses.Fill(double.NaN);
        }
        else
        {
            var opposing = LawOf(law, row);
            var reply = new BestReply(opposing, _game.Mechanism);
            reply.Utilities(_types).CopyTo(best, 0);
            Wins(opposing, bids, win);
            var shownWin = new double[TypesShown];
            Wins(opposing, shown, shownWin);
            reply.Utilities(_shown).CopyTo(losses);
            for (int k = 0; k < TypesShown; k++)
            {
                double own = _shown[k] * shownWin[k] - _game.Mechanism.InterimPayment(shown[k], shownWin[k]);
                losses[k] = Math.Max(0, losses[k] - own);
            }
        }
        return Summarise(bids, best, win);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Dictionary<string, double> Summarise(double[] bids, double[] best, double[] win)
    {
        double utility = 0, paid = 0, won = 0, exAnte = 0, exInterim = 0, square = 0, largest = 0;
        for (int k = 0; k < _types.Length; k++)
        {
            double payment = _game.Mechanism.InterimPayment(bids[k], win[k]);
            double own = _types[k] * win[k] - payment;
            double loss = Math.Max(0, best[k] - own);
            utility += _weights[k] * own;
            paid += _weights[k] * payment;
            won += _weights[k] * _types[k] * win[k];
            exAnte += _weights[k] * loss;
            exInterim = Math.Max(exInterim, loss);
            if (_game.Equilibrium is { } equilibrium)
            {
                double gap = Math.Abs(bids[k] - equilibrium.Bid(_bidder.Number, _types[k]));
                square += _weights[k] * gap * gap;
                largest = Math.Max(largest, gap);
            }
        }
        bool known = _game.Equilibrium is not null;
        return new Dictionary<string, double>
        {
            ["utility"] = utility,
            ["payment"] = paid,
            ["value-won"] = won,
            ["utility-loss-ex-ante"] = exAnte,
            ["utility-loss-ex-interim"] = exInterim,
            ["l2"] = known ? Math.Sqrt(square) : double.NaN,
            ["l-infinity"] = known ? largest : double.NaN,
        };
    }

    private OpposingLaw LawOf(OpposingBids law, int row)
    {
        if (law.Rivals is { } rivals)
        {
            return OpposingLaw.Exact([.. rivals.Select(rival => (rival.Bidder, rival.Knots[row]))], _game.Bidders);
        }
        int samples = law.Highest!.GetLength(1);
        return OpposingLaw.Sampled(MemoryMarshal.CreateSpan(ref law.Highest[row, 0], samples),
            MemoryMarshal.CreateSpan(ref law.Share![row, 0], samples));
    }

    private void Wins(OpposingLaw law, ReadOnlySpan<double> bids, Span<double> win)
    {
        for (int k = 0; k < bids.Length; k++)
        {
            // A bid below nothing is not a bid; a bid of exactly zero wins only where the rule says so.
            win[k] = bids[k] < 0 || (bids[k] == 0 && !_game.Mechanism.ZeroWins) ? 0 : law.Win(bids[k]);
        }
    }

    /// <summary>A joint prior: the law that opposes a type is that of the rows in which the bidder has this
    /// type.</summary>
    private void AgainstOwnRows(OpposingBids law, int row, double[] bids, double[] best, double[] win)
    {
        int rows = law.Highest!.GetLength(1);
        var own = new double[rows];
        JointTypes(_bidder.Number, own);
        for (int k = 0; k < _types.Length; k++)
        {
            int[] mine = [.. Enumerable.Range(0, rows).Where(s => own[s] == _types[k])];
            double[] highest = [.. mine.Select(s => law.Highest[row, s])];
            double[] share = [.. mine.Select(s => law.Share![row, s])];
            var opposing = OpposingLaw.Sampled(highest, share);
            best[k] = new BestReply(opposing, _game.Mechanism).Utilities([_types[k]])[0];
            Wins(opposing, [bids[k]], win.AsSpan(k, 1));
        }
    }
}
