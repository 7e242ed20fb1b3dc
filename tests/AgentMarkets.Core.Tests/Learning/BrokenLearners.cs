using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Randomness;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Tests.Learning;

// Learners with one mistake each, as they are made in earnest: a law suite that takes them is no suite. They carry no
// card, and so stand in no catalogue.

internal enum PopulationMistake
{
    ForgetsItsMomentum,
    DrawsAnewEveryTime,
    StepsByTheBestReplica,
    DividesByTheDeviationOnce,
    GoesDownhill,
}

/// <summary>Copies by evolution, and one mistake.</summary>
internal sealed class BrokenPopulation(PopulationMistake mistake) : IPopulationLearner
{
    public IPopulation Start(StreamKey[] keys, long parameters, Device device) => new Copies(mistake,
        new Evolution(new Evolution.Settings
        {
            Optimizer = mistake == PopulationMistake.DividesByTheDeviationOnce ? OptimizerRule.Sgd : OptimizerRule.Adam,
            LearningRate = mistake == PopulationMistake.DividesByTheDeviationOnce ? 1 : 0.001,
        }).Start(keys, parameters, device));

    private sealed class Copies(PopulationMistake mistake, IPopulation honest) : IPopulation
    {
        private long _proposed;

        public int Size => honest.Size;

        public void Propose(long round, Tensor parameters, Tensor copies) => honest.Propose(
            mistake == PopulationMistake.DrawsAnewEveryTime ? ++_proposed : round, parameters, copies);

        public void Learn(long round, Tensor parameters, Tensor copies, Tensor utilities, Tensor unchanged)
        {
            if (mistake == PopulationMistake.StepsByTheBestReplica)
            {
                utilities.sub_(utilities.max());
            }
            if (mistake == PopulationMistake.DividesByTheDeviationOnce)
            {
                // A deviation of 1/5.
                utilities.mul_(0.2);
                unchanged.mul_(0.2);
            }
            if (mistake == PopulationMistake.GoesDownhill)
            {
                utilities.neg_();
                unchanged.neg_();
            }
            honest.Learn(round, parameters, copies, utilities, unchanged);
        }

        public void Save(StateWriter state)
        {
            if (mistake != PopulationMistake.ForgetsItsMomentum)
            {
                honest.Save(state);
            }
        }

        public void Load(StateReader state)
        {
            if (mistake != PopulationMistake.ForgetsItsMomentum)
            {
                honest.Load(state);
            }
        }

        public void Dispose() => honest.Dispose();
    }
}

internal enum ExplorationMistake
{
    ForgetsItsDeviation,
    CountsThePadding,
    SharesItsBaseline,
    ExploresBackwards,
}

/// <summary>Reinforcement, and one mistake.</summary>
internal sealed class BrokenExploration(ExplorationMistake mistake) : IExploringLearner
{
    public IExploration Start(StreamKey[] keys, long parameters, Device device) => new Exploration(mistake,
        new Reinforce(new Reinforce.Settings { Baseline = Baseline.None }).Start(keys, parameters, device));

    private sealed class Exploration(ExplorationMistake mistake, IExploration honest) : IExploration
    {
        public void Act(long round, Tensor means, Tensor actions) => honest.Act(round, means, actions);

        public void Slope(long round, Tensor means, Tensor actions, Tensor utilities, IReadOnlyList<int> counts,
            Tensor slope)
        {
            switch (mistake)
            {
                case ExplorationMistake.CountsThePadding:
                    utilities = utilities - utilities.mean([1], keepdim: true);
                    break;
                case ExplorationMistake.SharesItsBaseline:
                    utilities = utilities - utilities.mean();
                    break;
                case ExplorationMistake.ExploresBackwards:
                    utilities = -utilities;
                    break;
                default:
                    break;
            }
            honest.Slope(round, means, actions, utilities, counts, slope);
        }

        public void Ascend(Tensor parameters, Tensor gradient) => honest.Ascend(parameters, gradient);

        public void Save(StateWriter state)
        {
            if (mistake != ExplorationMistake.ForgetsItsDeviation)
            {
                honest.Save(state);
            }
        }

        public void Load(StateReader state)
        {
            if (mistake != ExplorationMistake.ForgetsItsDeviation)
            {
                honest.Load(state);
            }
        }

        public void Dispose() => honest.Dispose();
    }
}

internal enum TableMistake
{
    CutsOffInPlaceOfProjecting,
    ForgetsItsSums,
    AddsUpOverReplicas,
    StaysWhereItIs,
}

/// <summary>Dual averaging, and one mistake.</summary>
internal sealed class BrokenTable(TableMistake mistake) : ITableLearner
{
    public ITableLearning Start(
        int replicas, double[] mass, int actions, long rounds, double[] lowest, double[] highest) =>
        new Learning(mistake, new DualAveraging(new DualAveraging.Settings()).Start(
            replicas, mass, actions, rounds, lowest, highest));

    private sealed class Learning(TableMistake mistake, ITableLearning honest) : ITableLearning
    {
        public void Learn(long round, int replica, Span<double> strategy, ReadOnlySpan<double> payoffs)
        {
            if (mistake == TableMistake.StaysWhereItIs)
            {
                return;
            }
            if (mistake == TableMistake.CutsOffInPlaceOfProjecting)
            {
                for (int k = 0; k < strategy.Length; k++)
                {
                    strategy[k] = Math.Max(0, strategy[k] + payoffs[k] / 100);
                }
                return;
            }
            honest.Learn(round, mistake == TableMistake.AddsUpOverReplicas ? 0 : replica, strategy, payoffs);
        }

        public void Save(StateWriter state)
        {
            if (mistake != TableMistake.ForgetsItsSums)
            {
                honest.Save(state);
            }
        }

        public void Load(StateReader state)
        {
            if (mistake != TableMistake.ForgetsItsSums)
            {
                honest.Load(state);
            }
        }
    }
}

internal enum ReplyMistake
{
    LetsActionsFall,
    ForgetsItsStep,
    HalvesInAllReplicas,
    NeverArrives,
}

/// <summary>Moves towards best replies, with one mistake.</summary>
internal sealed class BrokenReply(ReplyMistake mistake) : IReplyLearner
{
    public IReplyLearning Start(int replicas, int knots) => new Learning(mistake,
        new BestResponseIteration(new BestResponseIteration.Settings()).Start(replicas, knots));

    private sealed class Learning(ReplyMistake mistake, IReplyLearning honest) : IReplyLearning
    {
        public void Learn(int replica, Span<double> actions, ReadOnlySpan<double> best, double loss)
        {
            if (mistake == ReplyMistake.LetsActionsFall)
            {
                for (int k = 0; k < actions.Length; k++)
                {
                    actions[k] += (best[k] - actions[k]) / 2;
                }
                return;
            }
            honest.Learn(mistake == ReplyMistake.HalvesInAllReplicas ? 0 : replica, actions, best, loss);
            for (int k = 0; k < actions.Length && mistake == ReplyMistake.NeverArrives; k++)
            {
                actions[k] *= 0.999;
            }
        }

        public void Save(StateWriter state)
        {
            if (mistake != ReplyMistake.ForgetsItsStep)
            {
                honest.Save(state);
            }
        }

        public void Load(StateReader state)
        {
            if (mistake != ReplyMistake.ForgetsItsStep)
            {
                honest.Load(state);
            }
        }
    }
}
