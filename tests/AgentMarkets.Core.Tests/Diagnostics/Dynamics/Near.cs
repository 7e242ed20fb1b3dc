using System.Diagnostics.CodeAnalysis;

namespace AgentMarkets.Core.Tests;

/// <summary>Equality of numbers up to a distance.</summary>
internal sealed class Near(double distance) : IEqualityComparer<double>
{
    public bool Equals(double a, double b) => Math.Abs(a - b) <= distance;

    public int GetHashCode([DisallowNull] double number) => 0;
}
