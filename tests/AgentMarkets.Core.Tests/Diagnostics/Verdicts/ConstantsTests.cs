using System.Reflection;
using AgentMarkets.Core.Diagnostics;
using Xunit;

namespace AgentMarkets.Core.Tests.Diagnostics.Verdicts;

/// <summary>Goal: no constant of the rule is idle or unwatched. Method: pairs of evidence lie 1 % to both sides of each
/// threshold; a constant changed by a tenth either way must change the verdict on one of them.</summary>
public sealed class ConstantsTests
{
    private static readonly Evidence[] Near = [.. Pairs().SelectMany(pair => pair)];

    public static TheoryData<string> Constants =>
        [.. typeof(VerdictSettings).GetProperties().Where(p => p.CanWrite).Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Constants))]
    public void AConstantThatMovesIsNoticed(string name)
    {
        foreach (double factor in new[] { 1 / 1.1, 1.1 })
        {
            VerdictSettings moved = Moved(name, factor);
            Assert.Contains(Near, evidence => !Same(
                VerdictRule.Decide(evidence, Cases.Limits), VerdictRule.Decide(evidence, moved)));
        }
    }

    private static bool Same(Verdict a, Verdict b) => (a.Name, a.Kind, a.Line, a.Missing)
        == (b.Name, b.Kind, b.Line, b.Missing) && a.WayOut.SequenceEqual(b.WayOut);

    private static VerdictSettings Moved(string name, double factor)
    {
        var moved = new VerdictSettings();
        PropertyInfo property = typeof(VerdictSettings).GetProperty(name)!;
        object value = property.GetValue(moved)!;
        property.SetValue(moved, value is int whole ? (object)(whole + Math.Sign(factor - 1)) : (double)value * factor);
        return moved;
    }

    private static IEnumerable<Evidence[]> Pairs()
    {
        double[] sides = [0.99, 1.01];
        Evidence[] Both(Func<double, Evidence> at) => [.. sides.Select(at)];
        Evidence Weights(double gap, double switches, double ratio, Evidence like) =>
            like with { LogWeights = new LogWeightEvidence(gap, switches, ratio) };
        Evidence Off(double left, double decay, double straight = 0, double flow = 1, double displacement = 0)
        {
            double last = left * Cases.Contest.Spread.Mean;
            return Cases.Contest with
            {
                NoiseOff = new NoiseOffEvidence(last / decay, last, straight, displacement, 2000, 8, 8, flow, 8),
            };
        }
        Evidence Linear(Branch mode, double prominence = 14) =>
            Cases.Contest with { Linear = new LinearEvidence([mode], 0.046, prominence, 69) };
        Evidence Ratio(double ratio) => Cases.Noise with
        {
            Linear = Cases.Noise.Linear! with { PredictedSpread = Cases.Noise.Spread.Mean / ratio },
        };

        yield return Both(s => Weights(1, 6 * s, 2, Cases.Switching));
        yield return Both(s => Weights(0.01 * s, 9, 2, Cases.Switching));
        yield return Both(s => Weights(1, 9, 1.2 * s, Cases.Switching));
        yield return Both(s => Weights(1e-4 * s, 0, 1, Cases.Still));
        yield return Both(s => Cases.Still with { Spread = new OverReplicas(1e-6 * s, 0, 0) });
        yield return Both(s => Cases.Still with { NewtonDistance = 1e-5 * s });
        yield return Both(s => Off(0.3 * s, 1));
        yield return Both(s => Off(0.5, 0.8 * s));
        yield return Both(s => Off(0.5, 1, straight: 0.5 * s));
        yield return Both(s => Off(0.5, 1, flow: 0.3 * s));
        yield return Both(s => Off(0.5, 1.2 * s));
        yield return Both(s => Off(0, 1, displacement: 3 * s));
        yield return Both(s => Cases.Noise with { Drift = Cases.Drift(0.9, 0.001 * s) });
        yield return Both(s => Cases.Noise with { Drift = Cases.Drift(0.5 * s, 1e-6) });
        yield return [Cases.Noise with { Replicas = 8 }, Cases.Noise with { Replicas = 7 }];
        yield return Both(s => Cases.Noise with { Scan = Cases.Slope(-0.35 * s, 0.2) });
        yield return Both(s => Cases.Noise with { Scan = Cases.Slope(-0.3, (0.3 - 0.15 * s) / 3) });
        yield return Both(s => Cases.Contest with { Peak = Cases.Limited(2 * s, 9), Linear = Quiet() });
        yield return Both(s => Cases.Contest with { Peak = Cases.Limited(1.25 * s, 9) });
        yield return Both(s => Cases.Contest with { Peak = Cases.Peak(15, 0.1, 75.67 * 1.5 * s) });
        yield return Both(s => Linear(Cases.Period(0.57735 * s, 74)));
        yield return Both(s => Cases.Contest with
        {
            Rotation = new RotationRate([], new OverReplicas(1, 1, 0.01 * s), null, null),
        });
        yield return Both(s => Linear(Cases.Period(1, 250 * s), 1) with { Peak = Cases.Noise.Peak });
        yield return Both(s => Ratio(0.7 * s));
        yield return Both(s => Ratio(1.4 * s));

        LinearEvidence Quiet() => Cases.Contest.Linear! with { PredictedProminence = 1 };
    }
}
