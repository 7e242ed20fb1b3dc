// What the engine's tests use of Akka.NET's test kit, declared as the packages have it; see Akka.cs.
#nullable disable
#pragma warning disable
using Akka.Actor;
using Akka.Configuration;
using Xunit.Abstractions;

namespace Akka.TestKit
{
    public class TestScheduler : IScheduler
    {
        public void Advance(TimeSpan offset) => throw null;
    }

    public abstract class TestActorRefBase<TActor> where TActor : ActorBase
    {
        public IActorRef Ref => throw null;
    }

    public class TestActorRef<TActor> : TestActorRefBase<TActor> where TActor : ActorBase;

    public abstract class TestKitBase
    {
        public ActorSystem Sys => throw null;

        public TestActorRef<TActor> ActorOfAsTestActorRef<TActor>(Props props, string name = null)
            where TActor : ActorBase => throw null;

        public virtual TestProbe CreateTestProbe(string name = null) => throw null;

        public T ExpectMsg<T>(TimeSpan? duration = null, string hint = null,
            CancellationToken cancellationToken = default) => throw null;

        public void ExpectNoMsg(TimeSpan duration, CancellationToken cancellationToken = default) => throw null;
    }

    public class TestProbe : TestKitBase
    {
        public IActorRef Ref => throw null;
    }
}

namespace Akka.TestKit.Configs
{
    public static class TestConfigs
    {
        public static Config TestSchedulerConfig => throw null;
    }
}

namespace Akka.TestKit.Xunit2
{
    public class TestKit : TestKitBase
    {
        public TestKit(Config config, string actorSystemName = null, ITestOutputHelper output = null)
        {
        }
    }
}
