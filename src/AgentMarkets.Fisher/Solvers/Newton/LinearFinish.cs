using AgentMarkets.Fisher.Passes;

namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>
/// The exact equilibrium of linear buyers from prices that are nearly right: who is tied between which goods fixes the
/// prices up to a scale in each connected component, the budgets of the component fix the scale, and a flow from purses
/// to revenues says who buys how much.
/// </summary>
/// <remarks>docs/fisher.md, 5; the equality graph of Devanur, Papadimitriou, Saberi and Vazirani (2008). Joins may
/// close cycles: equal valuations do, and the allocation is then not unique.</remarks>
internal sealed class LinearFinish
{
    private const double CycleTolerance = 1e-9;
    private const double PurseTolerance = 1e-12;

    // Joins that the exact prices confirm, with room for the rounding of logs and sums along a path.
    private const double JoinTolerance = 2e-13;

    private readonly double[] _supply;
    private readonly double[] _decided;
    private readonly double _budget;
    private readonly Tied[] _tied;

    private LinearFinish(double[] supply, double[] decided, double budget, Tied[] tied) =>
        (_supply, _decided, _budget, _tied) = (supply, decided, budget, tied);

    private sealed record Tied(long Buyer, double Budget, int[] Goods, double[] LogValuations);

    /// <summary>Exact log prices and the tied buyers' spending; nothing where the ties do not fit together.</summary>
    /// <param name="decided">What buyers with one best good spend on it, [m].</param>
    /// <param name="listed">The ties, as <see cref="NewtonBuying"/> lists them, shard after shard.</param>
    public static AnnouncedDemand? Try(double[] supply, double[] decided, double budget, double[] listed)
    {
        var tied = Read(listed);
        if (tied is null)
        {
            return null;
        }
        var finish = new LinearFinish(supply, decided, budget, tied);
        return finish.Prices() is { } s && finish.Spending(s) is { } splits
            ? new AnnouncedDemand(s, ClosedForm.Linear, splits)
            : null;
    }

    private static Tied[]? Read(double[] listed)
    {
        var tied = new List<Tied>();
        for (int at = 0; at < listed.Length;)
        {
            int count = (int)listed[at++];
            if (count > NewtonBuying.TiesMax)
            {
                return null;
            }
            for (; count > 0; count--)
            {
                int joins = (int)listed[at + 2];
                int from = at + 3;
                tied.Add(new Tied((long)listed[at], listed[at + 1],
                    [.. Enumerable.Range(0, joins).Select(e => (int)listed[from + 2 * e])],
                    [.. Enumerable.Range(0, joins).Select(e => listed[from + 2 * e + 1])]));
                at = from + 2 * joins;
            }
        }
        return [.. tied.OrderBy(t => t.Buyer)];
    }

    /// <summary>Relative log prices along a spanning tree of each component, then its scale.</summary>
    private double[]? Prices()
    {
        int m = _supply.Length;
        var ofGood = new List<int>[m];
        for (int j = 0; j < m; j++)
        {
            ofGood[j] = [];
        }
        for (int t = 0; t < _tied.Length; t++)
        {
            foreach (int j in _tied[t].Goods)
            {
                ofGood[j].Add(t);
            }
        }
        var s = new double[m];
        var isSet = new bool[m];
        var isReached = new bool[_tied.Length];
        for (int root = 0; root < m; root++)
        {
            if (isSet[root])
            {
                continue;
            }
            List<int> component = [root];
            isSet[root] = true;
            double money = 0;
            for (int next = 0; next < component.Count; next++)
            {
                int from = component[next];
                money += _decided[from];
                foreach (int t in ofGood[from])
                {
                    if (!isReached[t])
                    {
                        isReached[t] = true;
                        money += _tied[t].Budget;
                    }
                    if (!Spread(_tied[t], from, s, isSet, component))
                    {
                        return null;
                    }
                }
            }
            if (!(money > 0))
            {
                return null;
            }
            double scale = Math.Log(money / component.Sum(j => _supply[j] * Math.Exp(s[j])));
            component.ForEach(j => s[j] += scale);
        }
        return s;
    }

    // L_ij - s_j is equal over a buyer's joined goods.
    private static bool Spread(Tied buyer, int from, double[] s, bool[] isSet, List<int> component)
    {
        double level = buyer.LogValuations[Array.IndexOf(buyer.Goods, from)] - s[from];
        for (int e = 0; e < buyer.Goods.Length; e++)
        {
            int j = buyer.Goods[e];
            double price = buyer.LogValuations[e] - level;
            if (!isSet[j])
            {
                isSet[j] = true;
                s[j] = price;
                component.Add(j);
            }
            else if (Math.Abs(s[j] - price) > CycleTolerance)
            {
                return false;
            }
        }
        return true;
    }

    private SplitSpending? Spending(double[] s)
    {
        int m = _supply.Length, source = m + _tied.Length, sink = source + 1;
        var flow = new MaximumFlow(sink + 1);
        for (int j = 0; j < m; j++)
        {
            double open = _supply[j] * Math.Exp(s[j]) - _decided[j];
            if (open < -PurseTolerance * _budget)
            {
                return null;
            }
            flow.Add(j, sink, Math.Max(0, open));
        }
        var joins = new List<(int Good, int Edge)>[_tied.Length];
        for (int t = 0; t < _tied.Length; t++)
        {
            var buyer = _tied[t];
            flow.Add(source, m + t, buyer.Budget);
            double best = buyer.Goods.Select((j, e) => buyer.LogValuations[e] - s[j]).Max();
            joins[t] = [.. Enumerable.Range(0, buyer.Goods.Length)
                .Where(e => best - (buyer.LogValuations[e] - s[buyer.Goods[e]]) <= JoinTolerance)
                .Select(e => (buyer.Goods[e], flow.Add(m + t, buyer.Goods[e], buyer.Budget)))];
        }
        double purses = _tied.Sum(t => t.Budget);
        return Math.Abs(flow.Send(source, sink) - purses) <= PurseTolerance * _budget ? Split(joins, flow) : null;
    }

    private SplitSpending Split(List<(int Good, int Edge)>[] joins, MaximumFlow flow)
    {
        List<int> starts = [0], goods = [];
        List<double> spending = [];
        for (int t = 0; t < _tied.Length; t++)
        {
            var used = joins[t].Select(join => (join.Good, Amount: flow.Flow(join.Edge))).Where(x => x.Amount > 0)
                .OrderBy(x => x.Good).ToArray();
            double sum = used.Sum(x => x.Amount);
            // A purse below all rounding may be left; it goes to the first of its best goods.
            used = sum > 0 ? used : [(joins[t][0].Good, 1.0)];
            sum = sum > 0 ? sum : 1;
            goods.AddRange(used.Select(x => x.Good));
            spending.AddRange(used.Select(x => x.Amount / sum * _tied[t].Budget));
            starts.Add(goods.Count);
        }
        return new SplitSpending([.. _tied.Select(t => t.Buyer)], [.. starts], [.. goods], [.. spending]);
    }
}
