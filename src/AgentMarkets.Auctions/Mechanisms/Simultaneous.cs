using AgentMarkets.Auctions.Opposition;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Auctions.Smoothing;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Mechanisms;

/// <summary>Several items sold at once, each by the same rule to whoever bids for it; values add up.</summary>
/// <remarks>
/// Kohring, Pieroth and Bichler (2023) use one, two and four items. A type has a value an item, a bid a number an item;
/// a bidder may win any of them. Every item is an auction of its own, and utilities are added. Rules in which losers
/// pay cannot be added up so.
/// </remarks>
[Card("simultaneous", "Several items at once, each sold by the same rule for one item; values add up.",
    "Kohring, Pieroth and Bichler (2023)")]
public sealed class Simultaneous(Simultaneous.Settings settings) : ISmoothed
{
    public sealed record Settings : IChecked
    {
        [Setting("The rule by which each item is sold; without it, first-price.", Structural = true)]
        public IMechanism? Rule { get; init; }

        [Setting("How many items are sold.", Min = 1, Structural = true)]
        public int Items { get; init; } = 2;

        public void Check(Problems problems, Place place)
        {
            if (Rule is not (null or OneItem { Price.LosersPay: false, Options.EntryFee: 0 }))
            {
                problems.Add(place.Of("rule"), Piece.NameOf(Rule),
                    "must be a rule for one item by which losers pay nothing",
                    "Write rule=first-price, rule=second-price or rule=third-price, without an entry fee.");
            }
        }
    }

    public IMechanism Rule { get; } = settings.Rule ?? new FirstPrice(new FirstPrice.Settings());

    public int Items => settings.Items;

    public double Reserve => Rule.Reserve;

    public int FewestBidders => Rule.FewestBidders;

    public int? MostBidders => Rule.MostBidders;

    public bool IsAdditive => true;

    public bool DrawsLots => Rule.DrawsLots;

    private OneItem Item => (OneItem)Rule;

    public GameShape Shape(int bidders) => new(Items, Items, Items);

    public bool Has(Form form) => Rule is ISmoothed each && each.Has(form);

    public IClearing Open(Form form, double[] beta, Device device) =>
        new SimultaneousMarket(((ISmoothed)Rule).Open(form, beta, device), Items);

    public Outcome Clear(Tensor bids, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        var each = Enumerable.Range(0, Items)
            .Select(k => Rule.Clear(bids.narrow(3, k, 1), LotsOf(lots, k))).ToArray();
        return Together(each);
    }

    public Outcome Vary(int bidder, Tensor bids, Tensor own, Tensor? lots = null)
    {
        using var scope = NewDisposeScope();
        var each = Enumerable.Range(0, Items)
            .Select(k => Rule.Vary(bidder, bids.narrow(3, k, 1), own.narrow(3, k, 1), LotsOf(lots, k))).ToArray();
        return Together(each);
    }

    /// <summary>The sum over items of the highest value.</summary>
    public Tensor BestWelfare(Tensor worth) => worth.amax([1]).clamp_min(0).sum(1);

    public Func<int, double[]> Oppose(double[] bids, int bidders)
    {
        var each = Enumerable.Range(0, Items)
            .Select(k => new HighestBids([.. bids.Where((_, at) => at % Items == k)], bidders, Item)).ToArray();
        int width = HighestBids.Width(Item);
        return bidder =>
        {
            // Items side by side, so that a game is a row.
            var statistic = new double[bids.Length / bidders * width];
            for (int k = 0; k < Items; k++)
            {
                double[] one = each[k].Against(bidder);
                for (int s = 0; s < one.Length / width; s++)
                {
                    one.AsSpan(s * width, width).CopyTo(statistic.AsSpan((s * Items + k) * width));
                }
            }
            return statistic;
        };
    }

    public IOpposition Against(int bidder, int bidders, double[] statistic)
    {
        int width = HighestBids.Width(Item);
        return new AddedOpposition([.. Enumerable.Range(0, Items).Select(k => Rule.Against(bidder, bidders,
            [.. statistic.Where((_, at) => at / width % Items == k)]))]);
    }

    private static Tensor? LotsOf(Tensor? lots, int item) =>
        lots is null ? null : Lots.OfRound(lots, item).to(lots.dtype);

    private static Outcome Together(Outcome[] each) => new(
        cat([.. each.Select(o => o.Win)], -1).MoveToOuterDisposeScope(),
        cat([.. each.Select(o => o.Payment)], -1).MoveToOuterDisposeScope(), null);
}
