using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Numerics;

namespace AgentMarkets.Auctions.Priors;

/// <summary>Every type between low and high is as likely as any other.</summary>
[Card("uniform", "Every type between low and high is as likely as any other.", "docs/auctions.md, 5")]
public sealed class Uniform(Uniform.Settings settings) : IPrior
{
    public sealed record Settings : IChecked
    {
        [Setting("The lowest type.", Min = 0)]
        public double Low { get; init; }

        [Setting("The highest type.")]
        public double High { get; init; } = 1;

        public void Check(Problems problems, Place place)
        {
            if (!(High > Low))
            {
                problems.Add(place.Of("high"), $"{High}", $"must be above low, which is {Low}");
            }
        }
    }

    public bool IsContinuous => true;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Quantile(int bidder, Span<float> u)
    {
        if (settings is { Low: 0, High: 1 })
        {
            return;
        }
        // v = low + (high - low) u
        float low = (float)settings.Low, range = (float)(settings.High - settings.Low);
        ref float first = ref MemoryMarshal.GetReference(u);
        int k = 0;
        for (; k + VectorMath.Lanes <= u.Length; k += VectorMath.Lanes)
        {
            Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref first, (nuint)k), Vector512.Create(range),
                Vector512.Create(low))
                .StoreUnsafe(ref first, (nuint)k);
        }
        for (; k < u.Length; k++)
        {
            u[k] = MathF.FusedMultiplyAdd(u[k], range, low);
        }
    }

    public void Quantile(int bidder, Span<double> u)
    {
        for (int k = 0; k < u.Length; k++)
        {
            u[k] = settings.Low + (settings.High - settings.Low) * u[k];
        }
    }

    public double Cdf(int bidder, double v) => Math.Clamp((v - settings.Low) / (settings.High - settings.Low), 0, 1);

    public double Density(int bidder, double v) =>
        v < settings.Low || v > settings.High ? 0 : 1 / (settings.High - settings.Low);

    public (double Low, double High) Support(int bidder) => (settings.Low, settings.High);

    public (double[] Types, double[] Weights) Grid(int bidder, int size)
    {
        // Simpson's rule: both ends are types too. It needs an even number of steps.
        size |= 1;
        var types = new double[size];
        var weights = new double[size];
        for (int k = 0; k < size; k++)
        {
            types[k] = k == size - 1 ? settings.High : settings.Low + (settings.High - settings.Low) * k / (size - 1);
            weights[k] = (k == 0 || k == size - 1 ? 1 : k % 2 == 1 ? 4 : 2) / (3.0 * (size - 1));
        }
        return (types, weights);
    }
}
