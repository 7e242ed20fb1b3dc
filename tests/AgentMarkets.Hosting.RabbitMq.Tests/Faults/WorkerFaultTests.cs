using System.Diagnostics;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using AgentMarkets.Hosting.RabbitMq.Tests.Links;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>Goal: whatever happens to worker processes and their broker, a run ends in the state of one process, and
/// with its measurements. The seed of each test draws the step and the moment in it.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class WorkerFaultTests : IClassFixture<WorkerFaultTests.Crew>
{
    private const int Count = 3;

    // Two supersteps a round, and those of the measurements at the end.
    private static readonly Play s_play = Play.FirstPrice(rounds: 40);

    private static readonly (int From, int To) s_steps = (2, 80);

    private readonly BrokerFixture _broker;
    private readonly Workers _workers;
    private readonly List<string> _said = [];

    public WorkerFaultTests(BrokerFixture broker, Crew crew)
    {
        (_broker, _workers) = (broker, crew.Workers);
        _workers.Fill(Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AKilledWorkerChangesNothing(int seed)
    {
        var random = new Random(seed);
        string lost = _workers.Names[random.Next(Count)];
        var (outcome, losses) = Over(link => link.AtRandom(random, s_steps, () => _workers.Kill(lost)));
        AssertSame(outcome);
        Assert.Equal(1, losses);
        Assert.Contains(_said, said => said.StartsWith($"node {lost} ", StringComparison.Ordinal)
            && said.Contains("; going on from round ", StringComparison.Ordinal));
    }

    [Fact]
    public void TwoWorkersKilledOneAfterTheOtherChangeNothing()
    {
        var random = new Random(4);
        string[] lost = [.. _workers.Names.Take(2)];
        var (outcome, losses) = Over(link =>
        {
            int killed = 0;
            // The second while its driver still gives the first one's actors to others, or soon after.
            long first = random.Next(2, 60), second = first + random.Next(1, 4);
            link.Stepping = step =>
            {
                if (killed < 2 && step >= (killed == 0 ? first : second))
                {
                    _workers.Kill(lost[killed++]);
                }
            };
        });
        AssertSame(outcome);
        Assert.Equal(2, losses);
    }

    [Fact]
    public void AFrozenWorkerThatThawsDoesNoHarmAndComesBack()
    {
        var random = new Random(5);
        string frozen = _workers.Names[random.Next(Count)];
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
        AssertSame(outcome);
        Assert.Equal(1, losses);
        Assert.Contains(_said, said => said.StartsWith($"node {frozen} gave no sign of life",
            StringComparison.Ordinal));
        // It takes part in the next run as ever.
        _said.Clear();
        var (next, nextLosses) = Over(_ => { });
        AssertSame(next);
        Assert.Equal(0, nextLosses);
        Assert.Contains(_said, said => said.StartsWith($"node {frozen} joined", StringComparison.Ordinal));
    }

    [Fact]
    public void ABriefFreezeCostsNothing()
    {
        var random = new Random(6);
        string frozen = _workers.Names[random.Next(Count)];
        var (outcome, losses) = Over(link => link.AtRandom(random, s_steps, () =>
        {
            _workers[frozen].Freeze();
            Thread.Sleep(300);
            _workers[frozen].Thaw();
        }), new DistributedSettings { Silence = TimeSpan.FromSeconds(60) });
        AssertSame(outcome);
        Assert.Equal(0, losses);
    }

    [Theory]
    [InlineData(7)]
    public void ARestartOfTheBrokerInTheMiddleChangesNothing(int seed)
    {
        var (outcome, _) = Over(link => link.AtRandom(new Random(seed), s_steps, () =>
        {
            _broker.Broker.Kill();
            _broker.Broker.Restart();
        }));
        AssertSame(outcome);
        Assert.Contains("found the broker again", _said);
    }

    [Theory]
    [InlineData(8)]
    public void FramesThatComeTwiceAndLateChangeNothing(int seed)
    {
        Echoes? echoes = null;
        var (outcome, losses) = Over(link => echoes = new Echoes(_broker, link, seed, share: 0.5, late: 30, Say));
        echoes!.Dispose();
        AssertSame(outcome);
        Assert.Equal(0, losses);
        Assert.True(echoes.Count > 100, $"only {echoes.Count} copies: the test shows too little");
    }

    private (TestKit.Outcome, int) Over(Action<WatchedLink> arm, DistributedSettings? settings = null) =>
        s_play.Over(BrokerDriver.At(_broker.Address()), Count, arm, Say, settings);

    private void Say(string sentence)
    {
        lock (_said)
        {
            _said.Add(sentence);
        }
    }

    private static void AssertSame(TestKit.Outcome outcome) => outcome.ShouldMatch(s_play.Reference);

    private static string[] Broker(BrokerFixture broker) =>
        Child.At(broker.Url(BrokerUser.Worker), broker.PasswordFile(BrokerUser.Worker));

    /// <summary>Three workers, of which those that a test has killed are replaced.</summary>
    public sealed class Crew(BrokerFixture broker) : IDisposable
    {
        internal Workers Workers { get; } = new(Path.GetTempPath(), Broker(broker));

        public void Dispose() => Workers.Dispose();
    }
}
