using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Plays;

/// <summary>Tries changed copies of its bid functions in the exact auction, all in the games of the round.</summary>
internal sealed class PopulationPlay : Play
{
    private readonly IPopulation _population;
    private readonly Tensor _copies;
    private readonly Tensor _variants;
    private readonly Tensor _submitted;

    public PopulationPlay(Round round, IPopulationLearner learner)
        : base(round)
    {
        var parameters = round.Functions.Parameters;
        _population = learner.Start(round.LearningKeys(), parameters.shape[1], parameters.device);
        _copies = zeros([round.FunctionRows, _population.Size, parameters.shape[1]], dtype: float32,
            device: parameters.device);
        // The last variant is the bid function as it is.
        _variants = zeros([round.Replicas * round.Members, _population.Size + 1, .. round.Bids.shape[1..]],
            dtype: float32, device: parameters.device);
        _submitted = round.AsMessage(_variants).DetachFromDisposeScope();
    }

    public override SubmitBids Bid(long round)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        Round.Draw(round);
        _population.Propose(round, Round.Functions.Parameters, _copies);
        Round.Vary(_copies, _variants);
        return new SubmitBids(round, Round.Submitted, Question.Variants,
            _submitted);
    }

    public override void Learn(IMessage answer)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var means = Round.MeanUtility(((VariedOutcome)answer).Outcome);
        int size = _population.Size;
        _population.Learn(answer.Round, Round.Functions.Parameters, _copies, means.narrow(1, 0, size),
            means.select(1, size));
    }

    public override void Save(StateWriter state) => _population.Save(state);

    public override void Load(StateReader state) => _population.Load(state);

    public override void Dispose()
    {
        _population.Dispose();
        _copies.Dispose();
        _variants.Dispose();
        _submitted.Dispose();
    }
}
