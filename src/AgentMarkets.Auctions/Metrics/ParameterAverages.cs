using AgentMarkets.Auctions.Strategies;
using AgentMarkets.Core.Actors;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Metrics;

/// <summary>Which average over rounds.</summary>
internal enum AverageKind
{
    /// <summary>Exponential weights, divided by their sum.</summary>
    Exponential,

    /// <summary>The mean over the second half of the run.</summary>
    Polyak,
}

/// <summary>Averages of the parameters of bid functions, 64-bit, kept beside learning.</summary>
internal sealed class ParameterAverages : IDisposable
{
    private readonly IBidFunction _bids;
    private readonly long _rounds;
    // d, [rows, 1].
    private readonly Tensor _decay;
    // sum_s (1 - d) d^(t - s) x_s, and the plain sum over the second half: [rows, P].
    private readonly Tensor _weighted;
    private readonly Tensor _sum;
    private long _round;

    /// <param name="decay">One a row.</param>
    /// <param name="rounds">T.</param>
    public ParameterAverages(IBidFunction bids, double[] decay, long rounds)
    {
        (_bids, _rounds) = (bids, rounds);
        var parameters = bids.Parameters;
        _decay = tensor(decay, device: parameters.device).unsqueeze_(1).DetachFromDisposeScope();
        _weighted = zeros(parameters.shape, dtype: float64, device: parameters.device).DetachFromDisposeScope();
        _sum = zeros_like(_weighted).DetachFromDisposeScope();
    }

    private long Counted => Math.Max(0, _round - _rounds / 2);

    /// <summary>Whether an average has rounds to go by.</summary>
    public bool Has(AverageKind kind) => kind == AverageKind.Exponential ? _round > 0 : Counted > 0;

    public void Add(long round)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        _round = round;
        var now = _bids.Parameters.to(float64);
        _weighted.mul_(_decay).add_(now * (1 - _decay));
        if (Counted > 0)
        {
            _sum.add_(now);
        }
    }

    /// <summary>What the bid functions are at an average: its parameters stand in for theirs, which come back bit for
    /// bit. For a moment between rounds.</summary>
    public T At<T>(AverageKind kind, Func<T> of)
    {
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        var last = _bids.Parameters.clone();
        _bids.Parameters.copy_(kind == AverageKind.Exponential
            ? _weighted / (1 - _decay.pow((double)_round)) : _sum / (double)Counted);
        try
        {
            return of();
        }
        finally
        {
            _bids.Parameters.copy_(last);
        }
    }

    public void Save(StateWriter state)
    {
        state.Shared("averages.round", _round);
        state.Rows("averages.weighted", _weighted);
        state.Rows("averages.sum", _sum);
    }

    public void Load(StateReader state)
    {
        _round = state.Shared("averages.round");
        state.Rows("averages.weighted", _weighted);
        state.Rows("averages.sum", _sum);
    }

    public void Dispose()
    {
        _decay.Dispose();
        _weighted.Dispose();
        _sum.Dispose();
    }
}
