namespace AgentMarkets.TestKit.Laws;

/// <summary>u(theta) = -1/2 sum_k a_k (theta_k - c_k)^2: what learners must be able to climb.</summary>
internal static class ConcaveQuadratic
{
    public const int Parameters = 5;

    private static readonly double[] A = [0.5, 1, 1, 2, 3], C = [0.5, -0.25, 1, 0, 0.75];

    /// <param name="shift">Moves the maximum.</param>
    public static double Utility(ReadOnlySpan<float> theta, double shift = 0)
    {
        double sum = 0;
        for (int k = 0; k < theta.Length; k++)
        {
            double apart = theta[k] - C[k] - shift;
            sum -= 0.5 * A[k] * apart * apart;
        }
        return sum;
    }

    /// <summary>a_k (c_k - theta_k).</summary>
    public static double Slope(int k, float theta) => A[k] * (C[k] - theta);

    /// <summary>The law that a learner climbs: all but a hundredth of the way up, from 0.</summary>
    /// <exception cref="TestKitException">It does not.</exception>
    public static void Climbed(ReadOnlySpan<float> theta, int rounds, string name)
    {
        double before = Utility(new float[Parameters]), after = Utility(theta);
        Law.Holds(after > before / 100, name, $"it climbs a concave quadratic in {rounds} rounds",
            $"the utility went from {before:0.######} to {after:0.######}; the maximum is 0");
    }
}
