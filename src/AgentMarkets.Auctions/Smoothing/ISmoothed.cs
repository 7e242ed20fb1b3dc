using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Smoothing;

/// <summary>The forms that a smoothed market may have: docs/auctions.md, 2.</summary>
public enum Form
{
    /// <summary>A: a sigmoid against the highest rival; who wins pays the own bid.</summary>
    OwnBid,

    /// <summary>B: a sigmoid against what has to be beaten; who wins pays the exact rule's price.</summary>
    MarketPrice,

    /// <summary>C: a softmax over bids, or over allocations; who wins pays the exact rule's price.</summary>
    Softmax,
}

/// <summary>A rule that has a smoothed market, of one form or more.</summary>
public interface ISmoothed : IMechanism
{
    /// <summary>Whether it has one of this form.</summary>
    bool Has(Form form);

    /// <summary>The smoothed market of a form that it has.</summary>
    /// <param name="beta">Strength of the smoothing in each replica, one over the temperature, [R].</param>
    IClearing Open(Form form, double[] beta, Device device);
}

/// <summary>What is the same for the three forms, whose pieces differ in their setting alone.</summary>
internal static class Smoothed
{
    private static readonly (Form Form, string Name)[] Pieces =
        [(Form.OwnBid, "own-bid"), (Form.MarketPrice, "market-price"), (Form.Softmax, "softmax")];

    /// <inheritdoc cref="ISmoothing.Refuses"/>
    public static (string Why, string WayOut)? Refuses(Form form, IMechanism mechanism)
    {
        if (mechanism is ISmoothed smoothed)
        {
            string[] others = [.. Pieces.Where(piece => smoothed.Has(piece.Form)).Select(p => $"smoothing={p.Name}")];
            if (smoothed.Has(form) || others.Length > 0)
            {
                return smoothed.Has(form) ? null
                    : ($"the mechanism {Piece.NameOf(mechanism)} has no smoothed market of this form",
                        $"Write {string.Join(" or ", others)}.");
            }
        }
        return NoSmoothing.IsEnough(mechanism)
            ?? ($"the mechanism {Piece.NameOf(mechanism)} has no smoothed market",
                "Use a learner that tries bids in the exact auction, such as evolution.");
    }

    /// <inheritdoc cref="ISmoothing.Open"/>
    public static IClearing Open(Form form, IMechanism mechanism, double[] beta, Device device) =>
        ((ISmoothed)mechanism).Open(form, beta, device);
}
