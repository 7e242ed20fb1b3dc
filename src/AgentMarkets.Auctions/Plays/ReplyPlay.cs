using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Moves the bids at its knots towards the best replies to the law of the others' bids.</summary>
internal sealed class ReplyPlay : Play
{
    // Of utilities, in units of values.
    private const double Rounding = 1e-12;

    private readonly AuctionGame _game;
    private readonly IKnotBids _knots;
    private readonly IReplyLearning _learning;
    private readonly bool _isExact;

    public ReplyPlay(AuctionGame game, Round round, IReplyLearner learner)
        : base(round)
    {
        _game = game;
        _knots = (IKnotBids)round.Functions;
        _learning = learner.Start(round.FunctionRows, _knots.TypesOf(round.Seat.First).Length);
        _isExact = Opponents.CanBeExact(game.Rules);
    }

    public override SubmitBids Bid(long round)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Round.Draw(round);
        _knots.Bid(_knots.Parameters, Round.AsRows(Round.Types), Round.AsRows(Round.Bids), Round.Rows);
        var strategies = !_isExact ? null : Enumerable.Range(0, Round.Members).Select(c =>
            Enumerable.Range(0, Round.Replicas)
                .Select(r => new Published(Knots: _knots.Knots(Round.Seat.IsShared ? r : r * Round.Members + c)))
                .ToArray()).ToArray();
        return new SubmitBids(round, Round.Submitted, Question.Law, Strategies: strategies);
    }

    public override void Learn(IMessage answer)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var opposed = ((RoundLaw)answer).Opposed;
        for (int row = 0; row < Round.FunctionRows; row++)
        {
            // Members that share a bid function are alike: what the first finds serves all.
            int c = Round.Seat.IsShared ? 0 : row % Round.Members, r = Round.Seat.IsShared ? row : row / Round.Members;
            var member = Round.Seat.Members[c];
            var opposition = Opponents.Of(_game.Rules, member.Number, opposed[c][r]);
            double[] types = _knots.TypesOf(member), bids = _knots.BidsOf(row), best = new double[types.Length];
            double loss = Reply(member, opposition, types, bids, best);
            _learning.Learn(row, bids, best, loss);
            _knots.Set(row, bids);
        }
    }

    /// <summary>The best bid of every type, and how much it earns more on average.</summary>
    private double Reply(Bidder member, IOpposition opposition, double[] types, double[] bids, double[] best)
    {
        var values = tensor(types, [types.Length, 1]);
        var mechanism = _game.Rules.Mechanism;
        double[] worth = mechanism.Worth(member.Number, values).contiguous().AsSpan<double>().ToArray();
        double[] cost = mechanism.Cost(member.Number, values)?.contiguous().AsSpan<double>().ToArray() ?? [];
        var utilities = new double[types.Length];
        opposition.Best(worth, cost, member.Utility, utilities, best);
        int outcomes = worth.Length / types.Length;
        double loss = 0;
        for (int k = 0; k < types.Length; k++)
        {
            double gain = utilities[k] - opposition.Payoff(worth.AsSpan(k * outcomes, outcomes),
                cost.Length == 0 ? 1 : cost[k], bids.AsSpan(k, 1), member.Utility);
            loss += gain;
            // The own bid is a best one too: the lowest type wins with no bid, and would leave the others by chance.
            best[k] = gain <= Rounding ? bids[k] : best[k];
        }
        return loss / types.Length;
    }

    public override void Save(StateWriter state) => _learning.Save(state);

    public override void Load(StateReader state) => _learning.Load(state);
}
