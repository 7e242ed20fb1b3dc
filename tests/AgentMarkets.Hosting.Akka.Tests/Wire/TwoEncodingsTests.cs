using System.Collections;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using AgentMarkets.Core.Actors.Contracts;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Tests.Wire;
using AgentMarkets.Hosting.RabbitMq.Wire;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using MessagePack;
using Xunit;
using static TorchSharp.torch;
using Theirs = AgentMarkets.Protobuf;

namespace AgentMarkets.Hosting.Akka.Tests.Wire;

/// <summary>Goal: both engines send the same. Method: every record that may travel, every field filled, in both
/// encodings; Google's reader and MessagePack's own, which know nothing of our codecs, find field by field the same
/// numbers, names and values.</summary>
[Collection(CountedTensors.Name)]
public sealed partial class TwoEncodingsTests
{
    private static readonly FrameCodec s_protobuf = new(Plays.Families);

    [Fact]
    public void EveryFieldOfEveryRecord_IsTheSameInBoth()
    {
        using var scope = NewDisposeScope();
        var met = new HashSet<string>();
        foreach (var frame in Filled.Frames(TestedCodec.Codec.Contracts))
        {
            var theirs = Theirs.Frames.Envelope.Parser.ParseFrom(s_protobuf.Encode(frame));
            var reader = new MessagePackReader(TestedCodec.Codec.Encode(frame));
            Record(TestedCodec.Codec.Contracts.Of<Envelope>(), theirs, ref reader, met);
            Assert.True(reader.End);
        }
        string[] described = [.. Described(TestedCodec.Codec.Contracts)];
        Assert.Equal(described, Described(s_protobuf.Contracts));
        Assert.Equal(described, met.Order(StringComparer.Ordinal));
        Assert.InRange(described.Length, 150, int.MaxValue);
    }

    [Fact]
    public void WhatOneWrites_IsReadAsWhatTheOtherWrites()
    {
        using var scope = NewDisposeScope();
        Frame[] frames = [.. Filled.Frames(TestedCodec.Codec.Contracts), .. RoundTripTests.Frames(),
            .. RoundTripTests.Sparse().Select(RoundTripTests.Around)];
        foreach (var frame in frames)
        {
            var ours = TestedCodec.Codec.Decode(TestedCodec.Codec.Encode(frame), CPU);
            var theirs = s_protobuf.Decode(s_protobuf.Encode(frame), CPU);
            Assert.Null(Same.Difference(frame, ours));
            Assert.Null(Same.Difference(ours, theirs));
            Release(ours);
            Release(theirs);
        }
    }

    [Fact]
    public void Comparison_FindsAFieldThatDiffers()
    {
        var reader = new MessagePackReader(TestedCodec.Codec.Encode(new Beat("a", "s", 1, 2)));
        var other = Theirs.Frames.Envelope.Parser.ParseFrom(s_protobuf.Encode(new Beat("a", "s", 1, 3)));
        string found = "";
        try
        {
            Record(TestedCodec.Codec.Contracts.Of<Envelope>(), other, ref reader, []);
        }
        catch (Xunit.Sdk.XunitException e)
        {
            found = e.Message;
        }
        Assert.Contains("Beat.Number", found);
    }

    private static void Release(Frame frame)
    {
        if (frame is Command { Order: Deliver { Mail: var mail } })
        {
            Assert.All(mail, one => one.Message.Release());
        }
        if (frame is Reply { Answer: Answered { Said: var said } })
        {
            Assert.All(said.SelectMany(one => one.Mail), one => one.Message.Release());
        }
    }

    // Every field that a frame can lead to, such as "Beat 4 Number".
    private static SortedSet<string> Described(ContractCatalog contracts)
    {
        var fields = new SortedSet<string>(StringComparer.Ordinal);
        var open = new Stack<Shape>([contracts.Of<Envelope>()]);
        while (open.TryPop(out var shape))
        {
            foreach (var field in shape.Fields.Where(field => fields.Add(Entry(shape, field))))
            {
                open.Push(field.Shape);
            }
        }
        return fields;
    }

