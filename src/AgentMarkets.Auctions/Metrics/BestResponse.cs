using System.Runtime.InteropServices;
using AgentMarkets.Auctions.Certificates;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>Which row of a seat's bid functions is a member's in a replica.</summary>
internal readonly record struct Rows(int PerReplica, int Member)
{
    public int Of(int replica) => replica * PerReplica + Member;
}

/// <summary>A bidder's part of the check: it publishes its strategy, and measures it against the law of the
/// others'.</summary>
/// <remarks>
/// l(v) = U*(v) - U(v, beta(v)), of the exact mechanism (docs/auctions.md, 4). All integrals over the own type use
/// the same types every time, so that only the rivals are sampled; where it begins to take part they are split.
/// </remarks>
internal sealed class BestResponse
{
    private readonly AuctionGame _game;
    private readonly Bidder _bidder;
    private readonly IBidFunction _bids;
    private readonly Rows _rows;
    private readonly MeasuredTypes _measured;
    private readonly MeasuredTypes _shown;
    private readonly AverageChecks _averages;

    public BestResponse(AuctionGame game, Bidder bidder, IBidFunction bids, Rows rows, PlayedTables? tables = null,
        ParameterAverages? parameters = null)
    {
        _averages = new AverageChecks(game, bidder, bids, tables, parameters);
        (_game, _bidder, _bids, _rows) = (game, bidder, bids, rows);
        _measured = MeasuredTypes.Weighted(game.Rules, bidder);
        _shown = MeasuredTypes.Shown(game.Rules, bidder);
    }

    /// <summary>[Count].</summary>
    public Published[] Publish(Block block) =>
        [.. Enumerable.Range(block.First, block.Count).Select(replica => Publish(block, replica))];

