using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Bids around what it means to bid, and learns from what each bid earned in the exact auction.</summary>
internal sealed class ExploringPlay : Play
{
    private readonly IExploration _exploration;
    private readonly Tensor _means;
    private readonly Tensor _actions;
    private readonly Tensor _slope;
    private readonly Tensor _gradient;
    private readonly Tensor _tried;

    public ExploringPlay(Round round, IExploringLearner learner)
        : base(round)
    {
        var parameters = round.Functions.Parameters;
        _exploration = learner.Start(round.LearningKeys(), parameters.shape[1], parameters.device);
        _means = zeros_like(round.Bids);
        _actions = zeros_like(round.Bids);
        _slope = zeros_like(round.Bids);
        _gradient = zeros_like(parameters);
        _tried = round.Submitted.unsqueeze(2).DetachFromDisposeScope();
    }

    public override SubmitBids Bid(long round)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Round.Draw(round);
        Round.Functions.Bid(Round.Functions.Parameters, Round.AsRows(Round.Types), Round.AsRows(_means), Round.Rows);
        _exploration.Act(round, Round.AsRows(_means), Round.AsRows(_actions));
        Round.Bids.copy_(Round.InOrder(Round.Takes(_actions)));
        return new SubmitBids(round, Round.Submitted, Question.Variants, _tried);
    }

    public override void Learn(IMessage answer)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        // One bid in each game: P = 1.
        var utilities = Round.Utilities(((VariedOutcome)answer).Outcome).reshape(Round.FunctionRows, -1);
        _exploration.Slope(answer.Round, Round.AsRows(_means), Round.AsRows(_actions),
            utilities, Round.Rows.Counts, Round.AsRows(_slope));
        Round.LeaveOutPadding(_slope);
        Round.Functions.Gradient(Round.AsRows(Round.Types), Round.AsRows(_slope), Round.Rows, _gradient);
        _exploration.Ascend(Round.Functions.Parameters, _gradient);
    }

    public override void Save(StateWriter state) => _exploration.Save(state);

    public override void Load(StateReader state) => _exploration.Load(state);

    public override void Dispose()
    {
        _exploration.Dispose();
        foreach (var tensor in (Tensor[])[_means, _actions, _slope, _gradient, _tried])
        {
            tensor.Dispose();
        }
    }
}
