using AgentMarkets.Hosting.RabbitMq.Broker;
using AgentMarkets.Hosting.RabbitMq.Links;
using AgentMarkets.Hosting.RabbitMq.Sweeps;
using AgentMarkets.Hosting.RabbitMq.Tests.Broker;
using RabbitMQ.Client;
using Xunit;
using BrokerConnection = AgentMarkets.Hosting.RabbitMq.Links.BrokerConnection;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Sweeps;

/// <summary>Jobs at a real broker: none is lost, none is played for nobody, and what comes twice is no harm.</summary>
[Collection(BrokerFixture.Collection)]
public sealed class JobTests(BrokerFixture fixture)
{
    [Fact]
    public void APoisonedJobEndsInFailed_IsListed_AndIsSentAgain()
    {
        using var scene = new SweepScene(fixture);
        int attempts = 0;
        bool isMended = false;
        _ = scene.Node("a", (job, run, device, stop) =>
        {
            Interlocked.Increment(ref attempts);
            return isMended ? SweepScene.Play(job, run, device, stop)
                : Task.FromResult<JobEnd>(new JobCrashed("its process ended by signal 11"));
        });
        var job = scene.Job("poison");
        scene.Dispatch.Send([job], CancellationToken.None);
        var died = scene.Hear<JobDied>();
        scene.Dispatch.Settle(died);
        Assert.Equal(3, attempts);
        Assert.Equal((job.Hash, "a", "3 attempts ended without a result: its process ended by signal 11"),
            (died.Hash, died.Failed.Node, died.Failed.Why));

        var failed = Assert.Single(FailedJobs.List(scene.Operator));
        Assert.Equal((job.Hash, died.Failed.Why), (failed.Job.Hash, failed.Why));
        Assert.InRange(failed.Since!.Value, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(5));
        Assert.Empty(FailedJobs.Resend(scene.Operator, other => other.Job.Hash != job.Hash));
        Assert.Single(FailedJobs.List(scene.Operator));

        isMended = true;
        Assert.Single(FailedJobs.Resend(scene.Operator, other => other.Job.Hash == job.Hash));
        var arrived = scene.Hear<ResultArrived>();
        Assert.Equal("poison", File.ReadAllText(Path.Combine(arrived.Run, "text")));
        scene.Dispatch.Settle(arrived, isDone: true);
        Assert.Empty(FailedJobs.List(scene.Operator));
    }

    [Fact]
    public async Task AJobWhoseNodesDie_IsGivenUpByTheBroker()
    {
        using var scene = new SweepScene(fixture);
        var job = scene.Job("heavy");
        scene.Dispatch.Send([job], CancellationToken.None);
        for (int life = 0; life <= SweepTopology.DeliveryLimit; life++)
        {
            // A node that takes the job and is gone, as by kill -9.
            var taken = new TaskCompletionSource();
            using var node = await BrokerConnection.OpenAsync(scene.Worker, "test", async life =>
            {
                var channel = await life.ChannelAsync();
                await life.ConsumeAsync(channel, SweepTopology.Jobs, acknowledge: true, _ =>
                {
                    taken.TrySetResult();
                    return Task.CompletedTask;
                });
            });
            await taken.Task.WaitAsync(SweepScene.Patience);
        }
        var died = scene.Hear<JobDied>();
        Assert.Equal("the nodes that played it ended without a result, 4 times", died.Failed.Why);
        scene.Dispatch.Settle(died);
        Assert.Equal(died.Failed.Why, Assert.Single(FailedJobs.List(scene.Operator)).Why);
        scene.Dispatch.Forget(new HashSet<string> { job.Hash });
        Assert.Empty(FailedJobs.List(scene.Operator));
    }

