using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Tests.Faults;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Faults;

/// <summary>Goal: whatever happens to worker processes, a run ends in the state of one process, and with its
/// measurements. The seed of each test draws the step and the moment in it.</summary>
public sealed class WorkerFaultTests : IClassFixture<Crew>
{
    // Two supersteps a round, and those of the measurements at the end.
    private static readonly Play s_play = Play.FirstPrice(rounds: 40);

    private static readonly (int From, int To) s_steps = (2, 80);

    private readonly Crew _crew;
    private readonly Workers _workers;
    private readonly List<string> _said = [];

    public WorkerFaultTests(Crew crew)
    {
        (_crew, _workers) = (crew, crew.Workers);
        _workers.Fill(Crew.Count);
    }

    [Fact]
    public void ThreeProcessesEndInTheStateOfOne()
    {
        var (outcome, losses) = Over(_ => { });
        outcome.ShouldMatch(s_play.Reference);
        Assert.Equal(0, losses);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void AKilledWorkerChangesNothing(int seed)
    {
        var random = new Random(seed);
        string lost = _workers.Names[random.Next(Crew.Count)];
        var (outcome, losses) = Over(link => link.AtRandom(random, s_steps, () => _workers.Kill(lost)));
        outcome.ShouldMatch(s_play.Reference);
        Assert.Equal(1, losses);
        Assert.Contains(_said, said => said.StartsWith($"node {lost} ", StringComparison.Ordinal)
            && said.Contains("; going on from round ", StringComparison.Ordinal));
    }

    [Fact]
    public void AFrozenWorkerThatThawsDoesNoHarmAndComesBack()
    {
        var random = new Random(5);
        string frozen = _workers.Names[random.Next(Crew.Count)];
        var (outcome, losses) = Over(link =>
        {
            link.AtRandom(random, s_steps, _workers[frozen].Freeze);
            link.Stepping += _ =>
            {
                // After the others have gone on without it: what it answers then is of an old epoch.
                if (link.Done.Count > 0 && link.Done[^1].Epoch > 1)
                {
                    _workers[frozen].Thaw();
                }
            };
        });
        outcome.ShouldMatch(s_play.Reference);
        Assert.Equal(1, losses);
        // It takes part in the next run as ever.
        _said.Clear();
        var (next, nextLosses) = Over(_ => { });
        next.ShouldMatch(s_play.Reference);
        Assert.Equal(0, nextLosses);
        Assert.Contains(_said, said => said.StartsWith($"node {frozen} joined", StringComparison.Ordinal));
    }

    [Fact]
    public void AWorkerThatWasFrozenUntilItWasTakenOutJoinsAnew()
    {
        string frozen = _workers.Names[0];
        _workers[frozen].Freeze();
        var (outcome, _) = s_play.Over(_crew.Driver, 2, say: Say);
        outcome.ShouldMatch(s_play.Reference);
        _workers[frozen].Thaw();
        _workers[frozen].Await("was taken for dead, joins the cluster anew");
        _said.Clear();
        var (next, losses) = Over(_ => { });
        next.ShouldMatch(s_play.Reference);
        Assert.Equal(0, losses);
        Assert.Contains(_said, said => said.StartsWith($"node {frozen} joined", StringComparison.Ordinal));
    }

    private (TestKit.Outcome, int) Over(Action<WatchedLink> arm, DistributedSettings? settings = null) =>
        s_play.Over(_crew.Driver, Crew.Count, arm, Say, settings);

    private void Say(string sentence)
    {
        lock (_said)
        {
            _said.Add(sentence);
        }
    }
}
