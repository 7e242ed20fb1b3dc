using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Learning;

/// <summary>How an actor changes what it does from round to round: a piece of the catalogue, with its
/// settings.</summary>
/// <remarks>
/// What a learner has to be told tells the learners apart, and a learner is exactly one of these: a gradient
/// (<see cref="IGradientLearner"/>), the utilities of changed copies of its parameters
/// (<see cref="IPopulationLearner"/>), of changed actions (<see cref="IExploringLearner"/>), the payoffs of all actions
/// of a table (<see cref="ITableLearner"/>), or the best replies (<see cref="IReplyLearner"/>).
/// </remarks>
[Kind("learner", "learners")]
public interface ILearner;
