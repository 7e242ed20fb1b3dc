using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Follows the gradient of the own utility in the smoothed market.</summary>
internal sealed class GradientPlay : Play
{
    private readonly ILearning _learning;
    private readonly Tensor _slope;
    // The same slopes with the axes of messages, [R, C, B, A].
    private readonly Tensor _answered;
    private readonly Tensor _gradient;
    private readonly double[] _smoothedUtility;

    /// <param name="learning">Of the round's bid functions; the play's from now on.</param>
    public GradientPlay(Round round, ILearning learning)
        : base(round)
    {
        var parameters = round.Functions.Parameters;
        _learning = learning;
        _slope = zeros_like(round.Bids);
        _answered = round.AsMessage(_slope).DetachFromDisposeScope();
        _gradient = zeros_like(parameters);
        Array.Fill(_smoothedUtility = new double[round.FunctionRows], double.NaN);
    }

    public override double[] SmoothedUtility => _smoothedUtility;

    public override SubmitBids Bid(long round)
    {
        Round.Draw(round);
        Round.Functions.Bid(Round.Functions.Parameters, Round.AsRows(Round.Types), Round.AsRows(Round.Bids),
            Round.Rows);
        return new SubmitBids(round, Round.Submitted);
    }

    /// <summary>E sum_k x_k u(v_k, p_k) + (1 - sum_k x_k) u(0, q), with the smoothed market's x, p and q.</summary>
    public override void Judge(IMessage answer)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var market = ((ClearingSignal)answer).Market;
        // One bid in each game: P = 1.
        var outcome = new Outcome(market.Win.unsqueeze(2), market.Payment.unsqueeze(2), market.Loss?.unsqueeze(2));
        Round.MeanUtility(outcome).cpu().flatten().data<double>().CopyTo(_smoothedUtility);
    }

    public override void Learn(IMessage answer)
    {
        // No scope of its own, and no tensor where none is needed: in small games that is most of a round.
        var market = ((ClearingSignal)answer).Market;
        Round.Seat.First.Utility.Slope(Round.Worth(), Round.Cost(), market, _answered);
        Round.LeaveOutPadding(_slope);
        Round.Functions.Gradient(Round.AsRows(Round.Types), Round.AsRows(_slope), Round.Rows, _gradient);
        _learning.Ascend(Round.Functions.Parameters, _gradient);
    }

    public override FrozenLearning? Freeze(int rowsPerReplica) => _learning.Freeze(rowsPerReplica);

    public override double[]? Steps() => _learning.Steps();

    public override bool IsLookingAhead => _learning.IsLookingAhead;

    public override void Save(StateWriter state)
    {
        _learning.Save(state);
        state.Rows<double>("smoothed-utility", _smoothedUtility, Round.FunctionRows);
    }

    public override void Load(StateReader state)
    {
        _learning.Load(state);
        state.Rows<double>("smoothed-utility", _smoothedUtility);
    }

    public override void Dispose()
    {
        _learning.Dispose();
        _answered.Dispose();
        _slope.Dispose();
        _gradient.Dispose();
    }
}
