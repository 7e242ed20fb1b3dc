using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Fisher.Markets;

/// <summary>Puts the files of a market together: who has which budget, what is there of each good, and what is wrong
/// with any of it.</summary>
/// <remarks>docs/fisher.md, 11.</remarks>
internal sealed class MarketFiles
{
    private readonly ValuationFile _valuations;
    private readonly AmountFile? _budgets;
    private readonly AmountFile? _supply;
    private readonly CellProblems _problems;

    private MarketFiles(ValuationFile valuations, AmountFile? budgets, AmountFile? supply, CellProblems problems) =>
        (_valuations, _budgets, _supply, _problems) = (valuations, budgets, supply, problems);

    /// <param name="budgets">Nothing where every buyer has a budget of 1.</param>
    /// <param name="supply">Nothing where there is one unit of every good.</param>
    /// <param name="dense">Whether the header is that of a dense file whatever the goods are called.</param>
    /// <returns>Nothing where problems were added.</returns>
    public static MarketTable? Read(DataFile valuations, DataFile? budgets, DataFile? supply, bool dense,
        Problems problems)
    {
        int before = problems.Count;
        var cells = new CellProblems(problems);
        var wishes = ValuationFile.Read(valuations, dense, cells);
        var purses = budgets is null ? null : AmountFile.Read(budgets, "buyer", "budget", cells);
        var stock = supply is null ? null : AmountFile.Read(supply, "good", "supply", cells);
        if (wishes is null)
        {
            return null;
        }
        var files = new MarketFiles(wishes, purses, stock, cells);
        files.CheckNames();
        var table = files.Table();
        return problems.Count == before ? table : null;
    }

    private void CheckNames()
    {
        if (_budgets is not null)
        {
            Absent(_valuations.Buyers, _budgets, "buyer", "budget");
        }
        if (_supply is not null)
        {
            Absent(_valuations.Goods, _supply, "good", "supply");
        }
    }

    private void Absent(NameList names, AmountFile from, string who, string what)
    {
        for (int k = 0; k < names.Count; k++)
        {
            string name = names[k];
            if (from.Names.Find(name) < 0)
            {
                var (line, column) = names.PlaceOf(k);
                _problems.Add(_valuations.File, line, column, name, $"the {who} has no {what} in {from.File.Path}",
                    () => CellProblems.Meant(name, from.Names));
            }
        }
    }

    private MarketTable Table()
    {
        NameList buyers = _valuations.Buyers, goods = _valuations.Goods;
        int[] buyerOrder = buyers.Sorted(), goodOrder = goods.Sorted();
        var sorted = Sorted(buyerOrder, goodOrder);
        RefuseTwice(sorted);
        sorted = Array.Exists(sorted, v => v.Value == 0) ? Array.FindAll(sorted, v => v.Value > 0) : sorted;
        var isWanted = new bool[goods.Count];
        var counts = new int[buyers.Count];
        foreach (var valuation in sorted)
        {
            isWanted[valuation.Good] = true;
            counts[valuation.Buyer]++;
        }
        RefuseWithoutWishes(counts);

        int[] wanted = [.. goodOrder.Where(j => isWanted[j])];
        int[] column = Places(wanted, goods.Count);
        var starts = new int[buyers.Count + 1];
        for (int i = 0; i < buyerOrder.Length; i++)
        {
            starts[i + 1] = starts[i] + counts[buyerOrder[i]];
        }
        return new MarketTable([.. buyerOrder.Select(i => buyers[i])], [.. wanted.Select(j => goods[j])], starts,
            Array.ConvertAll(sorted, v => column[v.Good]), Array.ConvertAll(sorted, v => v.Value),
            [.. buyerOrder.Select(i => AmountOf(_budgets, buyers[i]))],
            [.. wanted.Select(j => AmountOf(_supply, goods[j]))], Unwanted(isWanted));
    }

