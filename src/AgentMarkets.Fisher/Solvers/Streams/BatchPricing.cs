using AgentMarkets.Fisher.Passes;
using AgentMarkets.Fisher.Solvers.Newton;
using AgentMarkets.Fisher.Solvers.PriceUpdates;

namespace AgentMarkets.Fisher.Solvers.Streams;

/// <summary>
/// Prices from batches that are seen once: damped updates of which the mean is the answer, or Newton steps
/// s += H^{-1} (D - P) 2/(t+1) with H = (1+k) diag(D) - k S, D and S the means of the last 50 batches.
/// </summary>
/// <remarks>docs/fisher.md, 9; t counts batches, the three of damped updates before the first Newton step too. H is
/// that of section 4 for k &lt; 0 and, at the solution, for k >= 0 too, where diag(D) stands in place of diag(P). The
/// weights of steps make later batches count more, as if there were 3/4 of them.</remarks>
internal sealed class BatchPricing : IPricing
{
    private const int DampedFirst = 3;
    private const int Window = 50;
    private const double LongestStep = 2;

    private readonly SolvedMarket _market;
    private readonly ClosedForm _form;
    private readonly double _share;
    private readonly long _batches;
    private readonly bool _isNewton;
    private readonly PriceAdjustment _prices;

    // D and S of the last batches, the oldest first, once Newton steps are taken.
    private readonly Queue<double[]> _window = [];
    private long _batch;
    private double[]? _s;

    public BatchPricing(SolvedMarket market, double budget, StreamingMethod method, long batches, int batchSize)
    {
        (_market, _batches) = (market, batches);
        _form = market.Utility.ClosedForm!.Value;
        _share = (double)batchSize / market.Market.BuyerCount;
        _isNewton = method == StreamingMethod.StochasticNewton;
        _prices = new PriceAdjustment(market.Market.Supply, budget, _form.K,
            _isNewton ? AdjustmentRule.Damped : AdjustmentRule.Averaged, 1);
    }

    public double[] Announcement => NewtonQuestions.Announce(new AnnouncedDemand(Found, _form));

    public IReadOnlyList<(string Metric, double Value)> Measured => [("residual", _prices.Residual)];

    private double[] Found => _s ?? _prices.Answer;

    private int Goods => _market.Market.GoodCount;

    public Question? Next() => _batch == _batches ? null
        : BatchBuying.Ask(_batch, _isNewton && !_form.IsCobbDouglas, _s ?? _prices.S);

    public void Take(Total total)
    {
        _batch++;
        if (!_isNewton)
        {
            _prices.Take(total.Sums, _share);
            return;
        }
        _window.Enqueue(total.Sums);
        if (_window.Count > Window)
        {
            _window.Dequeue();
        }
        if (_s is null)
        {
            _prices.Take(total.Sums, _share);
            _s = _batch == DampedFirst ? _prices.S : null;
            return;
        }
        NewtonStep(total.Sums, 2.0 / (_batch + 1));
    }

    public Settlement Settle(double[] sums) => new([.. Found.Select(Math.Exp)], [.. sums.Select(_ => 1.0)]);

    public double[] Save()
    {
        var to = new NumberWriter();
        to.Write([_batch, _s is null ? 0 : 1]);
        to.Write(_s ?? new double[Goods]);
        _prices.Save(to);
        foreach (double[] sums in _window)
        {
            to.Write(sums.Length);
            to.Write(sums);
        }
        return to.Numbers;
    }

    public void Load(double[] state)
    {
        var from = new NumberReader(state);
        _batch = (long)from.Read();
        bool isNewton = from.Read() == 1;
        double[] s = from.Read(Goods);
        _s = isNewton ? s : null;
        _prices.Load(from);
        _window.Clear();
        while (_isNewton && _window.Count < Math.Min(_batch, Window))
        {
            _window.Enqueue(from.Read((int)from.Read()));
        }
    }

    private void NewtonStep(double[] sums, double length)
    {
        double[] supply = _market.Market.Supply;
        double[] excess = [.. _s!.Select((s, j) => sums[j] - supply[j] * _share * Math.Exp(s))];
        double[] step = Hessian() is { } factor ? factor.Solve(excess)
            : [.. excess.Select((e, j) => e / Math.Max(sums[j], double.Epsilon) / (1 + Math.Max(_form.K, 0)))];
        double longest = step.Max(Math.Abs) * length;
        double scale = length * Math.Min(1, LongestStep / longest);
        _s = [.. _s!.Select((s, j) => s + scale * step[j])];
    }

    private Cholesky? Hessian()
    {
        int at = Goods + 2;
        var rows = new double[Goods][];
        double k = _form.IsCobbDouglas ? 0 : _form.K;
        for (int j = 0; j < Goods; j++)
        {
            rows[j] = new double[j + 1];
            for (int l = 0; l <= j && k != 0; l++, at++)
            {
                rows[j][l] = -k * Mean(at);
            }
            rows[j][j] += (1 + k) * Mean(j);
        }
        return Cholesky.Factor(rows);
    }

    private double Mean(int place) => _window.Average(sums => sums[place]);
}
