using AgentMarkets.Auctions.Plays;
using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Auctions.Fields;

/// <summary>The simultaneous gradient of an auction game: everybody's utility in the smoothed market, each in its own
/// parameters.</summary>
/// <remarks>Batches are played by the bidders' own bid functions, in 32 bits as when they learn. Expectations are exact
/// where all bid functions are lines and somebody knows the integral; else the mean over one fixed set of games, evenly
/// spread where types are independent, and drawn elsewhere.</remarks>
internal sealed class AuctionField : IGradientField
{
    // Fixed samples are played so many games at a time, which fit into the cache.
    private const int Chunk = 1 << 13;
    private const int RowsAtOnce = 64;

    private readonly AuctionGame _game;
    private readonly LineField? _exact;
    private readonly long _fixedSample;
    private readonly EvenTypes? _even;
    private readonly List<(ulong[] Seeds, int Batch, bool IsFixed, PlayedGames Games)> _played = [];
    private readonly Watched[] _watched;

    /// <param name="game">Replicas that differ in nothing but their seed.</param>
    /// <param name="fixedSample">Games of the fixed sample, where there has to be one.</param>
    public AuctionField(AuctionGame game, long fixedSample)
    {
        _game = game;
        _exact = ExpectedSlopes.Of(game) is { } slopes ? new LineField(game.Rules, slopes) : null;
        _even = _exact is null ? EvenTypes.Of(game.Rules) : null;
        _fixedSample = _even?.Games ?? (fixedSample + Chunk - 1) / Chunk * Chunk;
        var first = Played([0], 1);
        _watched = [.. game.Seats.Zip(first.Functions, (seat, bids) => new Watched(game.Rules, seat, bids))];
        Observables = [.. _watched.SelectMany(seat => seat.Names)];
        Parameters = [.. game.Seats.Zip(first.Functions, Names).SelectMany(names => names)];
        ShowsParameters = Parameters.SequenceEqual(Observables);
    }

    public IReadOnlyList<string> Parameters { get; }

    public IReadOnlyList<string> Observables { get; }

    /// <summary>Whether the observables are the parameters.</summary>
    public bool ShowsParameters { get; }

    /// <summary>Of each seat, where its observables begin and end.</summary>
    public IReadOnlyList<(int First, int End)> Actors => Watched.Places(_watched);

    public Expectation Expectation => _exact is not null ? new Expectation(ExpectationKind.Exact)
        : new Expectation(ExpectationKind.FixedSample, _fixedSample);

    public void Expected(ReadOnlySpan<double> points, Span<double> gradients)
    {
        int p = Parameters.Count, rows = points.Length / p;
        if (_exact is not null)
        {
            _exact.Expected(points, gradients);
            return;
        }
        for (int first = 0; first < rows; first += RowsAtOnce)
        {
            int count = Math.Min(RowsAtOnce, rows - first);
            var block = gradients.Slice(first * p, count * p);
            var games = Played(new ulong[count], Chunk, isFixed: true);
            games.Put(points.Slice(first * p, count * p));
            block.Clear();
            for (long chunk = 0; chunk < _fixedSample / Chunk; chunk++)
            {
                // Draws of rounds below 0 are nobody else's.
                games.AddGradients(_even is null ? -1 - chunk : chunk, (double)Chunk / _fixedSample, block);
            }
        }
    }

    public void Sampled(
        ReadOnlySpan<double> points, ReadOnlySpan<ulong> seeds, long round, int batch, Span<double> gradients)
    {
        var games = Played(seeds, batch);
        games.Put(points);
        gradients.Clear();
        games.AddGradients(round, 1, gradients);
    }

    public void Confine(Span<double> points) => _exact?.Confine(points);

    public void Observe(ReadOnlySpan<double> points, Span<double> observed)
    {
        if (ShowsParameters)
        {
            points.CopyTo(observed);
            return;
        }
        int rows = points.Length / Parameters.Count, all = Observables.Count;
        var games = Played(new ulong[rows], Chunk);
        games.Put(points);
        for (int k = 0, first = 0; k < _watched.Length; first += _watched[k++].Names.Count)
        {
            int numbers = _watched[k].Names.Count;
            var own = new double[rows * numbers];
            _watched[k].Look(games.Functions[k], own);
            for (int row = 0; row < rows; row++)
            {
                own.AsSpan(row * numbers, numbers).CopyTo(observed[(row * all + first)..]);
            }
        }
    }

    public bool Losses(ReadOnlySpan<double> points, Span<double> losses)
    {
        if (!_game.ChecksAreExact || _exact is null)
        {
            return false;
        }
        var games = Played(new ulong[losses.Length], Chunk);
        games.Put(points);
        for (int row = 0; row < losses.Length; row++)
        {
            losses[row] = BidFunctionLosses.Mean(_game, games.Functions, row);
        }
        return true;
    }

    public void Dispose() => _played.ForEach(played => played.Games.Dispose());

    /// <summary>Games for so many rows of such seeds; kept, for the next round wants the same.</summary>
    /// <param name="isFixed">Whether they are those of the fixed set.</param>
    private PlayedGames Played(ReadOnlySpan<ulong> seeds, int batch, bool isFixed = false)
    {
        foreach (var (known, size, ofSet, games) in _played)
        {
            if (size == batch && ofSet == isFixed && seeds.SequenceEqual(known))
            {
                return games;
            }
        }
        var made = new PlayedGames(_game.At(seeds.ToArray(), batch), "diagnosis", isFixed ? _even : null);
        _played.Add((seeds.ToArray(), batch, isFixed, made));
        return made;
    }

    private static IEnumerable<string> Names(Seat seat, Strategies.IBidFunction bids)
    {
        long each = bids.Parameters.shape[1];
        return seat.Members.Take(seat.IsShared ? 1 : seat.Members.Count).SelectMany(member =>
            each == 1 ? [$"{member.Id}.w"] : Enumerable.Range(1, (int)each).Select(k => $"{member.Id}.w{k}"));
    }
}