    [Fact]
    public void ARunWhoseSweepIsElsewhere_ComesThroughTheBrokerInParts()
    {
        using var scene = new SweepScene(fixture);
        var content = new byte[(2 * ResultPart.ContentMax) + 12345];
        new Random(7).NextBytes(content);
        _ = scene.Node("a", (job, run, device, stop) =>
        {
            Directory.CreateDirectory(Path.Combine(run, "checkpoints"));
            File.WriteAllBytes(Path.Combine(run, "checkpoints", "round-1"), content);
            return SweepScene.Play(job, run, device, stop);
        });
        scene.Dispatch.Send([scene.Job("far", inbox: "/nowhere")], CancellationToken.None);
        var arrived = scene.Hear<ResultArrived>();
        Assert.StartsWith(scene.Inbox, arrived.Run);
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(arrived.Run, "checkpoints", "round-1")));
        Assert.Equal("far", File.ReadAllText(Path.Combine(arrived.Run, "text")));
        // Nothing is left at the node.
        scene.Dispatch.Settle(arrived, isDone: true);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(scene.Folder, "a"), "*", SearchOption.AllDirectories));
        Assert.Equal([$"{scene.Sweep}.mark"],
            Directory.GetFileSystemEntries(scene.Inbox).Select(path => Path.GetFileName(path)!));
    }

    [Fact]
    public void AResultThatWasNotSettled_ComesAgainToTheNextProcess()
    {
        using var scene = new SweepScene(fixture);
        _ = scene.Node("a", SweepScene.Play);
        scene.Dispatch.Send([scene.Job("near"), scene.Job("far", inbox: "/nowhere")], CancellationToken.None);
        var first = new[] { scene.Hear<ResultArrived>().Hash, scene.Hear<ResultArrived>().Hash };
        scene.Reopen();
        for (int i = 0; i < 2; i++)
        {
            var arrived = scene.Hear<ResultArrived>();
            Assert.Contains(arrived.Hash, first);
            Assert.True(File.Exists(Path.Combine(arrived.Run, "text")));
            scene.Dispatch.Settle(arrived, isDone: true);
        }
        scene.Reopen();
        Assert.False(scene.Dispatch.TryHear(TimeSpan.FromSeconds(0.5), out _));
    }

    [Fact]
    public void WhatIsSentTwice_ArrivesOnce()
    {
        using var scene = new SweepScene(fixture);
        int played = 0;
        _ = scene.Node("a", (job, run, device, stop) =>
        {
            Interlocked.Increment(ref played);
            return SweepScene.Play(job, run, device, stop);
        });
        var job = scene.Job("twice");
        scene.Dispatch.Send([job], CancellationToken.None);
        scene.Dispatch.Settle(scene.Hear<ResultArrived>(), isDone: true);
        scene.Dispatch.Send([job, job, scene.Job("last")], CancellationToken.None);
        var arrived = scene.Hear<ResultArrived>();
        Assert.Equal(scene.Job("last").Hash, arrived.Hash);
        Assert.Equal(4, played);
        scene.Dispatch.Settle(arrived, isDone: true);
    }

    [Fact]
    public void AJobOfAnotherBuild_IsRefusedWithASentence_AndPlayedByANodeOfItsOwn()
    {
        using var scene = new SweepScene(fixture);
        _ = scene.Node("old", SweepScene.Play, build: "another build");
        scene.Dispatch.Send([scene.Job("new")], CancellationToken.None);
        var refused = scene.Hear<NoteHeard>(heard => heard.Note.Kind == NoteKind.Refused).Note;
        Assert.Equal(("old", "it is of build another build, the sweep of build this build"),
            (refused.Node, refused.Sentence));
        // It comes round again.
        scene.Hear<NoteHeard>(heard => heard.Note.Kind == NoteKind.Refused);
        _ = scene.Node("new", SweepScene.Play);
        var arrived = scene.Hear<ResultArrived>();
        Assert.Equal("new", arrived.Node);
        scene.Dispatch.Settle(arrived, isDone: true);
        Assert.Empty(FailedJobs.List(scene.Operator));
    }

    [Fact]
    public async Task ANodeThatEnds_GivesItsJobsBack_AndThatIsNoAttempt()
    {
        using var scene = new SweepScene(fixture);
        scene.Dispatch.Send([scene.Job("long")], CancellationToken.None);
        for (int i = 0; i < 5; i++)
        {
            using var stop = new CancellationTokenSource();
            var node = scene.Node($"short {i}", async (_, _, _, ends) =>
            {
                await Task.Delay(Timeout.Infinite, ends);
                return new JobStopped();
            }, stop: stop.Token);
            scene.Hear<NoteHeard>(heard => heard.Note.Kind == NoteKind.Taken);
            await stop.CancelAsync();
            await node.ContinueWith(_ => { }, TaskScheduler.Default).WaitAsync(SweepScene.Patience);
        }
        _ = scene.Node("long", SweepScene.Play);
        scene.Dispatch.Settle(scene.Hear<ResultArrived>(), isDone: true);
    }

    [Fact]
    public void ANodeThatIsBusy_TakesNothing()
    {
        using var scene = new SweepScene(fixture);
        bool isBusy = true;
        _ = scene.Node("a", SweepScene.Play, isBusy: () => isBusy);
        scene.Dispatch.Send([scene.Job("later")], CancellationToken.None);
        Assert.False(scene.Dispatch.TryHear(TimeSpan.FromSeconds(1), out _));
        isBusy = false;
        scene.Dispatch.Settle(scene.Hear<ResultArrived>(), isDone: true);
    }

    [Fact]
    public async Task ALostConnection_NeitherLosesNorRepeatsTheJobsUnderWay()
    {
        using var scene = new SweepScene(fixture);
        var begun = new SemaphoreSlim(0);
        var goOn = new TaskCompletionSource();
        int played = 0;
        _ = scene.Node("a", async (job, run, device, stop) =>
        {
            Interlocked.Increment(ref played);
            begun.Release();
            await goOn.Task;
            return await SweepScene.Play(job, run, device, stop);
        }, slots: 2);
        scene.Dispatch.Send([scene.Job("1"), scene.Job("2")], CancellationToken.None);
        Assert.True(await begun.WaitAsync(SweepScene.Patience) && await begun.WaitAsync(SweepScene.Patience));
        using var management = Managed.By(fixture, BrokerUser.Operator);
        var node = await Managed.Until(() => management.Connections()
            .FirstOrDefault(connection => connection.UserProvidedName == "agentmarkets node a, jobs"));
        management.Close(node.Name, "a test");
        // Both come back to the node, which still works on them.
        await Task.Delay(1000);
        goOn.SetResult();
        string[] arrived = [Settled(scene), Settled(scene)];
        Assert.Equal(2, arrived.Distinct().Count());
        Assert.False(scene.Dispatch.TryHear(TimeSpan.FromSeconds(0.5), out _));
        Assert.Equal(2, played);
    }

    private static string Settled(SweepScene scene)
    {
        var arrived = scene.Hear<ResultArrived>();
        scene.Dispatch.Settle(arrived, isDone: true);
        return arrived.Hash;
    }
}
