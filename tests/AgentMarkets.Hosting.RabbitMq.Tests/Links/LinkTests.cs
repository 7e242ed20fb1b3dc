using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using Xunit;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

/// <summary>What drivers, nodes and operators hear of each other through a broker.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class LinkTests(BrokerFixture broker) : IDisposable
{
    // A broker starts in six seconds or so, and a driver whose queue is lost takes ten to know it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly KeptFrames _codec = new();
    private readonly string _session = $"{Guid.NewGuid():n}/1";
    private readonly string _name = $"node-{Guid.NewGuid():n}";
    private readonly List<string> _said = [];
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"links-{Guid.NewGuid():n}");

    public void Dispose()
    {
        // A broker's last files may still go away meanwhile.
        for (int attempt = 0; attempt < 20 && Directory.Exists(_folder); attempt++)
        {
            try
            {
                Directory.Delete(_folder, recursive: true);
            }
            catch (IOException)
            {
                Thread.Sleep(50);
            }
        }
    }

    [Fact]
    public void ANodeAnswersTheRollAndACommandAndSaysFarewell()
    {
        using var driver = Driver();
        using var node = Node();
        node.Greet(Greeting, null);
        Assert.Equal(_name, Next<Hello>(driver).Node.Id);
        driver.CallRoll();
        node.Greet(Greeting, Next<RollCall>(node).ReplyTo);
        Assert.Equal(_name, Next<Hello>(driver).Node.Id);

        var command = new Command(_session, 1, 1, new Close());
        driver.Send(_name, command);
        Assert.Same(command, Next<Command>(node));
        node.Send(_session, new Reply(_name, _session, 1, 1, new Done(), 0));
        Assert.Equal(1, Next<Reply>(driver).Number);
        node.Send("", new Farewell(_name));
        Assert.Equal(_name, Next<Farewell>(driver).Node);
    }

    [Theory]
    [InlineData(FrameParts.Largest)]
    [InlineData(FrameParts.Largest + 1)]
    [InlineData(10_000_000)]
    public void FramesOfAnySizeComeWhole(int bytes)
    {
        using var driver = Driver();
        using var node = Node();
        _codec.Bytes = bytes;
        driver.Send(_name, new Command(_session, 1, 1, new Close()));
        driver.Send(_name, new Command(_session, 1, 2, new Close()));
        Assert.Equal(1, Next<Command>(node).Number);
        Assert.Equal(2, Next<Command>(node).Number);
    }

    [Fact]
    public void BytesThatAreNoFrameAreSaidOnceAndPassedOver()
    {
        using var driver = Driver();
        using var node = NodeLink.Open(broker.Address(BrokerUser.Worker), _name, new KeptFrames(), CPU, Say);
        driver.Send(_name, new Command(_session, 1, 1, new Close()));
        driver.Send(_name, new Command(_session, 1, 2, new Close()));
        Assert.False(node.TryHear(TimeSpan.FromSeconds(0.5), out _));
        Assert.Equal(["These bytes are no frame."], _said);
    }

    [Fact]
    public void ALostNodeIsHeardOfFromTheBroker()
    {
        using var driver = Driver();
        Node().Dispose();
        Assert.Equal((_name, "lost its connection"), Loss(driver));
    }

    [Fact]
    public void ACommandToNobodyIsALoss()
    {
        using var driver = Driver();
        driver.Send(_name, new Command(_session, 1, 1, new Close()));
        Assert.Equal((_name, "is not connected"), Loss(driver));
    }

    [Fact]
    public void ASecondNodeOfANameIsRefused()
    {
        using var node = Node();
        var refused = Assert.Throws<LinkException>(Node);
        Assert.Equal($"A node named {_name} is connected to this broker already. "
            + "Give this one another name with --name.", refused.Message);
    }

    [Fact]
    public void AnOperatorSeesNodesAndRunsAndAsksForRebalance()
    {
        using var driver = Driver();
        using var node = Node();
        using var asked = OperatorLink.Open(broker.Address(BrokerUser.Operator), _codec, Say);
        var waits = new WaitStatus(_name, ["shard-3"], 2);
        var status = new RunStatus(_session, "first-price", "here:1", 2, 40, 12, 600.5, 8,
            [new NodeStatus(Greeting.Node, [("shard-3", "cpu")], false)], [waits], 10, 0.5, 1);
        driver.Publish(status);

        var seen = asked.Ask(TimeSpan.FromSeconds(0.5)).Runs.Single(run => run.Session == _session);
        Assert.StartsWith($"Round 12 waits for shard-3 on node {_name} (2.", seen.Sentence);
        Assert.Equal(("shard-3", "cpu"), seen.Nodes[0].Actors[0]);
        Assert.Equal(["cpu", "cpu"], seen.Nodes[0].Profile.Devices);
        Assert.Equal((12, 600.5, 8, 10, 1),
            (seen.Round, seen.StepsPerSecond, seen.Underway, seen.CheckpointRound, seen.Losses));
        Assert.IsType<RollCall>(Next<RollCall>(node));

        asked.Rebalance();
        Assert.IsType<HeardRebalance>(Hear(driver));
    }

    [Fact]
    public void ARunHasOneDriver()
    {
        using var driver = Driver();
        string second = _session.Replace("/1", "/2");
        var refused = Assert.Throws<LinkException>(() => Driver(second));
        Assert.Contains("has a driver already", refused.Message);
    }

    [Fact]
    public async Task AStandByTakesOverWhenTheDriverIsGone()
    {
        var driver = Driver();
        string second = _session.Replace("/1", "/2"), third = _session.Replace("/1", "/3");
        var standBy = Task.Run(() => Driver(second, standsBy: true));
        await Task.Delay(300);
        Assert.False(standBy.IsCompleted);
        driver.Dispose();
        var next = await standBy.WaitAsync(Patience);

        var after = Task.Run(() => Driver(third, standsBy: true));
        await Task.Delay(300);
        Assert.False(after.IsCompleted);
        next.Dispose();
        (await after.WaitAsync(Patience)).Dispose();
    }

    [Fact]
    public async Task ADriverThatIsCutOffGoesOnOrStopsWhereAnotherHasTakenOver()
    {
        using var driver = Driver();
        driver.Connection.Life!.End("a test");
        driver.CallRoll();
        for (int i = 0; i < 100 && !_said.Contains("found the broker again"); i++)
        {
            Assert.False(driver.TryHear(TimeSpan.FromSeconds(0.1), out _));
        }
        Assert.Contains("found the broker again", _said);

        string second = _session.Replace("/1", "/2");
        var standBy = Task.Run(() => Driver(second, standsBy: true));
        while (!_said.Any(said => said.EndsWith("has a driver; waits for its end", StringComparison.Ordinal)))
        {
            await Task.Delay(20);
        }
        driver.Connection.Life!.End("a test");
        using var next = await standBy.WaitAsync(Patience);
        next.Dispose();
        var stopped = Assert.Throws<LinkException>(() =>
        {
            for (int i = 0; i < 300; i++)
            {
                driver.TryHear(TimeSpan.FromSeconds(0.1), out _);
            }
        });
        Assert.Contains("is no longer this driver's", stopped.Message);
    }

    [SwarmFact]
    public Task ARestartOfTheBrokerIsNoLoss() => RestartIsNoLoss(TimeSpan.FromSeconds(2));

    // Within the second in which a lone broker may lose the queue of the run's drivers for ever.
    [SwarmFact]
    public Task ARestartOfABrokerThatKnewTheRunForAnInstantIsNoLoss() => RestartIsNoLoss(TimeSpan.Zero);

    private async Task RestartIsNoLoss(TimeSpan age)
    {
        // Beside the broker that the other tests share.
        using var own = PrivateBroker.Start(_folder);
        using var driver = DriverLink.Open(own.Address(), _session, _codec, new DriverLinkOptions(CPU), Say);
        using var node = NodeLink.Open(own.Address(BrokerUser.Worker), _name, _codec, CPU, Say);
        driver.Send(_name, new Command(_session, 1, 1, new Close()));
        Assert.Equal(1, Next<Command>(node).Number);
        await Task.Delay(age);
        var then = driver.Now;
        own.Kill();
        await Task.Delay(500);
        driver.Send(_name, new Command(_session, 1, 2, new Close()));
        own.Restart();
        var heard = Task.Run(() => Next<Command>(node).Number);
        Assert.Equal(_name, Next<Hello>(driver).Node.Id);
        driver.Send(_name, new Command(_session, 1, 2, new Close()));
        Assert.Equal(2, await heard.WaitAsync(Patience));
        Assert.InRange((driver.Now - then).TotalSeconds, 0, 3);
    }

    private Hello Greeting => new(new NodeProfile(_name, "1", "here", 1, 2, ["cpu", "cpu"], "1.0"), "");

    private DriverLink Driver(string? session = null, bool standsBy = false) => DriverLink.Open(broker.Address(),
        session ?? _session, _codec, new DriverLinkOptions(CPU, standsBy), Say);

    private NodeLink Node() => NodeLink.Open(broker.Address(BrokerUser.Worker), _name, _codec, CPU, Say);

    private void Say(string sentence)
    {
        lock (_said)
        {
            _said.Add(sentence);
        }
    }

    private static Heard Hear(DriverLink driver) =>
        driver.TryHear(Patience, out var heard) ? heard : throw new TimeoutException("The driver heard nothing.");

    private T Next<T>(DriverLink driver)
        where T : Frame
    {
        while (true)
        {
            // Other tests' nodes share the broker.
            if (Hear(driver) is HeardFrame { Frame: T frame })
            {
                return frame;
            }
        }
    }

    /// <summary>The next frame of a kind, where other tests' drivers may call the roll too.</summary>
    private T Next<T>(NodeLink node)
        where T : Frame
    {
        while (true)
        {
            Assert.True(node.TryHear(Patience, out var frame), $"The node heard no {typeof(T).Name}.");
            if (frame is T wanted)
            {
                return wanted;
            }
            node.Greet(Greeting, Assert.IsType<RollCall>(frame).ReplyTo);
        }
    }

    private (string, string) Loss(DriverLink driver)
    {
        while (true)
        {
            if (Hear(driver) is HeardLoss loss && loss.Node == _name)
            {
                return (loss.Node, loss.Why);
            }
        }
    }
}
