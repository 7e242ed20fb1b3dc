using AgentMarkets.Auctions.Mechanisms;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>Which rules have a smoothed market of which form: docs/auctions.md, 2.</summary>
internal static class SmoothedForms
{
    private static readonly (string Name, Func<IMechanism, bool> Has)[] All =
        [("own-bid", OfOwnBid), ("market-price", OfMarketPrice), ("softmax", OfSoftmax)];

    /// <summary>Form A: one item at the winner's own bid.</summary>
    public static bool OfOwnBid(IMechanism mechanism) => mechanism is OneItem { Price: { Own: 1, Second: 0, Third: 0 } }
        || (mechanism is Simultaneous items && OfOwnBid(items.Rule));

    /// <summary>Form B.</summary>
    public static bool OfMarketPrice(IMechanism mechanism) =>
        mechanism is OneItem or MultiUnit or BilateralTrade or DoubleAuction
        || (mechanism is Simultaneous items && OfMarketPrice(items.Rule));

    /// <summary>Form C.</summary>
    public static bool OfSoftmax(IMechanism mechanism) =>
        mechanism is OneItem or MultiUnit or BilateralTrade or IPackages { Allocations: not null }
        || (mechanism is Simultaneous items && OfSoftmax(items.Rule));

    /// <summary>What to say where a rule has no smoothed market of a form: the forms that it has.</summary>
    /// <param name="why">Why not, where there is more to say than that.</param>
    public static (string Why, string WayOut) Refusal(IMechanism mechanism, string? why = null)
    {
        if (mechanism is ISmooth)
        {
            return ("this mechanism is smooth by itself: its exact slopes are learned from", "Write smoothing=none.");
        }
        string[] forms = [.. All.Where(form => form.Has(mechanism)).Select(form => $"smoothing={form.Name}")];
        return (why ?? (forms.Length > 0 ? "this mechanism has no smoothed market of this form"
            : "this mechanism has no smoothed market of any form"),
            $"Write {string.Join(" or ", forms)}{(forms.Length > 0 ? ", or " : "")}"
            + "a learner that tries bids in the exact auction, such as learner=evolution.");
    }
}
