namespace AgentMarkets.TestKit.Laws;

/// <summary>Words a broken law.</summary>
internal static class Law
{
    /// <exception cref="TestKitException">The law does not hold.</exception>
    public static void Holds(bool holds, string piece, string law, string found)
    {
        if (!holds)
        {
            throw new TestKitException($"'{piece}' breaks the law '{law}': {found}.");
        }
    }

    /// <exception cref="TestKitException">The law does not hold: the message shows the first place that
    /// differs.</exception>
    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> found, string piece, string law)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            bool same = BitConverter.SingleToInt32Bits(expected[k]) == BitConverter.SingleToInt32Bits(found[k]);
            Holds(same, piece, law, $"number {k} is {found[k]:R} instead of {expected[k]:R}");
        }
    }

    /// <summary>|found - expected| within tolerance (1 + |expected|), everywhere; not-a-number is never near.</summary>
    public static void Near(ReadOnlySpan<double> expected, ReadOnlySpan<double> found, double tolerance, string piece,
        string law)
    {
        for (int k = 0; k < expected.Length; k++)
        {
            bool near = Math.Abs(found[k] - expected[k]) <= tolerance * (1 + Math.Abs(expected[k]));
            Holds(near, piece, law,
                $"number {k} is {found[k]:R} instead of {expected[k]:R}, further off than {tolerance:R}");
        }
    }
}
