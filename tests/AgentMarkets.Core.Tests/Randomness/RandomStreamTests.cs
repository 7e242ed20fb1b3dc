using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;
using Xunit;

namespace AgentMarkets.Core.Tests.Randomness;

/// <summary>Goal: a stream is its name: the same everywhere, and unlike every other.</summary>
public class RandomStreamTests
{
    private static readonly ActorId Bidder = new("bidder", 3);

    private static readonly RandomStream Stream = new(StreamKey.Of(7, Bidder, "types"), 12);

    // A change of these words changes the numbers of every experiment ever published with this program.
    [Fact]
    public void WordsOfANamedStream_AreTheseForEver() => Assert.Equal(
        "2ce0c6ae 1b850d23 1c3a86d3 24060e6c 1dc212b5 5bd79d16",
        string.Join(' ', Enumerable.Range(0, 6).Select(k => $"{Stream.Word(k):x8}")));

    [Theory]
    [InlineData(1)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    [InlineData(1000)]
    public void FloatDraws_AreTheUpperBitsOfTheWords_HoweverManyAreDrawn(int count)
    {
        var draws = new float[count];
        Stream.Uniform(draws);
        for (int k = 0; k < count; k++)
        {
            Assert.Equal((Stream.Word(k) >> 8) * (1f / (1 << 24)), draws[k]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(1000)]
    public void DoubleDraws_AreTwoWordsEach_HoweverManyAreDrawn(int count)
    {
        var draws = new double[count];
        Stream.Uniform(draws);
        for (int k = 0; k < count; k++)
        {
            int group = k / 16, half = k % 16 / 8, lane = k % 8;
            int word = 32 * group + 16 * half + lane;
            ulong high = Stream.Word(word), low = Stream.Word(word + 8);
            Assert.Equal((high >> 5 << 26 | low >> 6) / (double)(1L << 53), draws[k]);
        }
    }

    [Fact]
    public void StreamsWhoseNamesDifferAnywhere_HaveNothingInCommon()
    {
        RandomStream[] streams =
        [
            Stream,
            new(StreamKey.Of(8, Bidder, "types"), 12),
            new(StreamKey.Of(7, new("bidder", 4), "types"), 12),
            new(StreamKey.Of(7, new("bidders", 3), "types"), 12),
            new(StreamKey.Of(7, Bidder, "type"), 12),
            new(StreamKey.Of(7, Bidder, "types"), 13),
            new(StreamKey.Of(7, Bidder, "types"), 12L << 32),
            new(StreamKey.Of(ulong.MaxValue, Bidder, "types"), 12),
        ];
        var words = streams.SelectMany(stream => Enumerable.Range(0, 1000).Select(k => stream.Word(k))).ToArray();
        // Of 8,000 random words 7 pairs in a thousand runs are equal by chance; whole streams must not be.
        Assert.InRange(words.Distinct().Count(), words.Length - 3, words.Length);
        foreach (var (one, other) in streams.SelectMany((a, i) => streams.Skip(i + 1).Select(b => (a, b))))
        {
            Assert.InRange(Math.Abs(Correlation(one, other)), 0, 0.02);
        }
    }

    [Fact]
    public void KeysOfManyReplicas_AreTheKeysOfTheirSeeds()
    {
        var keys = StreamKey.Of([5, 7, 5], Bidder, "types");
        Assert.Equal(StreamKey.Of(7, Bidder, "types"), keys[1]);
        Assert.Equal(keys[0], keys[2]);
        Assert.NotEqual(keys[0], keys[1]);
    }

    [Fact]
    public void ConsecutiveSeedsActorsAndRounds_MakeNoTwoEqualKeys()
    {
        var keys = from seed in Enumerable.Range(0, 200)
                   from bidder in Enumerable.Range(1, 50)
                   select StreamKey.Of((ulong)seed, new ActorId("bidder", bidder), "types").Value;
        Assert.Equal(10_000, keys.Distinct().Count());
    }

    [Fact]
    public void Draws_AreUniform()
    {
        const int Count = 1 << 20;
        var draws = new double[Count];
        var narrow = new float[Count];
        Stream.Uniform(draws);
        Stream.Uniform(narrow);
        foreach (double[] u in (double[][])[draws, [.. narrow.Select(x => (double)x)]])
        {
            double mean = u.Average();
            double variance = u.Sum(x => (x - mean) * (x - mean)) / Count;
            // Four standard errors: 1/sqrt(12 n) of the mean, 1/sqrt(180 n) of the variance.
            Assert.InRange(mean, 0.5 - 4 / Math.Sqrt(12.0 * Count), 0.5 + 4 / Math.Sqrt(12.0 * Count));
            Assert.InRange(variance, 1 / 12.0 - 4 / Math.Sqrt(180.0 * Count), 1 / 12.0 + 4 / Math.Sqrt(180.0 * Count));
            Assert.True(u.Min() >= 0 && u.Max() < 1);
            const double PerBin = Count / 256.0;
            double square = u.GroupBy(x => (int)(x * 256)).Sum(bin => Math.Pow(bin.Count() - PerBin, 2) / PerBin);
            // Chi square with 255 degrees of freedom: 4 standard deviations around its mean.
            Assert.InRange(square, 255 - 4 * Math.Sqrt(510), 255 + 4 * Math.Sqrt(510));
            double product = 0;
            for (int k = 1; k < Count; k++)
            {
                product += (u[k] - 0.5) * (u[k - 1] - 0.5);
            }
            Assert.InRange(Math.Abs(12 * product / Count), 0, 4 / Math.Sqrt(Count));
        }
    }

    private static double Correlation(RandomStream one, RandomStream other)
    {
        const int Count = 1 << 16;
        var (a, b) = (new double[Count], new double[Count]);
        one.Uniform(a);
        other.Uniform(b);
        return 12 * a.Zip(b, (x, y) => (x - 0.5) * (y - 0.5)).Sum() / Count;
    }
}
