using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Moves tables of types and bids by what every bid would earn against the law of the others.</summary>
internal sealed class TablePlay : Play
{
    private readonly AuctionGame _game;
    private readonly ITableBids _tables;
    private readonly ITableLearning _learning;
    private readonly StreamKey[] _keys;
    private readonly bool _fromSamples;

    public TablePlay(AuctionGame game, Round round, ITableLearner learner)
        : base(round)
    {
        _game = game;
        _tables = (ITableBids)round.Functions;
        var strategy = (ITableStrategy)round.Seat.First.Strategy;
        _fromSamples = strategy.LearnsFromSamples;
        Tables = game.AsksForRegret ? new PlayedTables(_tables, round.FunctionRows, strategy.CountsStart) : null;
        var (types, mass) = _tables.TypesOf(round.Seat.First);
        var (lowest, highest) = PayoffRange.Of(game.Rules, round.Seat.First, types, _tables.Bids);
        _learning = learner.Start(round.FunctionRows, mass, _tables.Bids.Length, game.Setup.Rounds,
            [.. Enumerable.Repeat(lowest, round.FunctionRows)], [.. Enumerable.Repeat(highest, round.FunctionRows)]);
        for (int row = 0; row < round.FunctionRows; row++)
        {
            if (_tables.LogWeights(row) is { IsEmpty: false } logWeights)
            {
                _learning.Begin(row, logWeights);
            }
        }
        _keys = [.. Enumerable.Range(0, round.Replicas * round.Members).Select(row => StreamKey.Of(
            game.Setup.Seeds[row / round.Members], round.Seat.Members[row % round.Members].Id, "bids"))];
    }

    public override PlayedTables? Tables { get; }

    public override SubmitBids Bid(long round)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Round.Draw(round);
        var types = Round.Types.cpu();
        var bids = zeros(Round.Bids.shape, dtype: float32);
        var draws = new float[Round.Games];
        for (int row = 0; row < _keys.Length; row++)
        {
            new RandomStream(_keys[row], round).Uniform(draws);
            _tables.Draw(FunctionRow(row), Slice(types, row), draws, Slice(bids, row));
        }
        Round.Bids.copy_(bids);
        var strategies = _fromSamples ? null : Enumerable.Range(0, Round.Members).Select(c =>
            Enumerable.Range(0, Round.Replicas).Select(r => _tables.Publish(FunctionRow(r * Round.Members + c)))
                .ToArray()).ToArray();
        return new SubmitBids(round, Round.Submitted, Question.Law, Strategies: strategies);
    }

    public override void Learn(IMessage answer)
    {
        var opposed = ((RoundLaw)answer).Opposed;
        var payoffs = new double[_tables.Strategy(0).Length];
        var sum = new double[payoffs.Length];
        for (int row = 0; row < Round.FunctionRows; row++)
        {
            // Members that share a table learn from the mean of what each would earn.
            Array.Clear(sum);
            int first = Round.Seat.IsShared ? 0 : row % Round.Members;
            int count = Round.Seat.IsShared ? Round.Members : 1;
            int replica = Round.Seat.IsShared ? row : row / Round.Members;
            for (int c = first; c < first + count; c++)
            {
                var member = Round.Seat.Members[c];
                var opposition = Opponents.Of(_game.Rules, member.Number, opposed[c][replica]);
                Payoffs.Of(_game.Rules, member, opposition, _tables.TypesOf(member).Types, _tables.Bids, payoffs);
                for (int k = 0; k < sum.Length; k++)
                {
                    sum[k] += payoffs[k] / count;
                }
            }
            Tables?.Add(answer.Round, row, _tables.TypesOf(Round.Seat.Members[first]).Mass, sum);
            _learning.Learn(answer.Round, row, _tables.Strategy(row), sum);
        }
    }

    public override FrozenWeights? Weights(long round, int row) => _fromSamples ? null : _learning.Freeze(round, row);

    public override void Save(StateWriter state)
    {
        _learning.Save(state);
        Tables?.Save(state);
    }

    public override void Load(StateReader state)
    {
        _learning.Load(state);
        Tables?.Load(state);
    }

    private int FunctionRow(int row) => Round.Seat.IsShared ? row / Round.Members : row;

    private Span<float> Slice(Tensor tensor, int row) =>
        tensor.AsSpan<float>().Slice(row * Round.Games, Round.Games);
}
