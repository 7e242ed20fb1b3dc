using AgentMarkets.Auctions.Utilities;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Tests;

/// <summary>u(z) = sqrt(z), and 2 z below 0: a utility of which means of payments do not say all.</summary>
internal sealed class SquareRoot : IUtility
{
    public double Won(double worth, double paid) => worth >= paid ? Math.Sqrt(worth - paid) : 2 * (worth - paid);

    public Tensor Won(Tensor worth, Tensor paid)
    {
        var z = worth - paid;
        return where(z >= 0, z.clamp_min(0).sqrt(), 2 * z);
    }

    public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
        throw new NotSupportedException();
}
