// What the engine's projects use of Akka.NET, declared as the packages have it and without a body: enough to compile
// against where the packages are missing. Whatever else those projects come to use is declared here too.
#nullable disable
#pragma warning disable
using System.Collections.Immutable;
using System.Linq.Expressions;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Akka.Configuration;
using Akka.Event;
using Akka.Serialization;

namespace Akka
{
    public sealed class Done;
}

namespace Akka.Actor
{
    public interface ICanTell
    {
        void Tell(object message, IActorRef sender);
    }

    public interface IActorRef : ICanTell, IEquatable<IActorRef>, IComparable<IActorRef>, IComparable
    {
        ActorPath Path { get; }
    }

    public static class ActorRefImplicitSenderExtensions
    {
        public static void Tell(this IActorRef receiver, object message) => throw null;
    }

    public static class Futures
    {
        public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout = null) => throw null;

        public static Task<T> Ask<T>(this ICanTell self, object message, CancellationToken cancellationToken) =>
            throw null;

        public static Task<T> Ask<T>(this ICanTell self, object message, TimeSpan? timeout,
            CancellationToken cancellationToken) => throw null;
    }

    public interface IInternalActorRef : IActorRef;

    public interface INoSerializationVerificationNeeded;

    public abstract class ActorRefBase : IActorRef
    {
        public abstract ActorPath Path { get; }

        public void Tell(object message, IActorRef sender) => throw null;

        public int CompareTo(object obj) => throw null;

        public int CompareTo(IActorRef other) => throw null;

        public bool Equals(IActorRef other) => throw null;

        protected abstract void TellInternal(object message, IActorRef sender);
    }

    public abstract class InternalActorRefBase : ActorRefBase, IInternalActorRef
    {
        public abstract IActorRefProvider Provider { get; }
    }

    public abstract class MinimalActorRef : InternalActorRefBase
    {
        protected override void TellInternal(object message, IActorRef sender) => throw null;
    }

    public interface IActorRefProvider
    {
        IActorRef ResolveActorRef(ActorPath actorPath);
    }

    public interface IActorRefFactory
    {
        IActorRef ActorOf(Props props, string name = null);

        ActorSelection ActorSelection(ActorPath actorPath);

        ActorSelection ActorSelection(string actorPath);
    }

    public interface ICanWatch
    {
        IActorRef Watch(IActorRef subject);

        IActorRef Unwatch(IActorRef subject);
    }

    public interface IActorContext : IActorRefFactory, ICanWatch
    {
        IActorRef Self { get; }

        IActorRef Parent { get; }

        IActorRef Sender { get; }

        ActorSystem System { get; }

        void Stop(IActorRef child);
    }

    public interface IUntypedActorContext : IActorContext;

    public abstract class ActorBase
    {
        protected IActorRef Self => throw null;

        protected IActorRef Sender => throw null;

        protected static IActorContext Context => throw null;

        protected abstract bool Receive(object message);

        protected virtual void PreStart() => throw null;

        protected virtual void PostStop() => throw null;

        protected virtual void Unhandled(object message) => throw null;
    }

    public abstract class UntypedActor : ActorBase
    {
        protected static new IUntypedActorContext Context => throw null;

        protected sealed override bool Receive(object message) => throw null;

        protected abstract void OnReceive(object message);
    }

    public abstract class ReceiveActor : UntypedActor
    {
        protected sealed override void OnReceive(object message) => throw null;

        protected void Receive<T>(Action<T> handler, Predicate<T> shouldHandle = null) => throw null;

        protected void ReceiveAsync<T>(Func<T, Task> handler, Predicate<T> shouldHandle = null) => throw null;

        protected void ReceiveAny(Action<object> handler) => throw null;
    }

    public abstract class ActorPath
    {
        public Address Address => throw null;

        public string Name => throw null;

        public static ActorPath operator /(ActorPath path, string name) => throw null;
    }

    public sealed class RootActorPath(Address address, string name = "") : ActorPath;

    public sealed class Address
    {
        public static readonly Address AllSystems;

        public string Host => throw null;

        public int? Port => throw null;

        public string System => throw null;

        public bool HasLocalScope => throw null;

        public static Address Parse(string address) => throw null;

        public static bool TryParse(string path, out Address address) => throw null;

        public static bool operator ==(Address left, Address right) => throw null;

        public static bool operator !=(Address left, Address right) => throw null;
    }

    public class ActorSelection : ICanTell
    {
        public void Tell(object message, IActorRef sender = null) => throw null;
    }

    public abstract class SupervisorStrategy;

    public class Props
    {
        public static Props Create<TActor>(Expression<Func<TActor>> factory,
            SupervisorStrategy supervisorStrategy = null)
            where TActor : ActorBase => throw null;

        public Props WithDispatcher(string dispatcher) => throw null;
    }

    public interface IExtension;

    public interface IScheduler;

    public abstract class ActorSystem : IActorRefFactory, IDisposable
    {
        public abstract string Name { get; }

        public abstract EventStream EventStream { get; }

        public abstract IActorRef DeadLetters { get; }

        public abstract Serialization.Serialization Serialization { get; }

        public abstract IScheduler Scheduler { get; }

        public abstract Task WhenTerminated { get; }

        public static ActorSystem Create(string name, Config config) => throw null;

        public static ActorSystem Create(string name, Setup.ActorSystemSetup setup) => throw null;

        public abstract IActorRef ActorOf(Props props, string name = null);

        public abstract ActorSelection ActorSelection(ActorPath actorPath);

        public abstract ActorSelection ActorSelection(string actorPath);

        public abstract void Stop(IActorRef actor);

        public abstract Task Terminate();

        public void Dispose() => throw null;
    }

    public abstract class ExtendedActorSystem : ActorSystem
    {
        public abstract IActorRefProvider Provider { get; }
    }

    public abstract class AkkaException : Exception;

    public class AskTimeoutException(string message) : AkkaException;

    public sealed class PoisonPill
    {
        public static PoisonPill Instance => throw null;
    }

    public sealed class Terminated
    {
        public IActorRef ActorRef => throw null;
    }

    public sealed class CoordinatedShutdown : IExtension
    {
        public static CoordinatedShutdown Get(ActorSystem sys) => throw null;

        public Task<Done> Run(Reason reason, string fromPhase = null) => throw null;

        public class Reason;

        public class ActorSystemTerminateReason : Reason
        {
            public static readonly Reason Instance;
        }
    }

    public sealed class BootstrapSetup : Setup.Setup
    {
        public static BootstrapSetup Create() => throw null;

        public BootstrapSetup WithConfig(Config config) => throw null;
    }
}

