// What the engine's tests use of Akka.NET's test kit, declared as the packages have it; see Akka.cs.
#nullable disable
#pragma warning disable
using Akka.Actor;

namespace Akka.TestKit
{
    public class CallingThreadDispatcher
    {
        public static string Id;
    }

    public abstract class TestKitBase
    {
        public ActorSystem Sys => throw null;

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

namespace Akka.TestKit.Xunit2
{
    public class TestKit : TestKitBase;
}
