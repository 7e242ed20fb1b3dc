using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Learning;

/// <summary>Learns as another learner does; averages of its parameters over the rounds are measured beside the last
/// ones.</summary>
/// <remarks>
/// Two averages: with weights (1 - d) d^(t - s), divided by their sum 1 - d^t, and the mean over the second half of the
/// run: Polyak and Juditsky (1992). Nobody plays them, and learning does not hear of them.
/// </remarks>
[Card("averaged", "Learns as another learner does, and has averages of its parameters measured beside the last ones.",
    "Polyak and Juditsky (1992)")]
public sealed class Averaged(Averaged.Settings settings) : IGradientLearner
{
    public sealed record Settings : IChecked
    {
        [Setting("The learner, one that follows a gradient.", Default = "gradient")]
        public ILearner Learner { get; init; } = null!;

        [Setting("d: how much of the weight of a round is left in the next.", Min = 0, Below = 1)]
        public PerReplica Decay { get; init; } = 0.99;

        public void Check(Problems problems, Place place)
        {
            if (Learner is not (IGradientLearner and not Averaged))
            {
                problems.Add(place.Of("learner"), Piece.NameOf(Learner), "is no learner that follows a gradient",
                    "Write learner=gradient, extra-gradient or optimistic.");
            }
        }
    }

    /// <summary>Who learns.</summary>
    public IGradientLearner Inner => (IGradientLearner)settings.Learner;

    /// <summary>d.</summary>
    public PerReplica Decay => settings.Decay;

    public ILearning Start(int replicas, long parameters, Device device, ScalarType dtype = ScalarType.Float32) =>
        Inner.Start(replicas, parameters, device, dtype);
}
