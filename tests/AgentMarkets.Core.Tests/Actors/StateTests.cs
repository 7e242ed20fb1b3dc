using AgentMarkets.Core.Actors;
using TorchSharp;
using Xunit;

namespace AgentMarkets.Core.Tests.Actors;

/// <summary>Goal: a state comes back as it was taken down, its hashes see every change, and no broken checkpoint is
/// loaded.</summary>
public class StateTests
{
    private static readonly ActorId Bidder = new("bidder", 1);

    [Fact]
    public void EveryKindOfEntry_ReadsBack()
    {
        using var tensor = torch.tensor([1.5f, -2, float.NaN, 4], [2, 2]);
        var writer = new StateWriter();
        writer.Shared("round", 42);
        writer.Shared<double>("mean", [0.1, double.PositiveInfinity]);
        writer.Rows<long>("failed", [7, -8], 2);
        writer.Rows("parameters", tensor);

        var reader = new StateReader(Bidder, writer.Entries);
        var mean = new double[2];
        var failed = new long[2];
        using var parameters = torch.zeros(2, 2);
        reader.Rows("parameters", parameters);
        reader.Rows<long>("failed", failed);
        reader.Shared<double>("mean", mean);
        Assert.Equal(42, reader.Shared("round"));
        Assert.Equal([0.1, double.PositiveInfinity], mean);
        Assert.Equal([7, -8], failed);
        Assert.Equal(tensor.bytes.ToArray(), parameters.bytes.ToArray());
        Assert.Equal([0, 0, 2, 2], writer.Entries.Select(entry => entry.Rows));
    }

    [Fact]
    public void MissingOrMisshapenEntry_IsRefusedByName()
    {
        var writer = new StateWriter();
        writer.Shared<double>("mean", [0.5, 0.5]);
        var reader = new StateReader(Bidder, writer.Entries);
        var missing = Assert.Throws<InvalidDataException>(() => reader.Shared("round"));
        Assert.Equal("State of bidder-1: there is no 'round': the checkpoint belongs to another experiment or version.",
            missing.Message);
        var misshapen = Assert.Throws<InvalidDataException>(() => reader.Shared<double>("mean", new double[3]));
        Assert.Equal("State of bidder-1: 'mean' has 16 bytes, expected 24: "
            + "the checkpoint belongs to another experiment or version.", misshapen.Message);
    }

    [Fact]
    public void Hash_SeesEveryNameByteAndActor()
    {
        SystemState[] states = [Sample(), Sample(name: "rounds"), Sample(round: 6), Sample(row1: 9), Sample(number: 2)];
        Assert.Equal(states.Length, states.Select(state => state.Hash()).Distinct().Count());
        Assert.Equal(Sample().Hash(), Sample().Hash());
        Assert.Matches("^[0-9a-f]{64}$", Sample().Hash());
    }

    [Fact]
    public void ReplicaHash_SeesTheReplicaAndWhatIsShared_AndNoOtherReplica()
    {
        var (one, other) = (Sample(), Sample(row1: 9));
        Assert.Equal(one.ReplicaHash(0), other.ReplicaHash(0));
        Assert.NotEqual(one.ReplicaHash(1), other.ReplicaHash(1));
        Assert.NotEqual(one.ReplicaHash(0), Sample(round: 6).ReplicaHash(0));
        var alone = new SystemState([new BehaviorState(Bidder,
            [new StateEntry("round", 0, [5]), new StateEntry("parameters", 1, [3, 4])])]);
        Assert.Equal(alone.ReplicaHash(0), one.ReplicaHash(1));
    }

    [Fact]
    public void Checkpoint_ReadsBack()
    {
        var read = SystemState.Read(new MemoryStream(Bytes(Sample())));
        Assert.Equal(Sample().Hash(), read.Hash());
        Assert.Equal(Bytes(Sample()), Bytes(read));
    }

    [Fact]
    public void CheckpointCutShort_IsRefusedWhereverItIsCut()
    {
        byte[] whole = Bytes(Sample());
        for (int length = 0; length < whole.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => SystemState.Read(new MemoryStream(whole, 0, length)));
        }
    }

    [Theory]
    [InlineData(0x01)]
    [InlineData(0x80)]
    public void CheckpointWithOneChangedByte_IsRefusedWhicheverByteItIs(byte change)
    {
        byte[] whole = Bytes(Sample());
        var taken = new List<string>();
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] changed = [.. whole];
            changed[at] ^= change;
            var error = Record.Exception(() => SystemState.Read(new MemoryStream(changed)));
            if (error is not InvalidDataException)
            {
                taken.Add($"byte {at}: {error?.GetType().Name ?? "was read"}");
            }
        }
        Assert.Empty(taken);
    }

    [Fact]
    public void FileOfAnotherKind_IsNoCheckpoint()
    {
        using var file = new MemoryStream("{ \"auction\": {} }"u8.ToArray());
        Assert.Throws<InvalidDataException>(() => SystemState.Read(file));
    }

    private static SystemState Sample(string name = "round", byte round = 5, byte row1 = 3, int number = 1) =>
        new([new BehaviorState(new ActorId("bidder", number),
            [new StateEntry(name, 0, [round]), new StateEntry("parameters", 2, [1, 2, row1, 4])])]);

    private static byte[] Bytes(SystemState state)
    {
        using var stream = new MemoryStream();
        state.Write(stream);
        return stream.ToArray();
    }
}
