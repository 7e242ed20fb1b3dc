using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Core.Catalog;
using static TorchSharp.torch;

namespace AgentMarkets.Auctions.Utilities;

/// <summary>What a payment beyond a budget means.</summary>
public enum BudgetConstraint
{
    /// <summary>It cannot be paid.</summary>
    Hard,

    /// <summary>The rest is borrowed.</summary>
    Soft,
}

/// <summary>Another utility u under a budget w.</summary>
/// <remarks>
/// soft: u(v, p + rate (p - w)+): what is beyond the budget is borrowed.
/// hard: u(v, p) for p at most w. Who owes more defaults: the goods stay, the budget is lost, and so is as much again
/// as is missing, u(0, w) - (p - w). That is below every payment within the budget, so that no best reply risks it, and
/// finite, so that it can be learned. Learned from is a line down to it over the first hundredth beyond the budget.
/// </remarks>
[Card("budget", "Another utility, with money that is limited or has to be borrowed.",
    "Che and Gale (1998); docs/auctions.md, 1")]
public sealed class Budget(Budget.Settings settings) : IUtility
{
    private const double LearnedWidth = 0.01;

    public sealed record Settings
    {
        [Setting("w, the money there is, for one payment.", Above = 0, Positional = true)]
        public double Limit { get; init; } = 0.5;

        [Setting("Whether money beyond it cannot be paid, or is borrowed.")]
        public BudgetConstraint Constraint { get; init; } = BudgetConstraint.Hard;

        [Setting("What a unit of borrowed money costs beyond itself; with constraint=soft only.", Min = 0)]
        public double Rate { get; init; } = 0.1;

        [Setting("The utility of payments within the budget.", Default = "quasi-linear")]
        public IUtility Utility { get; init; } = new QuasiLinear();
    }

    private IUtility Inner => settings.Utility;

    private double Limit => settings.Limit;

    public (string Why, string WayOut)? Refuses(IMechanism rule) => Inner.Refuses(rule);

    public double Won(double worth, double paid) => settings.Constraint == BudgetConstraint.Soft
        ? Inner.Won(worth, WithLoan(paid))
        : paid <= Limit ? Inner.Won(worth, paid) : Inner.Won(0, Limit) - (paid - Limit);

    public double Lost(double paid) => settings.Constraint == BudgetConstraint.Soft
        ? Inner.Lost(WithLoan(paid))
        : Inner.Lost(Math.Min(paid, Limit)) - Math.Max(0, paid - Limit);

    public Tensor Won(Tensor worth, Tensor paid)
    {
        if (settings.Constraint == BudgetConstraint.Soft)
        {
            return Inner.Won(worth, paid + Beyond(paid) * settings.Rate);
        }
        return where(paid <= Limit, Inner.Won(worth, paid), Default(worth, paid));
    }

    public Tensor Lost(Tensor paid) => settings.Constraint == BudgetConstraint.Soft
        ? Inner.Lost(paid + Beyond(paid) * settings.Rate)
        : Inner.Lost(paid.clamp_max(Limit)) - Beyond(paid);

    public (Tensor Utility, Tensor PaymentSlope) Learned(Tensor worth, Tensor paid, bool won)
    {
        var isBeyond = paid > Limit;
        if (settings.Constraint == BudgetConstraint.Soft)
        {
            var (utility, inner) = Inner.Learned(worth, paid + Beyond(paid) * settings.Rate, won);
            return (utility, where(isBeyond, inner * (1 + settings.Rate), inner));
        }
        var (within, slope) = Inner.Learned(worth, paid.clamp_max(Limit), won);
        if (!won)
        {
            return (within - Beyond(paid), where(isBeyond, full_like(paid, -1), slope));
        }
        // From u(v, w) to the default at (1 + width) w.
        double width = LearnedWidth * Limit;
        var floor = Default(worth, full_like(paid, Limit + width));
        var steep = (floor - within) / width;
        var line = within + steep * Beyond(paid);
        var isLine = isBeyond.logical_and(paid < Limit + width);
        return (where(isBeyond, where(isLine, line, Default(worth, paid)), within),
            where(isBeyond, where(isLine, steep, full_like(paid, -1)), slope));
    }

    private double WithLoan(double paid) => paid + settings.Rate * Math.Max(0, paid - Limit);

    private Tensor Beyond(Tensor paid) => (paid - Limit).clamp_min(0);

    private Tensor Default(Tensor worth, Tensor paid) =>
        Inner.Won(zeros_like(worth), full_like(paid, Limit)) - Beyond(paid);
}
