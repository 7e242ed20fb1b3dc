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
    private readonly IReadOnlyList<(IExpectedSlopes Slopes, int[] Replicas)> _slopes;
    private readonly Tensor _gradient;

    public ExpectedPlay(AuctionGame game, Round round, IGradientLearner learner)
        : base(round)
    {
        var parameters = round.Functions.Parameters;
        _game = game.Rules;
        _strategy = (ILineStrategy)round.Seat.First.Strategy;
        _learning = learner.Start(round.FunctionRows, 1, parameters.device, parameters.dtype);
        _slopes = ExpectedSlopes.OfAll(game);
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
        int n = _game.Bidders.Count;
        foreach (var (of, replicas) in _slopes)
        {
            var (lines, slopes) = (new Line[replicas.Length * n], new Line[replicas.Length * n]);
            for (int k = 0; k < lines.Length; k++)
            {
                // All members are told the same of all bidders.
                double[,] knots = opposed[0][replicas[k / n]].Rivals![k % n].Knots!;
                lines[k] = new Line(knots[0, 1], knots[knots.GetLength(0) - 1, 1]);
            }
            if (Round.Members == 1)
            {
                of.OfOne(Round.Seat.First.Number - 1, lines, slopes);
            }
            else
            {
                of.Of(lines, slopes);
            }
            for (int k = 0; k < replicas.Length * Round.Members; k++)
            {
                var member = Round.Seat.Members[k % Round.Members];
                int row = replicas[k / Round.Members] * Round.Members + k % Round.Members;
                var change = _strategy.Slope(points[row], _game.Nature.Support(member));
                var slope = slopes[k / Round.Members * n + member.Number - 1];
                gradients[row] = slope.Low * change.Low + slope.High * change.High;
            }
        }
        using var guard = no_grad();
        using var found = tensor(gradients, _gradient.shape);
        _gradient.copy_(found);
        _learning.Ascend(parameters, _gradient);
    }

    public override FrozenLearning? Freeze(int rowsPerReplica) => _learning.Freeze(rowsPerReplica);

    public override double[]? Steps() => _learning.Steps();

    public override bool IsLookingAhead => _learning.IsLookingAhead;

    public override void Save(StateWriter state) => _learning.Save(state);

    public override void Load(StateReader state) => _learning.Load(state);

    public override void Dispose()
    {
        _learning.Dispose();
        _gradient.Dispose();
    }
}
