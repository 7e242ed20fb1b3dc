using AgentMarkets.Auctions.Fields;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Follows the expected gradient of the own utility in the smoothed market: bid functions out, those of all
/// back, and no game is played.</summary>
internal sealed class ExpectedPlay : Play
{
    private readonly BayesianGame _game;
    private readonly ILineStrategy _strategy;
    private readonly ILearning _learning;
    private readonly IExpectedSlopes[] _slopes;
    private readonly Tensor _gradient;

    public ExpectedPlay(AuctionGame game, Round round, IGradientLearner learner)
        : base(round)
    {
        var parameters = round.Functions.Parameters;
        _game = game.Rules;
        _strategy = (ILineStrategy)round.Seat.First.Strategy;
        _learning = learner.Start(round.FunctionRows, 1, parameters.device, parameters.dtype);
        _slopes = [.. Enumerable.Range(0, round.Replicas).Select(r => ExpectedSlopes.Of(game, r)!)];
        _gradient = zeros_like(parameters);
    }

    public override SubmitBids Bid(long round) => new(round, Round.Submitted, Question.Strategies, Strategies:
    [
        .. Enumerable.Range(0, Round.Members).Select(c => Enumerable.Range(0, Round.Replicas).Select(r =>
            new Published(Knots: Round.Functions.Knots(r * Round.Members + c))).ToArray()),
    ]);

    public override void Learn(IMessage answer)
    {
        var opposed = ((RoundLaw)answer).Opposed;
        var parameters = Round.Functions.Parameters;
        double[] points = parameters.Numbers(), gradients = new double[points.Length];
        var (lines, slopes) = (new Line[_game.Bidders.Count], new Line[_game.Bidders.Count]);
        for (int row = 0; row < points.Length; row++)
        {
            var (replica, member) = (row / Round.Members, Round.Seat.Members[row % Round.Members]);
            var published = opposed[row % Round.Members][replica].Rivals!;
            for (int i = 0; i < lines.Length; i++)
            {
                double[,] knots = published[i].Knots!;
                lines[i] = new Line(knots[0, 1], knots[knots.GetLength(0) - 1, 1]);
            }
            _slopes[replica].Of(lines, slopes);
            var change = _strategy.Slope(points[row], _game.Nature.Support(member));
            var slope = slopes[member.Number - 1];
            gradients[row] = slope.Low * change.Low + slope.High * change.High;
        }
        using var guard = no_grad();
        using var found = tensor(gradients, _gradient.shape);
        _gradient.copy_(found);
        _learning.Ascend(parameters, _gradient);
    }

    public override FrozenLearning? Freeze(int rowsPerReplica) => _learning.Freeze(rowsPerReplica);

    public override bool IsLookingAhead => _learning.IsLookingAhead;

    public override void Save(StateWriter state) => _learning.Save(state);

    public override void Load(StateReader state) => _learning.Load(state);

    public override void Dispose()
    {
        _learning.Dispose();
        _gradient.Dispose();
    }
}