namespace Akka.Actor.Setup
{
    public abstract class Setup;

    public sealed class ActorSystemSetup
    {
        public static ActorSystemSetup Create(params Setup[] setup) => throw null;

        public ActorSystemSetup And<T>(T setup)
            where T : Setup => throw null;
    }
}

namespace Akka.Configuration
{
    public class Config
    {
        public static implicit operator Config(string str) => throw null;

        public virtual long? GetByteSize(string path) => throw null;

        public virtual int GetInt(string path, int @default = 0) => throw null;

        public virtual IList<string> GetStringList(string path) => throw null;

        public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) =>
            throw null;

        public Config WithFallback(Config fallback) => throw null;
    }

    public class ConfigurationFactory
    {
        public static Config ParseString(string hocon) => throw null;
    }
}

namespace Akka.Event
{
    public abstract class LoggingBus
    {
        public virtual bool Subscribe(IActorRef subscriber, Type classifier) => throw null;

        public virtual bool Unsubscribe(IActorRef subscriber) => throw null;
    }

    public abstract class AllDeadLetters
    {
        public IActorRef Recipient => throw null;
    }

    public sealed class UnhandledMessage : AllDeadLetters;

    public class EventStream : LoggingBus
    {
        public override bool Subscribe(IActorRef subscriber, Type channel) => throw null;

        public override bool Unsubscribe(IActorRef subscriber) => throw null;
    }
}

namespace Akka.Serialization
{
    public class Serialization
    {
        public object Deserialize(byte[] bytes, int serializerId, Type type) => throw null;

        public object Deserialize(byte[] bytes, int serializerId, string manifest) => throw null;

        public Serializer FindSerializerFor(object obj, string defaultSerializerName = null) => throw null;

        public Serializer FindSerializerForType(Type objectType, string defaultSerializerName = null) => throw null;
    }

    public abstract class Serializer(ExtendedActorSystem system)
    {
        public virtual int Identifier => throw null;

        public abstract bool IncludeManifest { get; }

        public abstract byte[] ToBinary(object obj);

        public abstract object FromBinary(byte[] bytes, Type type);
    }

    public abstract class SerializerWithStringManifest(ExtendedActorSystem system) : Serializer(system)
    {
        public sealed override bool IncludeManifest => throw null;

        public sealed override object FromBinary(byte[] bytes, Type type) => throw null;

        public abstract object FromBinary(byte[] bytes, string manifest);

        public abstract string Manifest(object o);
    }
}

namespace Akka.Remote
{
    public abstract class RemotingLifecycleEvent;

    public abstract class AssociationEvent : RemotingLifecycleEvent
    {
        public abstract Address RemoteAddress { get; protected set; }
    }

    public sealed class DisassociatedEvent : AssociationEvent
    {
        public override Address RemoteAddress
        {
            get => throw null;
            protected set => throw null;
        }
    }

    public sealed class ThisActorSystemQuarantinedEvent : RemotingLifecycleEvent;
}

namespace Akka.Remote.Transport.DotNetty
{
    public sealed class DotNettySslSetup(X509Certificate2 certificate, bool suppressValidation) : Actor.Setup.Setup;
}
