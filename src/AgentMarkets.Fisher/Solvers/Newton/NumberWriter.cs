namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>Takes numbers down one after the other.</summary>
internal sealed class NumberWriter
{
    private readonly List<double> _numbers = [];

    public double[] Numbers => [.. _numbers];

    public void Write(ReadOnlySpan<double> numbers) => _numbers.AddRange(numbers);

    public void Write(double number) => _numbers.Add(number);
}

/// <summary>Gives them back in the same order.</summary>
internal sealed class NumberReader(double[] numbers)
{
    private int _at;

    public double[] Read(int count)
    {
        _at += count;
        return numbers[(_at - count).._at];
    }

    public double Read() => numbers[_at++];
}
