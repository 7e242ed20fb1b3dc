namespace AgentMarkets.Torch;

/// <summary>
/// A fully connected network: widths from inputs over hidden layers to outputs, and its activations. Its parameters are
/// one flat row: for each layer the weight [outputs, inputs] by rows, then the bias [outputs].
/// </summary>
public sealed record MlpShape
{
    public MlpShape(long[] Widths, Activation Hidden, Activation Output)
    {
        ArgumentNullException.ThrowIfNull(Widths);
        if (Widths.Length < 2 || Widths.Any(width => width < 1))
        {
            throw new ArgumentException(
                $"A network needs two widths or more, each at least 1; got [{string.Join(", ", Widths)}].",
                nameof(Widths));
        }
        this.Widths = [.. Widths];
        this.Hidden = Hidden;
        this.Output = Output;
        for (int layer = 0; layer + 1 < Widths.Length; layer++)
        {
            ParameterCount = checked(ParameterCount + ((Widths[layer] + 1) * Widths[layer + 1]));
        }
    }

    public long[] Widths { get; }

    public Activation Hidden { get; }

    public Activation Output { get; }

    /// <summary>The length of one network's row.</summary>
    public long ParameterCount { get; }

    public int LayerCount => Widths.Length - 1;

    public long InputCount => Widths[0];

    public long OutputCount => Widths[^1];

    /// <summary>Where a layer's weight starts in the row; its bias follows the weight.</summary>
    public long WeightOffset(int layer)
    {
        long offset = 0;
        for (int l = 0; l < layer; l++)
        {
            offset += (Widths[l] + 1) * Widths[l + 1];
        }
        return offset;
    }

    public long BiasOffset(int layer) => WeightOffset(layer) + (Widths[layer] * Widths[layer + 1]);

    public Activation ActivationOf(int layer) => layer + 1 == LayerCount ? Output : Hidden;

    public bool Equals(MlpShape? other) =>
        other is not null && Hidden == other.Hidden && Output == other.Output && Widths.SequenceEqual(other.Widths);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Hidden);
        hash.Add(Output);
        foreach (long width in Widths)
        {
            hash.Add(width);
        }
        return hash.ToHashCode();
    }

    public override string ToString() => $"{string.Join('-', Widths)} {Hidden}/{Output}";
}
