using AgentMarkets.Auctions.Metrics;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;

namespace AgentMarkets.Auctions.Plays;

/// <summary>How a seat plays a round, by what its learner wants to be told: bids out, an answer in, one step.</summary>
internal abstract class Play(Round round) : IDisposable
{
    protected Round Round { get; } = round;

    /// <summary>The mean utility in the smoothed market of the round that was last judged, a number a row of the bid
    /// functions; nothing where the learner is told of no such market.</summary>
    public virtual double[]? SmoothedUtility => null;

    /// <summary>What tables said and could have earned so far; nothing where there are none, or nobody asked.</summary>
    public virtual PlayedTables? Tables => null;

    /// <summary>The play of a seat's learner.</summary>
    public static Play Of(AuctionGame game, Round round) => round.Seat.First.Learner switch
    {
        IGradientLearner learner when game.LearnsFromExpectations => new ExpectedPlay(game, round, learner),
        IGradientLearner learner => new GradientPlay(round, learner.Start(round.FunctionRows,
            round.Functions.Parameters.shape[1], round.Functions.Parameters.device)),
        IPopulationLearner learner => new PopulationPlay(round, learner),
        IExploringLearner learner => new ExploringPlay(round, learner),
        ITableLearner learner => new TablePlay(game, round, learner),
        IReplyLearner learner => new ReplyPlay(game, round, learner),
        var other => throw new NotSupportedException($"{other.GetType().Name} is a learner that nobody can play with."),
    };

    /// <summary>Why a learner cannot move a strategy, with the way out; nothing where it can.</summary>
    public static (string Why, string WayOut)? Refuses(BayesianGame game, Bidder bidder) =>
        (bidder.Learner, bidder.Strategy) switch
    {
        (ITableLearner or IReplyLearner, _) when game.Nature is not { IsIndependent: true, ValuesAreTypes: true } =>
            ("replies to one law of the others' bids, but in this game it depends on the own type",
                "Write learner=gradient, or another that learns from games played."),
        (ITableLearner, ITableStrategy) => null,
        (ITableLearner, _) =>
            ("learns tables of types and bids, but the strategy is not a table", "Write strategy=table."),
        (_, ITableStrategy) => ("moves the parameters of continuous bid functions, but the strategy is a table",
            "Write a learner of tables, such as learner=dual-averaging, or another strategy."),
        (IReplyLearner, IKnotStrategy) => null,
        (IReplyLearner, _) =>
            ("moves bids at knots, but the strategy has no knots", "Write strategy=piecewise-linear."),
        (_, { IsSmooth: false }) => ("moves parameters, but the strategy has none to move",
            "Write rounds=0 to evaluate it, or another strategy."),
        _ => null,
    };

    /// <summary>Bids on the round's types.</summary>
    public abstract SubmitBids Bid(long round);

    /// <summary>Notes what an answer says of the bids, before it is learned from:
    /// <see cref="SmoothedUtility"/>.</summary>
    public virtual void Judge(IMessage answer)
    {
    }

    /// <summary>One step of learning from what the auctioneer answered.</summary>
    public abstract void Learn(IMessage answer);

    /// <summary>How the learner would go on with its step sizes held fast; nothing where it follows no
    /// gradient.</summary>
    /// <param name="rowsPerReplica">Rows of the bid functions that a replica has.</param>
    public virtual FrozenLearning? Freeze(int rowsPerReplica) => null;

    /// <summary>How far each parameter moves now for a gradient of 1, [rows, P]; nothing where there is no such
    /// number.</summary>
    public virtual double[]? Steps() => null;

    /// <summary>Of a row of tables, the log weights and the rate at which payoffs move them; nothing for what keeps
    /// none.</summary>
    /// <param name="round">The next one.</param>
    public virtual FrozenWeights? Weights(long round, int row) => null;

    /// <summary>Whether the bid functions stand where the learner only looks, not where a step ended.</summary>
    public virtual bool IsLookingAhead => false;

    public abstract void Save(StateWriter state);

    public abstract void Load(StateReader state);

    public virtual void Dispose()
    {
    }
}
