using AgentMarkets.Hosting.Akka.Engine;
using Akka.Configuration;
using Xunit;
using ConfigurationException = AgentMarkets.Core.Catalog.ConfigurationException;

namespace AgentMarkets.Hosting.Akka.Tests.Engine;

/// <summary>Goal: the engine is configured by our settings alone, and operators can read what that comes to.</summary>
public sealed class EngineConfigurationTests
{
    private static readonly string s_file = Path.Combine(Checkout.Root, "cluster-config", "akka.conf");

    private static readonly AkkaSettings s_shown = new()
    {
        Own = new Endpoint("10.0.0.1", 4053),
        Seeds = [new Endpoint("10.0.0.1", 4053), new Endpoint("10.0.0.2", 4053)],
        AllowPlain = true,
        LearningThreads = 7,
    };

    [Fact]
    public void WhatOperatorsAreShownIsWhatIsMade()
    {
        string made = "# What a node's engine is told, as `run` and `node` make it of their options: a run keeps its\n"
            + "# driver's as akka.conf in its directory. Nobody writes or reads this file but people.\n"
            + EngineConfiguration.Text(s_shown, [Member.NodeRole, "lane-4054"]);
        if (Environment.GetEnvironmentVariable("AGENTMARKETS_ACCEPT") is not null)
        {
            File.WriteAllText(s_file, made);
        }
        Assert.Equal(File.ReadAllText(s_file), made);
    }

    [Fact]
    public void EveryLineHasASentence()
    {
        string[] lines = EngineConfiguration.Text(s_shown, [Member.NodeRole]).TrimEnd('\n').Split('\n');
        for (int i = 0; i < lines.Length; i += 2)
        {
            Assert.Matches("^# [A-Z0-9].*\\.$", lines[i]);
            Assert.Matches("^[a-z].* = ", lines[i + 1]);
        }
    }

    [Fact]
    public void TheEngineReadsWhatItIsTold()
    {
        var read = ConfigurationFactory.ParseString(EngineConfiguration.Text(s_shown, ["node", "driver-7"]));
        Assert.Equal(4053, read.GetInt("akka.remote.dot-netty.tcp.port"));
        Assert.Equal(s_shown.MessageBytes, read.GetByteSize("akka.remote.dot-netty.tcp.maximum-frame-size"));
        Assert.Equal(["node", "driver-7"], read.GetStringList("akka.cluster.roles"));
        Assert.Equal(7, read.GetInt($"{EngineConfiguration.LearningDispatcher}.dedicated-thread-pool.thread-count"));
        Assert.Equal(s_shown.DownAfter, read.GetTimeSpan("akka.cluster.split-brain-resolver.stable-after"));
    }

    [Fact]
    public void NobodySpeaksInPlainToAnotherMachineUnasked()
    {
        var refused = Assert.Throws<ConfigurationException>(() => (s_shown with { AllowPlain = false }).Checked());
        Assert.Contains("without TLS everything could be read and forged on the way", refused.Message,
            StringComparison.Ordinal);
        Assert.Contains("--insecure", refused.Message, StringComparison.Ordinal);
        var here = new Endpoint("127.0.0.1", 0);
        _ = new AkkaSettings { Own = here, Seeds = [here with { Port = 4053 }] }.Checked();
    }

    [Fact]
    public void SettingsThatCannotBeAreRefusedWithTheirNames()
    {
        var refused = Assert.Throws<ConfigurationException>(() => (s_shown with
        {
            HeartbeatPause = TimeSpan.Zero,
            DownAfter = TimeSpan.FromHours(1),
            MessageBytes = 1000,
            LearningThreads = 0,
        }).Checked());
        foreach (string name in (string[])["heartbeat pause", "time until a silent member", "message bytes", "--slots"])
        {
            Assert.Contains(name, refused.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("10.0.0.1:4053")]
    [InlineData("node-1.cluster:80")]
    public void AnAddressIsAHostAndAPort(string text) => Assert.Equal(text, $"{Endpoint.Parse(text, "--seed-node")}");

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData(":4053")]
    [InlineData("host:0")]
    [InlineData("host:99999")]
    [InlineData("akka.tcp://x@host:1")]
    [InlineData("a\"b:1")]
    public void AnythingElseIsNot(string text) =>
        Assert.Throws<ConfigurationException>(() => Endpoint.Parse(text, "--seed-node"));

    [Theory]
    [InlineData("10.0.0.1:4053,4054", 4053, 4054)]
    [InlineData("10.0.0.1:4053", 4053, 0)]
    [InlineData("10.0.0.1:0,4054", 0, 4054)]
    public void AMemberListensAtOnePortForTheEngineAndAtOneForFrames(string text, int own, int lanes) =>
        Assert.Equal((new Endpoint("10.0.0.1", own), lanes), Endpoint.ParseOwn(text, "--listen"));

    [Theory]
    [InlineData("10.0.0.1:4053,")]
    [InlineData("10.0.0.1:4053,x")]
    [InlineData("10.0.0.1:4053,4054,4055")]
    [InlineData(",4054")]
    public void OtherPortsAreNone(string text) =>
        Assert.Throws<ConfigurationException>(() => Endpoint.ParseOwn(text, "--listen"));

    [Fact]
    public void WithoutItsFilesThereIsNoCertificate()
    {
        Assert.Null(MemberTls.Read(null, null, null));
        Assert.Contains("--key", Assert.Throws<ConfigurationException>(
            () => MemberTls.Read(null, "here.pem", null)).Message, StringComparison.Ordinal);
        Assert.Contains("no such file", Assert.Throws<ConfigurationException>(
            () => MemberTls.Read(null, "nowhere.pem", "nowhere.key")).Message, StringComparison.Ordinal);
    }
}