    public Finding Respond(Block block, Opposed[] opposed, RunningMultiplier average, double[]? smoothed,
        ReadOnlySpan<long> failedIn, double[]? steps = null)
    {
        var columns = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        var table = new BidTable(_shown.Types, new double[block.Count][], new double[block.Count, _shown.Count])
        {
            Certified = !block.Final || !_game.AsksCertificate ? null
                : [.. Enumerable.Range(0, block.Count).Select(_ => new double[_shown.Count])],
        };
        var multipliers = new double[_bids.Parameters.shape[0]];
        bool hasMultipliers = _bids.Multipliers(multipliers);
        for (int k = 0; k < block.Count; k++)
        {
            int r = block.First + k;
            table.Bids[k] = new double[_shown.Count * _game.Rules.Shape.Bids];
            var found = failedIn[r] != 0 ? Nothing(table, k) : Measure(block, r, k, opposed[k], table);
            found["multiplier"] = hasMultipliers ? multipliers[_rows.Of(r)] : double.NaN;
            found["multiplier-average"] = average.Of(_rows.Of(r));
            found["multiplier-spread"] = average.Spread(_rows.Of(r));
            found["learning-step"] = steps is null ? double.NaN : Mean(steps, _rows.Of(r), multipliers.Length);
            found["smoothed-utility"] = smoothed?[_rows.Of(r)] ?? double.NaN;
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
        return new Finding([.. columns.Select(c => (c.Key, c.Value))], block.Final ? table : null);
    }

    private static double Mean(double[] all, int row, int rows) =>
        all.Skip(row * (all.Length / rows)).Take(all.Length / rows).Average();

    private Published Publish(Block block, int replica)
    {
        int row = _rows.Of(replica);
        switch (_game.Publishing)
        {
            case Publishing.Laws:
                return _averages.Publish(
                    _bids is ITableBids tables ? tables.Publish(row) : new Published(Knots: _bids.Knots(row)), row);
            case Publishing.Tables:
                return new Published(Knots: _bids.Knots(row) ?? TabulatedBids.Of(_game.Rules.Nature.Support(_bidder),
                    (types, bids) => _bids.Evaluate(row, types, bids)));
        }
        return PublishBids(block, replica, row);
    }

    /// <summary>Bids of fresh types, or of the rows of a joint prior.</summary>
    private Published PublishBids(Block block, int replica, int row)
    {
        var (nature, shape) = (_game.Rules.Nature, _game.Rules.Shape);
        int samples = _bidder.Prior.IsJoint ? _game.JointRows : block.Samples;
        var types = new double[samples * shape.Types];
        if (_bidder.Prior.IsJoint)
        {
            OpposingLaws.JointTypes(_bidder, types);
        }
        else
        {
            string purpose = block.Final ? "final-evaluation" : "evaluation";
            nature.Draw(_bidder, nature.StreamOf(_bidder, _game.Setup.Seeds[replica], purpose), block.Round,
                types.AsSpan());
        }
        var bids = new double[samples * shape.Bids];
        if (_bids is ITableBids mixed)
        {
            Draw(mixed, block, replica, types, bids);
        }
        else
        {
            _bids.Evaluate(row, types, bids);
        }
        return new Published(Bids: bids);
    }

    /// <summary>Bids of a mixed strategy: the lots are the bidder's own.</summary>
    private void Draw(ITableBids mixed, Block block, int replica, double[] types, double[] bids)
    {
        var draws = new float[types.Length];
        string purpose = block.Final ? "final-evaluation-bids" : "evaluation-bids";
        new RandomStream(StreamKey.Of(_game.Setup.Seeds[replica], _bidder.Id, purpose), block.Round).Uniform(draws);
        var drawn = new float[types.Length];
        mixed.Draw(_rows.Of(replica), [.. types.Select(v => (float)v)], draws, drawn);
        for (int s = 0; s < drawn.Length; s++)
        {
            bids[s] = drawn[s];
        }
    }

    /// <summary>A replica that failed has no bids to show.</summary>
    private static Dictionary<string, double> Nothing(BidTable table, int k)
    {
        Array.Fill(table.Bids[k], double.NaN);
        Array.Fill(table.Certified?[k] ?? [], double.NaN);
        MemoryMarshal.CreateSpan(ref table.Losses[k, 0], table.Losses.GetLength(1)).Fill(double.NaN);
        return [];
    }

    private Dictionary<string, double> Measure(Block block, int replica, int k, Opposed opposed, BidTable table)
    {
        int row = _rows.Of(replica);
        _bids.Evaluate(row, _shown.Types, table.Bids[k]);
        var laws = new OpposingLaws(_game, _bidder, opposed, block, replica);
        var types = Participation.Threshold(_game.Rules, _bidder, _bids, row, _measured.Types) is { } jump
            ? MeasuredTypes.Split(_game.Rules, _bidder, jump)
            : _measured;
        var measured = laws.Of(types.Types);
        var assessment = new Assessment(_game, _bidder, types, Bids(row, types));
        var found = assessment.Summary(measured);
        if (block.Final)
        {
            Show(row, laws, types, measured).CopyTo(MemoryMarshal.CreateSpan(ref table.Losses[k, 0], _shown.Count));
            var (utility, payment, elsewhere) = laws.Errors(assessment, types, measured);
            var ofTypes = assessment.TypeErrors(measured);
            found["utility-sampling-error"] = Together(utility, ofTypes.Utility);
            found["payment-sampling-error"] = Together(payment, ofTypes.Paid);
            if (elsewhere is { } gain)
            {
                found["utility-loss-sampling-error"] = Math.Max(0, found["utility-loss-ex-ante"] - gain);
            }
        }
        if (_game.Equilibrium is not null && !_bidder.Prior.IsJoint && _game.Asks("utility-against-equilibrium"))
        {
            found["utility-against-equilibrium"] = assessment.Mean(laws.OfEquilibrium(types.Types)).Utility;
        }
        _averages.Measure(row, opposed, _measured, found);
        if (block.Final && _game.AsksCertificate)
        {
            Certify(row, opposed, found, table.Certified![k]);
        }
        if (block.Final && _game.Asks("utility-loss-constrained") && ConstrainedLoss.WhyNot(_game.Rules) is null)
        {
            found["utility-loss-constrained"] =
                ConstrainedLoss.Of(_game.Rules, _bidder, measured[0], _bids, row, _game.Responses);
        }
        if (_game.Asks("utility-loss-grid"))
        {
            found["utility-loss-grid"] = new GridEstimate(_game, _bidder, laws).Of(_bids, row, block, replica);
        }
        return found;
    }

    /// <summary>The certificate and its parts, where there is one.</summary>
    /// <param name="shown">What the types on show could gain at most, written in place.</param>
    private void Certify(int row, Opposed opposed, Dictionary<string, double> found, double[] shown)
    {
        if (Certifiable.Of(_game.Rules, _bidder, opposed, _bids, row, _game.Certificates) is not var (made, confidence))
        {
            Array.Fill(shown, double.NaN);
            return;
        }
        var loss = made.Loss(confidence);
        found["utility-loss-certified"] = loss.ExAnte;
        found["utility-loss-certified-ex-interim"] = loss.ExInterim;
        found["certificate-confidence"] = loss.Confidence;
        found["certificate-found"] = loss.Found;
        found["certificate-between-bids"] = loss.BetweenBids;
        found["certificate-between-types"] = loss.BetweenTypes;
        found["certificate-sampling"] = loss.Sampling;
        found["certificate-type"] = loss.Best.Type;
        found["certificate-bid"] = loss.Best.Bid;
        found["certificate-gain"] = loss.Best.Gain;
        made.At(_shown.Types).CopyTo(shown, 0);
    }

    /// <summary>Losses at the types to look at; a joint prior says nothing of types that it does not have.</summary>
    private double[] Show(int row, OpposingLaws laws, MeasuredTypes types, IOpposition[] measured)
    {
        if (_bidder.Prior.IsJoint)
        {
            return [.. Enumerable.Repeat(double.NaN, _shown.Count)];
        }
        bool isSame = measured.Length == 1 || _shown.Types.AsSpan().SequenceEqual(types.Types);
        return new Assessment(_game, _bidder, _shown, Bids(row, _shown))
            .Losses(isSame ? measured : laws.Of(_shown.Types));
    }

    /// <summary>Independent errors: the first not-a-number where no rival is sampled, the second 0 where no type
    /// is.</summary>
    private static double Together(double ofRivals, double ofTypes) => ofTypes == 0 ? ofRivals
        : double.IsNaN(ofRivals) ? ofTypes : Math.Sqrt(ofRivals * ofRivals + ofTypes * ofTypes);

    private OwnBids Bids(int row, MeasuredTypes types) => OwnBids.Of(_bids, row, types, _game.Rules.Shape.Bids);
}
