using System.Runtime.InteropServices;
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
/// the same types every time, so that only the rivals are sampled.
/// </remarks>
internal sealed class BestResponse
{
    private readonly AuctionGame _game;
    private readonly Bidder _bidder;
    private readonly IBidFunction _bids;
    private readonly Rows _rows;
    private readonly MeasuredTypes _measured;
    private readonly MeasuredTypes _shown;

    public BestResponse(AuctionGame game, Bidder bidder, IBidFunction bids, Rows rows)
    {
        (_game, _bidder, _bids, _rows) = (game, bidder, bids, rows);
        _measured = MeasuredTypes.Weighted(game.Rules, bidder);
        _shown = MeasuredTypes.Shown(game.Rules, bidder);
    }

    /// <summary>[Count].</summary>
    public Published[] Publish(Block block) =>
        [.. Enumerable.Range(block.First, block.Count).Select(replica => Publish(block, replica))];

    public Finding Respond(Block block, Opposed[] opposed, RunningMultiplier average, ReadOnlySpan<long> failedIn)
    {
        var columns = new SortedDictionary<string, double[]>(StringComparer.Ordinal);
        var table = new BidTable(_shown.Types, new double[block.Count][], new double[block.Count, _shown.Count]);
        var multipliers = new double[_bids.Parameters.shape[0]];
        bool hasMultipliers = _bids.Multipliers(multipliers);
        for (int k = 0; k < block.Count; k++)
        {
            int r = block.First + k;
            table.Bids[k] = new double[_shown.Count * _game.Rules.Shape.Bids];
            var found = failedIn[r] != 0 ? [] : Measure(r, k, opposed[k], table);
            found["multiplier"] = hasMultipliers ? multipliers[_rows.Of(r)] : double.NaN;
            found["multiplier-average"] = average.Of(_rows.Of(r));
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

    private Published Publish(Block block, int replica)
    {
        int row = _rows.Of(replica);
        if (_game.ChecksAreExact)
        {
            return _bids is ITableBids tables ? tables.Publish(row) : new Published(Knots: _bids.Knots(row));
        }
        var (nature, shape) = (_game.Rules.Nature, _game.Rules.Shape);
        int samples = _bidder.Prior.IsJoint ? _game.JointRows : block.Samples;
        var types = new double[samples * shape.Types];
        if (_bidder.Prior.IsJoint)
        {
            JointTypes(types);
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

    /// <summary>A joint prior's rows, each once.</summary>
    private void JointTypes(double[] types)
    {
        for (int s = 0; s < types.Length; s++)
        {
            types[s] = (s + 0.5) / types.Length;
        }
        _bidder.Prior.Quantile(_bidder.Number, types.AsSpan());
    }

    private Dictionary<string, double> Measure(int replica, int k, Opposed opposed, BidTable table)
    {
        int row = _rows.Of(replica);
        _bids.Evaluate(row, _shown.Types, table.Bids[k]);
        var losses = MemoryMarshal.CreateSpan(ref table.Losses[k, 0], _shown.Count);
        if (_bidder.Prior.IsJoint)
        {
            losses.Fill(double.NaN);
            return new Assessment(_game, _bidder, _measured, Bids(row, _measured)).Summary(AgainstOwnRows(opposed));
        }
        var opposition = Opponents.Of(_game.Rules, _bidder.Number, opposed);
        var shown = new Assessment(_game, _bidder, _shown, Bids(row, _shown));
        shown.Losses([.. Enumerable.Repeat(opposition, 1)]).CopyTo(losses);
        return new Assessment(_game, _bidder, _measured, Bids(row, _measured)).Summary([opposition]);
    }

    private OwnBids Bids(int row, MeasuredTypes types) => OwnBids.Of(_bids, row, types, _game.Rules.Shape.Bids);

    /// <summary>A joint prior: the law that opposes a type is that of the rows in which the bidder has this
    /// type.</summary>
    private IOpposition[] AgainstOwnRows(Opposed opposed)
    {
        int rows = _game.JointRows, width = opposed.Statistic!.Length / rows;
        var own = new double[rows];
        JointTypes(own);
        return
        [
            .. _measured.Types.Select(type => Opponents.Of(_game.Rules, _bidder.Number, new Opposed(Statistic:
            [
                .. Enumerable.Range(0, rows).Where(s => own[s] == type)
                    .SelectMany(s => opposed.Statistic.Skip(s * width).Take(width)),
            ]))),
        ];
    }
}
