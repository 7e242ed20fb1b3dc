using Akka.Actor;
using Akka.Configuration;
using Akka.Serialization;

namespace AgentMarkets.Hosting.Akka.Engine;

/// <summary>All that we send over the engine, beside which the frames go: bytes, and one of a few words that says what
/// they are.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
internal sealed record Parcel(string Kind, byte[] Bytes);

/// <summary>What parcels are.</summary>
internal static class Kinds
{
    /// <summary>An operator asks a driver how its run stands; empty.</summary>
    public const string AskStatus = "ask-status";

    /// <summary>How it stands, as JSON.</summary>
    public const string Status = "status";

    /// <summary>An operator asks a driver to spread its actors anew; empty.</summary>
    public const string AskRebalance = "ask-rebalance";

    /// <summary>Which actor lives where, as JSON: from a driver to the nodes.</summary>
    public const string Homes = "homes";

    /// <summary>Somebody looks an actor up; its run and name.</summary>
    public const string Where = "where";

    /// <summary>The name of the node where it lives.</summary>
    public const string Here = "here";

    public static bool Has(string kind) =>
        kind is AskStatus or Status or AskRebalance or Homes or Where or Here;
}

/// <summary>Parcels as bytes: as they are, under their word.</summary>
internal sealed class ParcelSerializer(ExtendedActorSystem system) : SerializerWithStringManifest(system)
{
    public override int Identifier => 7010;

    public override string Manifest(object o) => ((Parcel)o).Kind;

    public override byte[] ToBinary(object obj) => ((Parcel)obj).Bytes;

    public override object FromBinary(byte[] bytes, string manifest) => Kinds.Has(manifest)
        ? new Parcel(manifest, bytes)
        : throw new FormatException($"There are no parcels called '{manifest}'.");
}

/// <summary>Stands where the engine would have a serializer that makes objects of whatever type the bytes
/// name.</summary>
internal sealed class RefusingSerializer(ExtendedActorSystem system) : Serializer(system)
{
    /// <param name="settings">Of the one in whose place it stands.</param>
    public RefusingSerializer(ExtendedActorSystem system, Config settings)
        : this(system) => _ = settings;

    public override int Identifier => 7011;

    public override bool IncludeManifest => false;

    public override byte[] ToBinary(object obj) =>
        throw new NotSupportedException($"{obj.GetType()} is not sent to other processes.");

    public override object FromBinary(byte[] bytes, Type type) =>
        throw new NotSupportedException("What another process sent names its own type, and is not read.");
}