    /// <summary>All valuations by buyer and then by good, both in the order of names, and of equal ones in the order of
    /// lines: two counting sorts, each stable, the less significant first.</summary>
    private Valuation[] Sorted(int[] buyerOrder, int[] goodOrder)
    {
        var all = _valuations.All;
        int[] buyerPlace = Places(buyerOrder, buyerOrder.Length), goodPlace = Places(goodOrder, goodOrder.Length);
        int[] nextOfGood = new int[goodOrder.Length + 1], nextOfBuyer = new int[buyerOrder.Length + 1];
        foreach (var valuation in all)
        {
            nextOfGood[goodPlace[valuation.Good] + 1]++;
            nextOfBuyer[buyerPlace[valuation.Buyer] + 1]++;
        }
        Accumulate(nextOfGood);
        Accumulate(nextOfBuyer);
        var byGood = new int[all.Count];
        for (int k = 0; k < byGood.Length; k++)
        {
            byGood[nextOfGood[goodPlace[all[k].Good]]++] = k;
        }
        var byBuyer = new Valuation[all.Count];
        foreach (int k in byGood)
        {
            byBuyer[nextOfBuyer[buyerPlace[all[k].Buyer]]++] = all[k];
        }
        return byBuyer;
    }

    private void RefuseTwice(Valuation[] sorted)
    {
        var twice = new List<(int Line, int First, Valuation Of)>();
        for (int k = 1; k < sorted.Length; k++)
        {
            if (sorted[k].Buyer == sorted[k - 1].Buyer && sorted[k].Good == sorted[k - 1].Good)
            {
                twice.Add((sorted[k].Line, sorted[k - 1].Line, sorted[k]));
            }
        }
        foreach (var (line, first, of) in twice.OrderBy(t => t.Line))
        {
            _problems.Add(_valuations.File, line, 1, $"{_valuations.Buyers[of.Buyer]}, {_valuations.Goods[of.Good]}",
                $"the same buyer and good stand in line {first} already; keep one of the two");
        }
    }

    private void RefuseWithoutWishes(int[] counts)
    {
        const string Rule = "has a budget but values no good: remove it or give it a valuation";
        for (int i = 0; i < counts.Length; i++)
        {
            string name = _valuations.Buyers[i];
            if (counts[i] == 0 && (_budgets is null || _budgets.Names.Find(name) < 0))
            {
                var (line, column) = _valuations.Buyers.PlaceOf(i);
                _problems.Add(_valuations.File, line, column, name, Rule);
            }
        }
        for (int b = 0; b < (_budgets?.Names.Count ?? 0); b++)
        {
            int i = _valuations.Buyers.Find(_budgets!.Names[b]);
            if (i < 0 || counts[i] == 0)
            {
                var (line, column) = _budgets.Names.PlaceOf(b);
                _problems.Add(_budgets.File, line, column, _budgets.Names[b], Rule);
            }
        }
    }

    /// <summary>Goods that stand in a file but that nobody values.</summary>
    private string[] Unwanted(bool[] isWanted)
    {
        var goods = _valuations.Goods;
        var unwanted = Enumerable.Range(0, goods.Count).Where(j => !isWanted[j]).Select(j => goods[j]);
        var onlyInStock = Enumerable.Range(0, _supply?.Names.Count ?? 0).Select(k => _supply!.Names[k])
            .Where(name => goods.Find(name) < 0);
        return [.. unwanted.Concat(onlyInStock).Order(StringComparer.Ordinal)];
    }

    private static double AmountOf(AmountFile? file, string name)
    {
        int number = file?.Names.Find(name) ?? -1;
        return number < 0 ? 1 : file!.Amounts[number];
    }

    /// <summary>Where in the order each number stands.</summary>
    private static int[] Places(int[] order, int count)
    {
        var places = new int[count];
        for (int k = 0; k < order.Length; k++)
        {
            places[order[k]] = k;
        }
        return places;
    }

    private static void Accumulate(int[] counts)
    {
        for (int k = 1; k < counts.Length; k++)
        {
            counts[k] += counts[k - 1];
        }
    }
}
