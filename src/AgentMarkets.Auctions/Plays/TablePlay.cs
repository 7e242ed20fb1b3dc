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
        _fromSamples = ((ITableStrategy)round.Seat.First.Strategy).LearnsFromSamples;
        _learning = learner.Start(round.FunctionRows, _tables.TypesOf(round.Seat.First).Mass, _tables.Bids.Length,
            game.Setup.Rounds, Repeated(Range().Lowest), Repeated(Range().Highest));
        _keys = [.. Enumerable.Range(0, round.Replicas * round.Members).Select(row => StreamKey.Of(
            game.Setup.Seeds[row / round.Members], round.Seat.Members[row % round.Members].Id, "bids"))];
    }

    public override SubmitBids Bid(long round)
    {
        Round.Draw(round);
        var draws = new float[Round.Games];
        for (int row = 0; row < _keys.Length; row++)
        {
            new RandomStream(_keys[row], round).Uniform(draws);
            _tables.Draw(FunctionRow(row), Slice(Round.Types, row), draws, Slice(Round.Bids, row));
        }
        var strategies = _fromSamples ? null : Enumerable.Range(0, Round.Members).Select(c =>
            Enumerable.Range(0, Round.Replicas).Select(r => _tables.Publish(FunctionRow(r * Round.Members + c)))
                .ToArray()).ToArray();
        return new SubmitBids(round, Round.Submitted, Question.Law,
            Strategies: strategies);
    }

    public override void Learn(IMessage answer)
    {
        var opposed = ((RoundLaw)answer).Opposed;
        var (types, _) = _tables.TypesOf(Round.Seat.First);
        var payoffs = new double[types.Length * _tables.Bids.Length];
        var sum = new double[payoffs.Length];
        for (int row = 0; row < Round.FunctionRows; row++)
        {
            // Members that share a table learn from the mean of what each would earn.
            Array.Clear(sum);
            int first = Round.Seat.IsShared ? 0 : row % Round.Members;
            int count = Round.Seat.IsShared ? Round.Members : 1, replica = Round.Seat.IsShared ? row : row / Round.Members;
            for (int c = first; c < first + count; c++)
            {
                var member = Round.Seat.Members[c];
                var opposition = Opponents.Of(_game.Rules, member.Number, opposed[c][replica]);
                Payoffs.Of(_game.Rules, member, opposition, types, _tables.Bids, payoffs);
                for (int k = 0; k < sum.Length; k++)
                {
                    sum[k] += payoffs[k] / count;
                }
            }
            _learning.Learn(answer.Round, row, _tables.Strategy(row), sum);
        }
    }

    public override void Save(StateWriter state) => _learning.Save(state);

    public override void Load(StateReader state) => _learning.Load(state);

    private double[] Repeated(double bound) => [.. Enumerable.Repeat(bound, Round.FunctionRows)];

    /// <summary>Between what all payoffs lie: the least that a value and a payment up to the highest bid leave, and the
    /// most. Of a rule with its own actions nothing is known.</summary>
    private (double Lowest, double Highest) Range()
    {
        var (mechanism, member) = (_game.Rules.Mechanism, Round.Seat.First);
        if (mechanism.Actions(member.Number, _game.Bidders.Count) is not null)
        {
            return (double.NegativeInfinity, double.PositiveInfinity);
        }
        var (utility, (types, _)) = (member.Utility, _tables.TypesOf(member));
        return (Math.Min(utility.Won(types[0], _tables.Bids[^1]), utility.Lost(_tables.Bids[^1])),
            Math.Max(utility.Won(types[^1], _tables.Bids[0]), utility.Lost(_tables.Bids[0])));
    }

    private int FunctionRow(int row) => Round.Seat.IsShared ? row / Round.Members : row;

    private Span<float> Slice(Tensor tensor, int row) =>
        tensor.AsSpan<float>().Slice(row * Round.Games, Round.Games);
}
