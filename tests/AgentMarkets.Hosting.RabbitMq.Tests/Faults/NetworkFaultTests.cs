using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using AgentMarkets.Hosting.RabbitMq.Tests.Links;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Faults;

/// <summary>Goal: a network between a worker and the broker that is cut, slow or healed changes nothing.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class NetworkFaultTests(BrokerFixture broker, NetworkFaultTests.Line line)
    : IClassFixture<NetworkFaultTests.Line>
{
    private static readonly Play s_play = Play.FirstPrice(rounds: 40);
    private static readonly (int From, int To) s_steps = (2, 80);

    private readonly List<string> _said = [];

    /// <summary>Nobody is told: silence alone says it.</summary>
    [Theory]
    [InlineData(11)]
    public void AWorkerBehindADeadNetworkIsDoneWithoutAndComesBack(int seed)
    {
        var (outcome, losses) = Over(link =>
        {
            link.AtRandom(new Random(seed), s_steps, line.Proxy.Hold);
            HealAfterLoss(link);
        });
        outcome.ShouldMatch(s_play.Reference);
        Assert.Equal(1, losses);
        Assert.Contains(_said, said => said.StartsWith($"node {line.Behind} gave no sign of life",
            StringComparison.Ordinal));
        AssertBothPlay();
    }

    [SwarmTheory]
    [InlineData(12)]
    public void AWorkerWhoseConnectionsAreResetIsDoneWithoutAndComesBack(int seed)
    {
        var (outcome, losses) = Over(link =>
        {
            link.AtRandom(new Random(seed), s_steps, line.Proxy.Sever);
            HealAfterLoss(link);
            link.Stepping += _ =>
            {
                if (link.Done.Count > 0 && link.Done[^1].Epoch > 1)
                {
                    // So that the run still hears of its return, and lets it go at the end.
                    line.Workers[line.Behind].Await("found the broker again");
                }
            };
        });
        outcome.ShouldMatch(s_play.Reference);
        Assert.Equal(1, losses);
        Assert.Contains(_said, said => said.StartsWith($"node {line.Behind} ", StringComparison.Ordinal)
            && (said.Contains("lost its connection", StringComparison.Ordinal)
                || said.Contains("is not connected", StringComparison.Ordinal)));
        AssertBothPlay();
    }

    [Theory]
    [InlineData(13)]
    public void ASlowAndUnsteadyNetworkChangesNothing(int seed)
    {
        var random = new Random(seed);
        int before = line.Proxy.Passed;
        line.Proxy.Delay = () =>
        {
            lock (random)
            {
                // Longer than a command is waited for before it is sent again, now and then.
                return TimeSpan.FromMilliseconds(random.Next(20) == 0 ? 600 : random.Next(5));
            }
        };
        var (outcome, _) = Over(_ => { });
        line.Proxy.Delay = null;
        outcome.ShouldMatch(s_play.Reference);
        Assert.True(line.Proxy.Passed - before > 100, "too little went through the slow network");
    }

    private void AssertBothPlay()
    {
        var (outcome, losses) = Over(_ => { });
        outcome.ShouldMatch(s_play.Reference);
        Assert.Equal(0, losses);
    }

    // What was kept back while the network was dead then comes all at once.
    private void HealAfterLoss(WatchedLink link) => link.Stepping += _ =>
    {
        if (link.Done.Count > 0 && link.Done[^1].Epoch > 1)
        {
            line.Proxy.Heal();
        }
    };

    private (TestKit.Outcome, int) Over(Action<WatchedLink> arm) =>
        s_play.Over(BrokerDriver.At(broker.Address()), 2, arm, said =>
    {
        lock (_said)
        {
            _said.Add(said);
        }
    });

    /// <summary>Two workers, one of them behind a network that can be cut.</summary>
    public sealed class Line : IDisposable
    {
        private readonly Workers _direct;

        public Line(BrokerFixture broker)
        {
            Proxy = new TcpProxy(broker.Broker.Ports.Amqp);
            string url = broker.Url(BrokerUser.Worker), file = broker.PasswordFile(BrokerUser.Worker);
            _direct = new Workers(Path.GetTempPath(), Child.At(url, file));
            Workers = new Workers(Path.GetTempPath(), Child.At(Proxy.Url(url), file));
            _direct.Start();
            Behind = Workers.Start();
            _direct.Fill(1);
            Workers.Fill(1);
        }

        internal TcpProxy Proxy { get; }

        internal Workers Workers { get; }

        /// <summary>The worker behind that network.</summary>
        internal string Behind { get; }

        public void Dispose()
        {
            Workers.Dispose();
            _direct.Dispose();
            Proxy.Dispose();
        }
    }
}
