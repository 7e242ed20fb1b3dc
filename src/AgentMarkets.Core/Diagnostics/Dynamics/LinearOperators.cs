namespace AgentMarkets.Core.Diagnostics;

/// <summary>D J and the update map as products with vectors, for games of too many parameters to write J
/// down.</summary>
internal sealed class LinearOperators(IGradientField field, UpdateRule rule, double[] point)
{
    private readonly int[] _remembering = UpdateMap.Remembers(rule);

    public int Parameters => rule.Parameters;

    public int States => rule.Parameters + _remembering.Length;

    /// <summary>D J x, [P].</summary>
    public double[] Game(double[] x)
    {
        double[] product = Jacobian.Times(field, point, x);
        for (int i = 0; i < product.Length; i++)
        {
            product[i] *= rule.Steps[i];
        }
        return product;
    }

    /// <summary>M s, [S], as <see cref="UpdateMap"/> writes it.</summary>
    public double[] Map(double[] s)
    {
        int p = Parameters;
        double[] x = s[..p], gradient = Jacobian.Times(field, point, x), next = [.. s];
        double[]? ahead = null;
        if (rule.Motions.Contains(Motion.ExtraGradient))
        {
            ahead = Jacobian.Times(field, point, [.. x.Select((value, i) =>
                rule.Motions[i] == Motion.ExtraGradient ? value + rule.Steps[i] * gradient[i] : value)]);
        }
        for (int i = 0; i < p; i++)
        {
            next[i] += rule.Steps[i] * rule.Motions[i] switch
            {
                Motion.ExtraGradient => ahead![i],
                Motion.Optimistic => 2 * gradient[i],
                _ => rule.Gains[i] * gradient[i],
            };
        }
        for (int k = 0; k < _remembering.Length; k++)
        {
            int i = _remembering[k];
            bool isOptimistic = rule.Motions[i] == Motion.Optimistic;
            double kept = isOptimistic ? -s[p + k] : rule.Memory[i] * s[p + k];
            next[i] += rule.Steps[i] * kept;
            next[p + k] = isOptimistic ? gradient[i] : kept + rule.Gains[i] * gradient[i];
        }
        return next;
    }
}
