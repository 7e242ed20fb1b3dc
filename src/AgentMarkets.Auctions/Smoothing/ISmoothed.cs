using AgentMarkets.Auctions.Mechanisms;
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
    public static (string Why, string WayOut)? Refuses(Form form, IMechanism mechanism) =>
        mechanism is ISmoothed smoothed && smoothed.Has(form) ? null
            : Refusal(mechanism, mechanism is ISmoothed && form == Form.OwnBid
                ? "charges the own bid, which this mechanism does not" : null);

    /// <summary>What to say where a rule has no smoothed market of a form: the forms that it has.</summary>
    /// <param name="why">Why not, where there is more to say than that.</param>
    public static (string Why, string WayOut) Refusal(IMechanism mechanism, string? why = null)
    {
        if (mechanism is ISmooth)
        {
            return ("this mechanism is smooth by itself: its exact slopes are learned from", "Write smoothing=none.");
        }
        string[] forms = mechanism is not ISmoothed smoothed ? []
            : [.. Pieces.Where(piece => smoothed.Has(piece.Form)).Select(piece => $"smoothing={piece.Name}")];
        return (why ?? (forms.Length > 0 ? "this mechanism has no smoothed market of this form"
            : "this mechanism has no smoothed market of any form"),
            $"Write {string.Join(" or ", forms)}{(forms.Length > 0 ? ", or " : "")}"
            + "a learner that tries bids in the exact auction, such as learner=evolution.");
    }

    /// <inheritdoc cref="ISmoothing.Open"/>
    public static IClearing Open(Form form, IMechanism mechanism, double[] beta, Device device) =>
        ((ISmoothed)mechanism).Open(form, beta, device);
}
