using AgentMarkets.Auctions.Plays;
using AgentMarkets.Auctions.Smoothing;
using AgentMarkets.Auctions.Strategies;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Fields;

/// <summary>Rounds of a game at joint parameters from outside: the bidders' own bid functions, the smoothed market and
/// the slopes of the utilities, without a learner that moves.</summary>
internal sealed class PlayedGames : IDisposable
{
    private readonly Onlooker[] _onlookers;
    private readonly GradientPlay[] _plays;
    private readonly Round[] _rounds;
    private readonly IClearing _clearing;
    private readonly Signal[] _signals;
    private readonly int[] _numbers;

    /// <param name="game">With a seed a row of points, and its own batch.</param>
    /// <param name="purpose">What the draws are for: no other purpose has the same.</param>
    /// <param name="even">The games themselves, where they are not drawn; rounds count from 0.</param>
    public PlayedGames(AuctionGame game, string purpose, EvenTypes? even = null)
    {
        var (rules, setup) = (game.Rules, game.Setup);
        Functions = [.. game.Seats.Select(seat => DescendingBids.Of(rules,
            seat.First.Strategy.Start(new Opening(rules, seat, setup.Seeds, setup.Device) { IsPutLater = true })))];
        _rounds = [.. game.Seats.Zip(Functions, (seat, bids) => new Round(game, seat, bids, purpose, even))];
        _onlookers = [.. game.Seats.Select(_ => new Onlooker())];
        _plays = [.. _rounds.Zip(_onlookers, (round, onlooker) => new GradientPlay(round, onlooker))];
        _clearing = game.Smoothing.Open(rules.Mechanism, setup.Replicas, setup.Device);
        _signals = [.. game.Seats.Select(seat =>
            new Signal(setup.Replicas, seat.Members.Count, game.Rows, rules.Shape, setup.Device))];
        _numbers = [.. Functions.Select(bids => (int)bids.Parameters.NumberOfElements / setup.Replicas)];
        Rows = setup.Replicas;
    }

    /// <summary>n.</summary>
    public int Rows { get; }

    /// <summary>The bid functions of each seat.</summary>
    public IBidFunction[] Functions { get; }

    /// <summary>P, numbers of all seats together.</summary>
    public int Parameters => _numbers.Sum();

    /// <summary>Puts the bid functions at joint parameters, [n, P].</summary>
    public void Put(ReadOnlySpan<double> points)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        int all = Parameters;
        for (int k = 0, first = 0; k < Functions.Length; first += _numbers[k++])
        {
            var own = new double[Rows * _numbers[k]];
            for (int row = 0; row < Rows; row++)
            {
                points.Slice(row * all + first, _numbers[k]).CopyTo(own.AsSpan(row * _numbers[k]));
            }
            Functions[k].Parameters.copy_(tensor(own, Functions[k].Parameters.shape));
        }
    }

    /// <summary>Mean gradients of the games of a round, where the bid functions stand: added to what is there, times a
    /// factor.</summary>
    /// <param name="gradients">[n, P].</param>
    public void AddGradients(long round, double factor, Span<double> gradients)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        _clearing.Clear([.. _plays.Select(play => play.Bid(round).Bids)], _signals);
        int all = Parameters;
        for (int k = 0, first = 0; k < _plays.Length; first += _numbers[k++])
        {
            _plays[k].Learn(new ClearingSignal(round, _signals[k].Market));
            double[] own = _onlookers[k].Gradient;
            for (int j = 0; j < own.Length; j++)
            {
                gradients[j / _numbers[k] * all + first + j % _numbers[k]] += factor * own[j];
            }
        }
    }

    public void Dispose()
    {
        foreach (var play in _plays)
        {
            play.Dispose();
        }
        foreach (var round in _rounds)
        {
            round.Dispose();
        }
        foreach (var bids in Functions)
        {
            bids.Dispose();
        }
        foreach (var signal in _signals)
        {
            signal.Dispose();
        }
        _clearing.Dispose();
    }
}
