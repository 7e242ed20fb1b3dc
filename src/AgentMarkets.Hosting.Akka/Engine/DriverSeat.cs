using AgentMarkets.Hosting.Distributed;
using Akka.Actor;
using Akka.Cluster.Tools.Singleton;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>Who drives a run: the process in which this singleton of the cluster lives, with the run's market and
/// coordinator. One, and after it the next who waits.</summary>
/// <remarks>The cluster gives it to the oldest member of a role that bears the name of the run, and to the next oldest
/// when that one is out.</remarks>
internal static class DriverSeat
{
    // A driver that has just died is out soon; one that lives stays.
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1), Tick = TimeSpan.FromMilliseconds(50);

    public static string Role(string run) => $"{Member.DriverRole}-{run}";

    /// <summary>Takes the seat, or waits for it.</summary>
    /// <exception cref="LinkException">Another process has it.</exception>
    /// <exception cref="OperationCanceledException">It was told to stop.</exception>
    public static void Take(Member member, string run, bool standsBy, Action<string> say, CancellationToken stop)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var settings = ClusterSingletonManagerSettings.Create(member.System).WithRole(Role(run))
            .WithSingletonName("seat")
            .WithHandOverRetryInterval(TimeSpan.FromMilliseconds(200))
            // What the former driver still says is of an old session and reaches nobody: no need to wait it out.
            .WithRemovalMargin(TimeSpan.FromMilliseconds(1));
        member.System.ActorOf(ClusterSingletonManager.Props(Props.Create(() => new Holder(held)),
            PoisonPill.Instance, settings), "seat");
        bool said = false;
        for (var waited = TimeSpan.Zero; !held.Task.Wait(Tick, stop); waited += Tick)
        {
            bool isTaken = member.Others(Role(run)).Any();
            if (!standsBy && isTaken && waited > Glance && !IsSilent(member, run))
            {
                throw new LinkException($"Run {run} has a driver already. To wait until that one is gone, and then go "
                    + "on from the last checkpoint: agentmarkets resume --stand-by.");
            }
            if (standsBy && isTaken && !said)
            {
                said = true;
                say($"run {run} has a driver; waits for its end");
            }
        }
    }

    private static bool IsSilent(Member member, string run) =>
        member.Cluster.State.Unreachable.Any(silent => silent.HasRole(Role(run)));

    private sealed class Holder(TaskCompletionSource held) : UntypedActor
    {
        protected override void PreStart() => held.TrySetResult();

        protected override void OnReceive(object message) => Unhandled(message);
    }
}
