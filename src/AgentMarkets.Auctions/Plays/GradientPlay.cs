using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Follows the gradient of the own utility in the smoothed market.</summary>
internal sealed class GradientPlay : Play
{
    private readonly ILearning _learning;
    private readonly Tensor _slope;
    private readonly Tensor _gradient;

    public GradientPlay(Round round, IGradientLearner learner)
        : base(round)
    {
        var parameters = round.Functions.Parameters;
        _learning = learner.Start(round.FunctionRows, parameters.shape[1], parameters.device);
        _slope = zeros_like(round.Bids);
        _gradient = zeros_like(parameters);
    }

    public override SubmitBids Bid(long round)
    {
        using var scope = NewDisposeScope();
        Round.Draw(round);
        Round.Functions.Bid(Round.Functions.Parameters, Round.AsRows(Round.Types), Round.AsRows(Round.Bids),
            Round.Rows);
        return new SubmitBids(round, Round.Submitted);
    }

    public override void Learn(IMessage answer)
    {
        using var scope = NewDisposeScope();
        var market = ((ClearingSignal)answer).Market.Each(tensor => tensor.flatten(0, 1));
        Round.Seat.First.Utility.Slope(Round.Worth(), Round.Cost(), market, _slope);
        Round.LeaveOutPadding(_slope);
        Round.Functions.Gradient(Round.AsRows(Round.Types), Round.AsRows(_slope), Round.Rows, _gradient);
        _learning.Ascend(Round.Functions.Parameters, _gradient);
    }

    public override void Save(StateWriter state) => _learning.Save(state);

    public override void Load(StateReader state) => _learning.Load(state);

    public override void Dispose()
    {
        _learning.Dispose();
        _slope.Dispose();
        _gradient.Dispose();
    }
}
