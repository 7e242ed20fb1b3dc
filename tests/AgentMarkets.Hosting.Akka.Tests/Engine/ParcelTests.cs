using AgentMarkets.Hosting.Akka.Engine;
using Akka.Actor;
using Akka.Serialization;
using Xunit;

namespace AgentMarkets.Hosting.Akka.Tests.Engine;

/// <summary>Goal: of what other processes send, nothing becomes an object of a type that they name.</summary>
public sealed class ParcelTests : IDisposable
{
    private readonly ExtendedActorSystem _system;

    public ParcelTests()
    {
        var own = new Endpoint("127.0.0.1", 0);
        _system = (ExtendedActorSystem)ActorSystem.Create("parcels", EngineConfiguration.Text(
            new AkkaSettings { Own = own, Seeds = [own with { Port = 1 }] }, []));
    }

    public void Dispose() => _system.Dispose();

    [Fact]
    public void AParcelIsItsWordAndItsBytes()
    {
        var sent = new Parcel(Kinds.Status, [1, 2, 3]);
        var serializer = Assert.IsType<ParcelSerializer>(_system.Serialization.FindSerializerFor(sent));
        Assert.Same(sent.Bytes, serializer.ToBinary(sent));
        var heard = Assert.IsType<Parcel>(_system.Serialization.Deserialize(serializer.ToBinary(sent),
            serializer.Identifier, serializer.Manifest(sent)));
        Assert.Equal((sent.Kind, sent.Bytes), (heard.Kind, heard.Bytes));
    }

    [Fact]
    public void AWordThatIsNoneOfOursIsRefused() => Assert.ThrowsAny<Exception>(
        () => _system.Serialization.Deserialize([1], 7010, typeof(Parcel).AssemblyQualifiedName!));

    [Fact]
    public void WhatNamesItsOwnTypeIsRefused()
    {
        // What the engine would send as JSON, with the type in it.
        byte[] bytes = [.. """{"$type":"System.IO.FileInfo, System.Runtime","OriginalPath":"/etc"}"""u8];
        Assert.IsType<RefusingSerializer>(_system.Serialization.FindSerializerForType(typeof(Version)));
        Assert.Throws<NotSupportedException>(() => _system.Serialization.Deserialize(bytes,
            new RefusingSerializer(_system).Identifier, typeof(FileInfo)));
        // Number 1 was JSON's, 2 that of messages of Protobuf by name, 3 that of actors started from afar.
        foreach (int former in (int[])[1, 2, 3])
        {
            Assert.ThrowsAny<Exception>(() => _system.Serialization.Deserialize(bytes, former,
                typeof(FileInfo).AssemblyQualifiedName!));
        }
    }
}
