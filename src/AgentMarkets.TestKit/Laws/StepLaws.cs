using AgentMarkets.Core.Actors;
using AgentMarkets.Torch;
using static TorchSharp.torch;

namespace AgentMarkets.TestKit.Laws;

/// <summary>A learner at work on parameters theta, in rounds that it is told the numbers of.</summary>
internal interface ITrial : IDisposable
{
    /// <summary>[R, P], as they are now.</summary>
    Span<float> Theta { get; }

    /// <summary>Takes the steps of rounds, both included.</summary>
    void Play(long from, long to);

    void Save(StateWriter state);

    void Load(StateReader state);
}

/// <summary>What holds for the steps of every learner, whatever it learns from. No other code may make tensors while
/// these laws are checked.</summary>
internal static class StepLaws
{
    public const int Replicas = 4;

    /// <summary>Makes a trial of the replicas first, ..., first + replicas - 1.</summary>
    public delegate ITrial Open(int replicas, int first);

    /// <exception cref="TestKitException">A law is broken.</exception>
    public static void Check(Open open, string name)
    {
        Law.Equal(Learn(open, Replicas, 0), Learn(open, Replicas, 0), name, "the same input gives the same steps");
        GoesOn(open, name);
        LeavesNothing(open, name);
        Alone(open, name);
        Isolated(open, name);
    }

    /// <summary>The parameters after 20 steps, flat.</summary>
    /// <param name="broken">The replica whose parameters are not finite, or -1.</param>
    public static float[] Learn(Open open, int replicas, int first, int broken = -1)
    {
        using var trial = open(replicas, first);
        if (broken >= 0)
        {
            trial.Theta[broken * (trial.Theta.Length / replicas)] = float.NaN;
        }
        trial.Play(1, 20);
        return trial.Theta.ToArray();
    }

    private static void GoesOn(Open open, string name)
    {
        using var whole = open(Replicas, 0);
        using var resumed = open(Replicas, 0);
        whole.Play(1, 10);
        var writer = new StateWriter();
        whole.Save(writer);
        resumed.Load(new StateReader(new ActorId("learner", 1), writer.Entries));
        whole.Theta.CopyTo(resumed.Theta);
        whole.Play(11, 20);
        resumed.Play(11, 20);
        Law.Equal(whole.Theta, resumed.Theta, name, "saved, loaded and continued is continued");
    }

    private static void LeavesNothing(Open open, string name)
    {
        long before = TensorCount.Settled();
        using (var trial = open(Replicas, 0))
        {
            trial.Play(1, 1);
            long after = Tensor.TotalCount;
            trial.Play(2, 20);
            Law.Holds(Tensor.TotalCount == after, name, "a step's tensors die with the step",
                $"{Tensor.TotalCount - after} more live after 19 more steps");
        }
        Law.Holds(Tensor.TotalCount == before, name, "no tensor outlives a disposed learner",
            $"{Tensor.TotalCount - before} are still alive");
    }

    private static void Alone(Open open, string name)
    {
        float[] together = Learn(open, Replicas, 0);
        int parameters = together.Length / Replicas;
        for (int r = 0; r < Replicas; r++)
        {
            Law.Equal(Learn(open, 1, r), together.AsSpan(r * parameters, parameters), name,
                "a replica alone takes the same steps");
        }
    }

    private static void Isolated(Open open, string name)
    {
        const int Broken = 1;
        float[] sound = Learn(open, Replicas, 0), beside = Learn(open, Replicas, 0, Broken);
        int parameters = sound.Length / Replicas;
        for (int r = 0; r < Replicas; r++)
        {
            if (r != Broken)
            {
                Law.Equal(sound.AsSpan(r * parameters, parameters), beside.AsSpan(r * parameters, parameters), name,
                    "a replica beside one that is not finite takes the same steps");
            }
        }
    }
}
