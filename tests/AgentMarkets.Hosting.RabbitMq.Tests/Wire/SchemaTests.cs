using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Actors.Contracts;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Wire;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>Goal: no field changes silently. Method: the schemas under version control are what the program says now; a
/// change that another build would misread is refused until the wire has a new version.</summary>
public sealed class SchemaTests
{
    private const string HowTo = "A program with another build could misread what was sent: put new fields at the "
        + $"end, or raise {nameof(FrameContracts)}.{nameof(FrameContracts.Version)}.";

    private static readonly bool s_accept = Environment.GetEnvironmentVariable("AGENTMARKETS_ACCEPT") is not null;

    private static string Folder => Path.Combine(Checkout.Root, "src/AgentMarkets.Hosting.RabbitMq/contracts");

    // The schema of sweeps is written by hand, and has a test of its own.
    private static IEnumerable<string> Generated =>
        Directory.GetFiles(Folder, "*.proto").Where(file => Path.GetFileName(file) != "sweeps.proto");

    [Fact]
    public void CommittedSchemas_AreWhatIsSent()
    {
        var now = ProtoText.Of(FrameContracts.Of(Plays.Families));
        var before = Generated
            .ToDictionary(file => Path.GetFileName(file), file => File.ReadAllText(file));
        string[] broken = [.. before.Where(file => SchemaReview.Version(file.Value) >= FrameContracts.Version)
            .SelectMany(file => SchemaReview.Broken(file.Value, now.GetValueOrDefault(file.Key, "")))];
        Assert.True(broken.Length == 0, $"{string.Join("\n", broken)}\n{HowTo}");
        foreach (var (file, text) in now.Where(_ => s_accept))
        {
            File.WriteAllText(Path.Combine(Folder, file), text);
        }
        string[] stale = [.. now.Keys.Union(before.Keys).Where(file => !s_accept
            && before.GetValueOrDefault(file) != now.GetValueOrDefault(file))];
        Assert.True(stale.Length == 0, $"{string.Join(", ", stale)}: not what the program sends now. Where the change "
            + "is meant, run these tests once with AGENTMARKETS_ACCEPT=1, and review the difference.");
    }

    [Fact]
    public void Review_FindsEveryKindOfChange()
    {
        string before = Schema(typeof(Before.Told));
        Assert.Empty(SchemaReview.Broken(before, before));
        Assert.Empty(SchemaReview.Broken(before, Schema(typeof(Longer.Told))));
        Assert.Equal(2, SchemaReview.Broken(before, Schema(typeof(Swapped.Told))).Count);
        Assert.Equal(["Told 3 was 'core.Doubles right' and is 'core.DoublesList right'."],
            SchemaReview.Broken(before, Schema(typeof(Retyped.Told))));
        Assert.Equal(["Told 3 was 'core.Doubles right' and is 'optional core.Doubles right'."],
            SchemaReview.Broken(before, Schema(typeof(Optional.Told))));
        Assert.Equal(["Told 3 was 'core.Doubles right' and is gone."],
            SchemaReview.Broken(before, Schema(typeof(Shorter.Told))));
        Assert.Equal(["Colour 1 was 'COLOUR_RED' and is 'COLOUR_BLUE'.", "Colour 2 was 'COLOUR_BLUE' and is "
            + "'COLOUR_RED'."], SchemaReview.Broken(Schema(typeof(Before.Painted)), Schema(typeof(Swapped.Painted))));
    }

    // A mutation that the comparison with what is committed must see, wherever a field stands.
    [Fact]
    public void Review_FindsAChangeOfAnyCommittedField()
    {
        foreach (string file in Directory.GetFiles(Folder, "*.proto"))
        {
            string[] lines = File.ReadAllLines(file);
            string text = string.Join('\n', lines);
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].StartsWith(' ') && lines[i].EndsWith(';'))
                {
                    string[] changed = [.. lines];
                    changed[i] = lines[i].Replace(" = ", "_x = ");
                    Assert.Single(SchemaReview.Broken(text, string.Join('\n', changed)));
                }
            }
        }
    }

    [Fact]
    public void Contracts_RefuseWhatTheyCannotCarry()
    {
        Refused<Refusals.OfObject>("System.Object cannot be carried");
        Refused<Refusals.OfFloats>("System.Single cannot be carried");
        Refused<Refusals.OfAnotherRecord>("IDisposable cannot be carried");
        Refused<Refusals.OfHoles>("some of which are nothing");
        Refused<Refusals.OfHalfATuple>("may be nothing");
        Refused<Refusals.NoRecord>("cannot be carried");
        Assert.Contains("twice", Assert.Throws<ContractException>(
            () => new ContractCatalog([typeof(Before.Told), typeof(Before.Told)])).Message);
        Assert.Contains("are named", Assert.Throws<ContractException>(
            () => ProtoText.Of(new ContractCatalog([typeof(Before.Told), typeof(Swapped.Told)]))).Message);
    }

    private static void Refused<T>(string why) =>
        Assert.Contains(why, Assert.Throws<ContractException>(() => new ContractCatalog([typeof(T)])).Message);

    private static string Schema(Type message) => ProtoText.Of(new ContractCatalog([message]))["tests.proto"];

    private static class Before
    {
        public enum Colour { None, Red, Blue }

        public sealed record Told(long Round, double[] Left, double[] Right) : IMessage;

        public sealed record Painted(long Round, Colour Colour) : IMessage;
    }

    private static class Longer
    {
        public sealed record Told(long Round, double[] Left, double[] Right, string More) : IMessage;
    }

    private static class Swapped
    {
        public enum Colour { None, Blue, Red }

        public sealed record Told(long Round, double[] Right, double[] Left) : IMessage;

        public sealed record Painted(long Round, Colour Colour) : IMessage;
    }

    private static class Retyped
    {
        public sealed record Told(long Round, double[] Left, double[][] Right) : IMessage;
    }

    private static class Optional
    {
        public sealed record Told(long Round, double[] Left, double[]? Right) : IMessage;
    }

    private static class Shorter
    {
        public sealed record Told(long Round, double[] Left) : IMessage;
    }

    private static class Refusals
    {
        public sealed record OfObject(long Round, object Any) : IMessage;

        public sealed record OfFloats(long Round, float[] Numbers) : IMessage;

        public sealed record OfAnotherRecord(long Round, IReadOnlyList<IDisposable> Any) : IMessage;

        public sealed record OfHoles(long Round, int?[] Numbers) : IMessage;

        public sealed record OfHalfATuple(long Round, (string Name, double[]? Values) Pair) : IMessage;

        public sealed class NoRecord : IMessage
        {
            public long Round => 0;
        }
    }
}
