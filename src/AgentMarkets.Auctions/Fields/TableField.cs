using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions.Fields;

/// <summary>A game of tables in their log weights: what every action earns against the tables of the others.</summary>
/// <remarks>y += eta c, s ~ exp(y): the direction is the payoffs c themselves, not the derivative of the mean payoff
/// (docs/oscillation.md, 2, D8). Nothing is drawn.</remarks>
internal sealed class TableField : IGradientField
{
    private readonly AuctionGame _game;
    private readonly List<(int Rows, ITableBids[] Tables)> _started = [];
    private readonly Watched[] _watched;
    private readonly int[] _numbers;

    /// <param name="game">Replicas that differ in nothing but their seed; every seat is one bidder.</param>
    public TableField(AuctionGame game)
    {
        _game = game;
        var tables = Tables(1);
        _numbers = [.. tables.Select(table => table.Strategy(0).Length)];
        _watched = [.. game.Seats.Zip(tables, (seat, table) => new Watched(game.Rules, seat, table))];
        Observables = [.. _watched.SelectMany(seat => seat.Names)];
        Parameters = [.. game.Seats.Zip(tables, (seat, table) => Enumerable.Range(0, table.Strategy(0).Length)
            .Select(k => $"{seat.Id}.y({k / table.Bids.Length + 1},{table.Bids[k % table.Bids.Length]:G4})"))
            .SelectMany(names => names)];
    }

    public IReadOnlyList<string> Parameters { get; }

    public IReadOnlyList<string> Observables { get; }

    public Expectation Expectation => new(ExpectationKind.Exact);

    /// <inheritdoc cref="AuctionField.Actors"/>
    public IReadOnlyList<(int First, int End)> Actors => Watched.Places(_watched);

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients) =>
        Visit(points, gradients, (_, payoffs, to) => payoffs.CopyTo(to));

    public void Sampled(ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch,
        Span<double> gradients) => Expected(points, gradients);

    public bool NashGap(ReadOnlySpan<double> points, Span<double> gaps)
    {
        // Of every row and bidder, what its best replies would add.
        var gains = new double[points.Length];
        Visit(points, gains, (seat, payoffs, to) =>
        {
            var (table, row, mass) = seat;
            var strategy = table.Strategy(row);
            int actions = table.Bids.Length;
            for (int o = 0; o < mass.Length; o++)
            {
                var earned = payoffs.AsSpan(o * actions, actions);
                double best = double.NegativeInfinity, own = 0;
                for (int a = 0; a < actions; a++)
                {
                    best = Math.Max(best, earned[a]);
                    own += strategy[o * actions + a] * earned[a];
                }
                to[0] += mass[o] * (best - own);
            }
        });
        int all = Parameters.Count;
        for (int row = 0; row < gaps.Length; row++)
        {
            double sum = 0;
            foreach (double gain in gains.AsSpan(row * all, all))
            {
                sum += gain;
            }
            gaps[row] = sum;
        }
        return true;
    }

    public void Observe(ReadOnlySpan<double> points, Span<double> observed)
    {
        int rows = points.Length / Parameters.Count;
        var tables = Put(points, rows);
        for (int k = 0, first = 0; k < _watched.Length; first += _watched[k++].Names.Count)
        {
            int numbers = _watched[k].Names.Count;
            var own = new double[rows * numbers];
            _watched[k].Look(tables[k], own);
            for (int row = 0; row < rows; row++)
            {
                own.AsSpan(row * numbers, numbers).CopyTo(observed[(row * Observables.Count + first)..]);
            }
        }
    }

    public void Dispose()
    {
        foreach (var table in _started.SelectMany(started => started.Tables))
        {
            table.Dispose();
        }
    }

    private delegate void Note((ITableBids Table, int Row, double[] Mass) seat, double[] payoffs, Span<double> to);

    /// <summary>Finds what every action of everybody earns, row by row.</summary>
    private void Visit(ReadOnlySpan<double> points, Span<double> results, Note note)
    {
        int all = Parameters.Count, rows = points.Length / all;
        var tables = Put(points, rows);
        for (int row = 0; row < rows; row++)
        {
            Published[] published = [.. tables.Select(table => table.Publish(row))];
            for (int k = 0, first = 0; k < tables.Length; first += _numbers[k++])
            {
                var bidder = _game.Bidders[k];
                var (types, mass) = tables[k].TypesOf(bidder);
                var opposition = Opponents.Of(_game.Rules, bidder.Number, new Opposed(Rivals: published));
                var payoffs = new double[_numbers[k]];
                Payoffs.Of(_game.Rules, bidder, opposition, types, tables[k].Bids, payoffs);
                note((tables[k], row, mass), payoffs, results.Slice(row * all + first, _numbers[k]));
            }
        }
    }

    /// <summary>The tables of joint log weights.</summary>
    private ITableBids[] Put(ReadOnlySpan<double> points, int rows)
    {
        var tables = Tables(rows);
        int all = Parameters.Count;
        for (int row = 0; row < rows; row++)
        {
            for (int k = 0, first = 0; k < tables.Length; first += _numbers[k++])
            {
                int actions = tables[k].Bids.Length;
                var strategy = tables[k].Strategy(row);
                for (int o = 0; o < strategy.Length; o += actions)
                {
                    Simplex.Softmax(points.Slice(row * all + first + o, actions), 1, strategy.Slice(o, actions));
                }
            }
        }
        return tables;
    }

    private ITableBids[] Tables(int rows)
    {
        int known = _started.FindIndex(started => started.Rows == rows);
        if (known < 0)
        {
            known = _started.Count;
            _started.Add((rows, [.. _game.Seats.Select(seat => ((ITableStrategy)seat.First.Strategy).StartTable(
                new Opening(_game.Rules, seat, new ulong[rows], _game.Setup.Device)))]));
        }
        return _started[known].Tables;
    }
}
