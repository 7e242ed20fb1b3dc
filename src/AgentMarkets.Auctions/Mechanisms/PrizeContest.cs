using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Crowdsourcing contest: the k-th highest bid wins the k-th prize, and everybody pays the own bid. One prize
/// of 1 is the all-pay auction.</summary>
/// <remarks>Moldovanu and Sela (2001), Am. Econ. Rev. 91; docs/auctions.md, 1.</remarks>
[Card("prize-contest", "The k-th highest bid wins the k-th prize; everybody pays the own bid.",
    "Moldovanu and Sela (2001), Am. Econ. Rev. 91")]
public sealed class PrizeContest(PrizeContest.Settings settings) : IMechanism
{
    public sealed record Settings : IChecked
    {
        [Setting("V_1, V_2, ...: from the highest prize to the lowest.", Min = 0)]
        public IReadOnlyList<double> Prizes { get; init; } = [1];

        [Setting("What a type is: what a prize of 1 is worth, or what a bid of 1 costs.")]
        public ContestTypes Types { get; init; } = ContestTypes.Value;

        [Setting("Who wins which prize when bids are alike.")]
        public TieRule Ties { get; init; } = TieRule.Split;

        [Setting("Whether a bid of exactly zero can win.")]
        public bool ZeroWins { get; init; }

        public void Check(Problems problems, Place place)
        {
            if (Prizes.Count == 0 || Prizes[0] == 0
                || !Prizes.Zip(Prizes.Skip(1)).All(pair => pair.First >= pair.Second))
            {
                problems.Add(place.Of("prizes"), $"[{string.Join(",", Prizes)}]",
                    "must be one prize or more in descending order, the first above 0",
                    "Write the highest first, such as prizes=[0.7,0.3].");
            }
        }
    }

    /// <summary>V_1, V_2, ...</summary>
    public IReadOnlyList<double> Prizes => settings.Prizes;

    /// <summary>What a type is.</summary>
    public ContestTypes Types => settings.Types;

    public TieRule TieRule => settings.Ties;

    public bool ZeroWins => settings.ZeroWins;

    public bool DrawsLots => settings.Ties == TieRule.Draw;

    public GameShape Shape(int bidders) => new(Types: 1, Bids: 1, Outcomes: Prizes.Count);

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        // [R, B, i, j]: bidder i, rival j.
        var b = bids.squeeze(-1);
        var (mine, others) = (b.unsqueeze(3), b.unsqueeze(2));
        var takesPart = ZeroWins ? b >= 0 : b > 0;
        var above = ((others > mine) & takesPart.unsqueeze(2)).to(b.dtype).sum(3);
        var ties = (others == mine) & takesPart.unsqueeze(2);
        var tied = (ties.to(b.dtype).sum(3) - 1).clamp_min(0);
        var (place, spread) = settings.Ties switch
        {
            TieRule.Lowest => (above + ties.to(b.dtype).tril(-1).sum(3), zeros_like(above)),
            TieRule.Draw when lots is not null => (above + Before(ties, lots).to(b.dtype).sum(3), zeros_like(above)),
            _ => (above, tied),
        };
        var rank = arange(Prizes.Count, dtype: b.dtype, device: b.device);
        // The ranks from place to place + spread are as likely as each other.
        var from = place.unsqueeze(3);
        var wins = ((rank >= from) & (rank <= from + spread.unsqueeze(3))).to(b.dtype) / (spread.unsqueeze(3) + 1);
        var entitled = settings.Ties == TieRule.Nobody ? takesPart & (tied == 0) : takesPart;
        var paid = bids.clamp_min(0);
        return new Outcome(wins * entitled.unsqueeze(3).to(b.dtype), paid.expand(-1, -1, -1, Prizes.Count), paid);
    }

    public Tensor Worth(int bidder, Tensor values)
    {
        var prizes = tensor(Prizes.ToArray(), dtype: values.dtype, device: values.device);
        return Types == ContestTypes.Value ? values * prizes : prizes + zeros_like(values);
    }

    public Tensor? Cost(int bidder, Tensor values) => Types == ContestTypes.Cost ? values : null;

    /// <summary>The k-th prize to whom prizes are worth the k-th most.</summary>
    public Tensor BestWelfare(Tensor worth)
    {
        int prizes = (int)Math.Min(worth.shape[1], worth.shape[2]);
        var sorted = worth.sort(1, descending: true).Values;
        return sorted.narrow(1, 0, prizes).narrow(2, 0, prizes).diagonal(0, 1, 2).sum(-1);
    }

    public Func<int, double[]> Oppose(double[] bids, int bidders) => new RankedBids(bids, bidders, this).Against;

    public IOpposition Against(int bidder, int bidders, double[] statistic) =>
        new RankOpposition(this, new SampledRanks(Math.Min(Prizes.Count, bidders - 1), statistic));

    /// <summary>Whether rival j's lot comes before bidder i's; of equal lots, that of the lower number.</summary>
    private static Tensor Before(Tensor ties, Tensor lots)
    {
        var (mine, others) = (lots.unsqueeze(3), lots.unsqueeze(2));
        var isLower = ones_like(ties).tril(-1);
        return ties & ((others > mine) | ((others == mine) & isLower));
    }
}

/// <summary>What a contestant knows of itself.</summary>
public enum ContestTypes
{
    /// <summary>u = v V_k - b.</summary>
    Value,

    /// <summary>u = V_k - c b.</summary>
    Cost,
}
