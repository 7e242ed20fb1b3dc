namespace AgentMarkets.Core.Catalog;

/// <summary>A numeric setting that may differ from replica to replica: one number, or one a replica.</summary>
/// <remarks>
/// A file that gives several values makes a replica axis; axes are crossed when the experiment is read, after which
/// <see cref="this[int]"/> answers for every replica.
/// </remarks>
public sealed class PerReplica
{
    private double[] _values;

    public PerReplica(params double[] values) => _values = values.Length > 0
        ? values
        : throw new ArgumentException("A setting needs at least one value.", nameof(values));

    public static implicit operator PerReplica(double value) => new(value);

    /// <summary>The value of replica <paramref name="replica"/> (from 0).</summary>
    public double this[int replica] => _values.Length == 1 ? _values[0] : _values[replica];

    /// <summary>The values as written, before the axes are crossed; afterwards one value, or one a replica.</summary>
    public IReadOnlyList<double> Values => _values;

    /// <summary>One value a row, where replica after replica has equally many rows: one each, or more, as the bidders
    /// of a cohort.</summary>
    /// <exception cref="ArgumentException">There are several values, and the rows cannot be shared out among
    /// them.</exception>
    public double[] Expand(int rows)
    {
        if (rows % _values.Length != 0 && _values.Length > 1)
        {
            throw new ArgumentException(
                $"{rows} rows cannot be shared out among {_values.Length} values, one a replica.", nameof(rows));
        }
        var all = new double[rows];
        for (int k = 0; k < rows; k++)
        {
            all[k] = _values[k / (rows / _values.Length)];
        }
        return all;
    }

    /// <summary>Replaces the written values by one a replica, when axes are crossed.</summary>
    internal void Cross(double[] byReplica) => _values = byReplica;
}