    private static string Entry(Shape owner, FieldContract field) => $"{owner.Name} {field.Number} {field.Name}";

    private static void Record(Shape shape, IMessage theirs, ref MessagePackReader reader, HashSet<string> met)
    {
        if (reader.NextMessagePackType == MessagePackType.Array)
        {
            Items(shape, theirs, ref reader, met);
            return;
        }
        var missing = theirs.Descriptor.Fields.InFieldNumberOrder().Where(field => IsThere(field, theirs))
            .Select(field => field.FieldNumber).ToHashSet();
        int count = reader.ReadMapHeader();
        for (int i = 0; i < count; i++)
        {
            int number = reader.ReadInt32();
            var field = shape.Fields.Single(one => one.Number == number);
            var descriptor = theirs.Descriptor.FindFieldByNumber(number);
            Assert.Equal(descriptor.Name, Inside().Replace(field.Name, "_").ToLowerInvariant());
            Value($"{shape.Name}.{field.Name}", field.Shape, descriptor.Accessor.GetValue(theirs), ref reader, met);
            met.Add(Entry(shape, field));
            missing.Remove(number);
        }
        Assert.Empty(missing);
    }

    private static bool IsThere(FieldDescriptor field, IMessage owner) => field.IsRepeated
        ? ((IList)field.Accessor.GetValue(owner)).Count > 0
        : !field.HasPresence || field.Accessor.HasValue(owner);

    // A list is a message with the one field "items" there, and an array here.
    private static void Items(Shape shape, IMessage theirs, ref MessagePackReader reader, HashSet<string> met)
    {
        var field = Assert.Single(shape.Fields);
        var items = (IList)theirs.Descriptor.FindFieldByNumber(1).Accessor.GetValue(theirs);
        Assert.Equal(items.Count, reader.ReadArrayHeader());
        foreach (object item in items)
        {
            Value($"an item of {shape.Name}", field.Shape, item, ref reader, met);
        }
        met.Add(Entry(shape, field));
    }

    private static void Value(string place, Shape shape, object theirs, ref MessagePackReader reader,
        HashSet<string> met)
    {
        if (shape.Kind == ShapeKind.Fields)
        {
            Record(shape, (IMessage)theirs, ref reader, met);
            return;
        }
        object ours = shape.Kind switch
        {
            ShapeKind.Int32 or ShapeKind.Int64 or ShapeKind.Enumeration => reader.ReadInt64(),
            ShapeKind.Flag => reader.ReadBoolean(),
            ShapeKind.Real => BitConverter.DoubleToInt64Bits(reader.ReadDouble()),
            ShapeKind.Text => reader.ReadString()!,
            ShapeKind.Bytes or ShapeKind.Reals => Convert.ToHexString(Bytes(ref reader)),
            _ => Numbers(ref reader),
        };
        object expected = theirs switch
        {
            int or long or Enum => Convert.ToInt64(theirs),
            double real => BitConverter.DoubleToInt64Bits(real),
            ByteString bytes => Convert.ToHexString(bytes.Span),
            IEnumerable<double> reals => Convert.ToHexString(MemoryMarshal.AsBytes<double>(reals.ToArray())),
            IEnumerable<long> numbers => string.Join(" ", numbers),
            _ => theirs,
        };
        Assert.True(expected.Equals(ours), $"{place}: {expected} in Protobuf, {ours} in MessagePack");
    }

    private static byte[] Bytes(ref MessagePackReader reader)
    {
        var bytes = reader.ReadBytes()!.Value;
        byte[] copy = new byte[bytes.Length];
        System.Buffers.BuffersExtensions.CopyTo(bytes, copy);
        return copy;
    }

    private static string Numbers(ref MessagePackReader reader)
    {
        long[] numbers = new long[reader.ReadArrayHeader()];
        for (int i = 0; i < numbers.Length; i++)
        {
            numbers[i] = reader.ReadInt64();
        }
        return string.Join(" ", numbers);
    }

    [GeneratedRegex("(?<=[a-z0-9])(?=[A-Z])")]
    private static partial Regex Inside();
}
