using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Auctions.Utilities;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Learning;
using AgentMarkets.Core.Numerics;
using AgentMarkets.Torch;
using TorchSharp;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Local.Tests;

// Pieces with one mistake each, as they are made in earnest: a law suite that takes them is no suite. They carry no
// card, and so stand in no catalogue.

/// <summary>The first bidder pays its rival's bid: relabelling bidders changes more than labels.</summary>
internal sealed class PartialMechanism : IMechanism
{
    private readonly FirstPrice _honest = new(new FirstPrice.Settings());

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        var outcome = _honest.Clear(bids);
        var payment = outcome.Payment.clone();
        payment.narrow(2, 0, 1).mul_(0.5);
        return outcome with { Payment = payment };
    }
}

/// <summary>Says that its types are uniform, and squares them.</summary>
internal sealed class MisstatedPrior : IPrior
{
    public bool IsContinuous => true;

    public void Quantile(int bidder, Span<float> u)
    {
        for (int k = 0; k < u.Length; k++)
        {
            u[k] *= u[k];
        }
    }

    public void Quantile(int bidder, Span<double> u)
    {
        for (int k = 0; k < u.Length; k++)
        {
            u[k] *= u[k];
        }
    }

    public double Cdf(int bidder, double v) => Math.Clamp(v, 0, 1);

    public (double Low, double High) Support(int bidder) => (0, 1);

    public (double[] Types, double[] Weights) Grid(int bidder, int size) => ([0, 1], [0.5, 0.5]);
}

/// <summary>Its steps are fine, and its momentum is not in the checkpoint.</summary>
internal sealed class ForgetfulLearner : IGradientLearner
{
    public ILearning Start(int replicas, long parameters, Device device,
        ScalarType dtype = ScalarType.Float32) => new Learning(replicas, parameters);

    private sealed class Learning(int replicas, long parameters) : ILearning
    {
        private readonly Tensor _velocity = zeros(replicas, parameters).DetachFromDisposeScope();

        public void Ascend(Tensor theta, Tensor gradient)
        {
            _velocity.mul_(0.9).add_(gradient);
            theta.add_(_velocity * 0.01);
        }

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }

        public void Dispose() => _velocity.Dispose();
    }
}

/// <summary>Scales every replica's step by the largest gradient of all of them: replicas meet.</summary>
internal sealed class MinglingLearner : IGradientLearner
{
    public ILearning Start(int replicas, long parameters, Device device,
        ScalarType dtype = ScalarType.Float32) => new Learning();

    private sealed class Learning : ILearning
    {
        public void Ascend(Tensor theta, Tensor gradient) => theta.add_(gradient / (1 + gradient.abs().max()));

        public void Save(StateWriter state)
        {
        }

        public void Load(StateReader state)
        {
        }

        public void Dispose()
        {
        }
    }
}

/// <summary>Bids w v, and gives the gradient of w^2 v / 2: right in sign, wrong in size.</summary>
internal sealed class MisdifferentiatedStrategy : IStrategy
{
    public IBidFunction Start(Opening opening) =>
        new Multiples(full([opening.Rows, 1], 0.5).DetachFromDisposeScope(), isRight: false);

    internal sealed class Multiples(Tensor w, bool isRight) : IBidFunction
    {
        public Tensor Parameters => w;

        public void Bid(Tensor parameters, Tensor types, Tensor bids, RowCounts rows) =>
            bids.copy_(parameters.unsqueeze(2) * types);

        public void Gradient(Tensor types, Tensor slope, RowCounts rows, Tensor gradient)
        {
            for (int r = 0; r < rows.Counts.Length; r++)
            {
                int stride = (int)types.shape[1];
                float sum = 0;
                for (int k = 0; k < rows.Counts[r]; k++)
                {
                    sum += types.AsSpan<float>()[r * stride + k] * slope.AsSpan<float>()[r * stride + k];
                }
                gradient.AsSpan<float>()[r] = sum / rows.Counts[r] * (isRight ? 1 : w.AsSpan<float>()[r]);
            }
        }

        public void Evaluate(int replica, ReadOnlySpan<double> types, Span<double> bids)
        {
            for (int k = 0; k < types.Length; k++)
            {
                bids[k] = w.AsSpan<float>()[replica] * types[k];
            }
        }

        public void Dispose() => w.Dispose();
    }
}

/// <summary>A member's start depends on its place in the cohort.</summary>
internal sealed class CrowdedStrategy : IStrategy
{
    public IBidFunction Start(Opening opening)
    {
        var w = zeros(opening.Rows, 1).DetachFromDisposeScope();
        for (int row = 0; row < opening.Rows; row++)
        {
            w.AsSpan<float>()[row] = 0.5f + 0.125f * (row % opening.RowsPerReplica);
        }
        return new MisdifferentiatedStrategy.Multiples(w, isRight: true);
    }
}

/// <summary>Risk averse, and gives the slope of money.</summary>
internal sealed class MisslopedUtility : IUtility
{
    private readonly Cara _honest = new(new Cara.Settings());

    public double Won(double worth, double paid) => _honest.Won(worth, paid);

    public Tensor Won(Tensor worth, Tensor paid) => _honest.Won(worth, paid);

    public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won) =>
        (Won(worth, paid), full_like(paid, -1));
}
