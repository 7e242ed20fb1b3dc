using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Diagnostics;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions.Fields;

/// <summary>A game of tables in their log weights: what every action earns against the tables of the others.</summary>
/// <remarks>y += eta c, s ~ exp(y): the direction is the payoffs c themselves, not the derivative of the mean payoff
/// (docs/oscillation.md, 2, D8). Who shares a table moves it by the mean of what each would earn. Nothing is
/// drawn.</remarks>
internal sealed class TableField : IGradientField
{
    private readonly AuctionGame _game;
    private readonly List<(int Rows, ITableBids[] Tables)> _started = [];
    private readonly Watched[] _watched;
    private readonly int[] _numbers;
    private readonly Owner[] _owners;

    /// <param name="game">Replicas that differ in nothing but their seed.</param>
    public TableField(AuctionGame game)
    {
        _game = game;
        var tables = Tables(1);
        _owners = [.. game.Seats.SelectMany((seat, k) => Enumerable.Range(0, TablesOf(seat))
            .Select(c => new Owner(k, c, seat.IsShared ? seat.Members : [seat.Members[c]])))];
        _numbers = [.. _owners.Select(owner => tables[owner.Seat].Strategy(0).Length)];
        _watched = [.. game.Seats.Zip(tables, (seat, table) => new Watched(game.Rules, seat, table))];
        Observables = [.. _watched.SelectMany(seat => seat.Names)];
        Parameters = [.. _owners.SelectMany((owner, n) => Enumerable.Range(0, _numbers[n]).Select(k =>
        {
            double[] bids = tables[owner.Seat].Bids;
            var seat = game.Seats[owner.Seat];
            var id = TablesOf(seat) == 1 ? seat.Id : owner.Members[0].Id;
            return $"{id}.y({k / bids.Length + 1},{bids[k % bids.Length]:G4})";
        }))];
    }

    public IReadOnlyList<string> Parameters { get; }

    public IReadOnlyList<string> Observables { get; }

    public Expectation Expectation => new(ExpectationKind.Exact);

    /// <summary>Of each bidder that is looked at, where its observables begin and end.</summary>
    public IReadOnlyList<(int First, int End)> Actors => [.. Watched.Places(_watched).SelectMany((seat, k) =>
        Enumerable.Range(0, _watched[k].Shown).Select(c => (At(seat, k, c), At(seat, k, c + 1))))];

    /// <summary>How many tables a seat has in a replica.</summary>
    public static int TablesOf(Seat seat) => seat.IsShared ? 1 : seat.Members.Count;

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients) =>
        Visit(points, gradients, (_, payoffs, to) => payoffs.CopyTo(to));

    public void Sampled(ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch,
        Span<double> gradients) => Expected(points, gradients);

    public bool NashGap(ReadOnlySpan<double> points, Span<double> gaps)
    {
        // Of every row and bidder, what its best replies would add.
        var gains = new double[points.Length];
        Visit(points, gains, (of, payoffs, to) =>
        {
            var (table, row, mass, players) = of;
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
                to[0] += players * mass[o] * (best - own);
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

    /// <summary>Whose a table is.</summary>
    /// <param name="Place">Of the table among those of its seat.</param>
    private sealed record Owner(int Seat, int Place, IReadOnlyList<Bidder> Members);

    private delegate void Note((ITableBids Table, int Row, double[] Mass, int Players) of, double[] payoffs,
        Span<double> to);

    /// <summary>Finds what every action of everybody earns, row by row.</summary>
    private void Visit(ReadOnlySpan<double> points, Span<double> results, Note note)
    {
        int all = Parameters.Count, rows = points.Length / all;
        var tables = Put(points, rows);
        for (int row = 0; row < rows; row++)
        {
            Published[] published = [.. _owners.SelectMany(owner => Enumerable.Repeat(
                tables[owner.Seat].Publish(RowOf(owner, row)), owner.Members.Count))];
            for (int n = 0, first = 0; n < _owners.Length; first += _numbers[n++])
            {
                var owner = _owners[n];
                var table = tables[owner.Seat];
                var payoffs = new double[_numbers[n]];
                Earn(owner, table, published, payoffs);
                note((table, RowOf(owner, row), table.TypesOf(owner.Members[0]).Mass, owner.Members.Count), payoffs,
                    results.Slice(row * all + first, _numbers[n]));
            }
        }
    }

    /// <summary>What every action earns, the mean over those who share the table.</summary>
    private void Earn(Owner owner, ITableBids table, Published[] published, double[] payoffs)
    {
        var own = new double[payoffs.Length];
        foreach (var bidder in owner.Members)
        {
            var opposition = Opponents.Of(_game.Rules, bidder.Number, new Opposed(Rivals: published));
            Payoffs.Of(_game.Rules, bidder, opposition, table.TypesOf(bidder).Types, table.Bids, own);
            for (int k = 0; k < own.Length; k++)
            {
                payoffs[k] += own[k] / owner.Members.Count;
            }
        }
    }

    private int At((int First, int End) seat, int k, int member) =>
        seat.First + (seat.End - seat.First) / Math.Max(1, _watched[k].Shown) * member;

    private int RowOf(Owner owner, int row) => row * TablesOf(_game.Seats[owner.Seat]) + owner.Place;

    /// <summary>The tables of joint log weights.</summary>
    private ITableBids[] Put(ReadOnlySpan<double> points, int rows)
    {
        var tables = Tables(rows);
        int all = Parameters.Count;
        for (int row = 0; row < rows; row++)
        {
            for (int n = 0, first = 0; n < _owners.Length; first += _numbers[n++])
            {
                var table = tables[_owners[n].Seat];
                int actions = table.Bids.Length;
                var strategy = table.Strategy(RowOf(_owners[n], row));
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
