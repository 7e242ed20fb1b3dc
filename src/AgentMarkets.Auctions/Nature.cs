using System.Numerics;
using System.Runtime.InteropServices;
using AgentMarkets.Auctions.Mechanisms;
using AgentMarkets.Auctions.Priors;
using AgentMarkets.Auctions.Priors.Correlation;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Randomness;

namespace AgentMarkets.Auctions;

/// <summary>The streams that a bidder's types of one replica and one purpose come from.</summary>
/// <param name="Own">The bidder's; nature's where one draw of a joint prior decides all bidders' types.</param>
/// <param name="Shared">Nature's: what correlated bidders have in common.</param>
public readonly record struct TypeStream(ulong Seed, string Purpose, StreamKey Own, StreamKey Shared);

/// <summary>How types come about: the joint law of what all bidders see, and of what it is worth to them.</summary>
/// <remarks>
/// Common knowledge: whoever knows a stream's name can make the draws of anybody; but a bidder alone knows its own type
/// of a game. docs/auctions.md, 5.
/// </remarks>
public sealed class Nature
{
    private static readonly ActorId Id = new("nature", 1);

    private readonly IMechanism _mechanism;
    private readonly IReadOnlyList<Bidder> _bidders;
    private readonly bool[] _isMember;

    /// <param name="correlation">How the members' observations hang together; nothing where types are drawn
    /// independently, or a joint prior draws them.</param>
    /// <param name="members">Numbers of the bidders that are correlated; nothing means all.</param>
    public Nature(IMechanism mechanism, IReadOnlyList<Bidder> bidders, ICorrelation? correlation = null,
        IReadOnlyList<int>? members = null)
    {
        (_mechanism, _bidders, Correlation) = (mechanism, bidders, correlation);
        Members = correlation is null ? [] : [.. (members ?? [.. bidders.Select(b => b.Number)]).Distinct().Order()];
        _isMember = new bool[bidders.Count + 1];
        foreach (int member in Members)
        {
            _isMember[member] = true;
        }
        TypeNumbers = mechanism.Shape(bidders.Count).Types;
    }

    /// <summary>D, numbers of a type.</summary>
    public int TypeNumbers { get; }

    /// <summary>How the members' observations hang together; nothing where there are no members.</summary>
    public ICorrelation? Correlation { get; }

    /// <summary>Numbers of the bidders whose observations are correlated, ascending.</summary>
    public IReadOnlyList<int> Members { get; }

    /// <summary>Whether no bidder's type tells it anything of the others', nor the others' anything of its
    /// value.</summary>
    public bool IsIndependent => !_bidders[0].Prior.IsJoint && Correlation is null;

    /// <summary>Whether the type of every bidder is its value; else
    /// <see cref="Values(TypeStream, long, Span{double})"/> gives it, and all bidders are members.</summary>
    public bool ValuesAreTypes => Correlation is null or { ValuesAreObservations: true };

    /// <summary>Whether a bidder's observation is correlated with others'.</summary>
    public bool IsMember(Bidder bidder) => _isMember[bidder.Number];

    /// <summary>The lowest and the highest number that a bidder's type may have.</summary>
    public (double Low, double High) Support(Bidder bidder) =>
        MarginalOf(bidder)?.Support ?? bidder.Prior.Support(bidder.Number);

    /// <summary>F(v): the probability of a type of at most v, whatever the others'.</summary>
    public double Cdf(Bidder bidder, double v) => MarginalOf(bidder)?.Cdf(v) ?? bidder.Prior.Cdf(bidder.Number, v);

    /// <summary>f(v); see <see cref="IPrior.Density"/>.</summary>
    public double Density(Bidder bidder, double v) =>
        MarginalOf(bidder)?.Density(v) ?? bidder.Prior.Density(bidder.Number, v);

    /// <summary>Whether no single type of the bidder has a probability of its own.</summary>
    public bool IsContinuous(Bidder bidder) => MarginalOf(bidder) is not null || bidder.Prior.IsContinuous;

    /// <summary>Types of a bidder with the weights with which they stand for its distribution; see
    /// <see cref="IPrior.Grid"/>.</summary>
    public (double[] Types, double[] Weights) Grid(Bidder bidder, int size) =>
        MarginalOf(bidder)?.Grid(size) ?? bidder.Prior.Grid(bidder.Number, size);

    /// <summary>Whose draws make a bidder's types: nature's where one draw decides all bidders', else its
    /// own.</summary>
    public ActorId Source(Bidder bidder) => bidder.Prior.IsJoint ? Id : bidder.Id;

    /// <summary>The streams of a bidder's types.</summary>
    public TypeStream StreamOf(Bidder bidder, ulong seed, string purpose) =>
        new(seed, purpose, StreamKey.Of(seed, Source(bidder), purpose), StreamKey.Of(seed, Id, purpose));

    /// <summary>The types of a bidder in the games of one round of one replica.</summary>
    /// <param name="types">[B, D] row by row.</param>
    public void Draw(Bidder bidder, TypeStream stream, long round, Span<float> types) =>
        Draw<float>(bidder, stream, round, types);

    /// <inheritdoc cref="Draw(Bidder, TypeStream, long, Span{float})"/>
    public void Draw(Bidder bidder, TypeStream stream, long round, Span<double> types) =>
        Draw<double>(bidder, stream, round, types);

    /// <summary>Types of a bidder by itself, drawn from its own distribution: there are no others in these
    /// games.</summary>
    /// <param name="types">[B, D] row by row.</param>
    public void Draw(Bidder bidder, StreamKey key, long round, Span<float> types) =>
        DrawAlone<float>(bidder, key, round, types);

    /// <inheritdoc cref="Draw(Bidder, StreamKey, long, Span{float})"/>
    public void Draw(Bidder bidder, StreamKey key, long round, Span<double> types) =>
        DrawAlone<double>(bidder, key, round, types);

    /// <summary>From uniform draws on [0,1) to types of a bidder by itself, in place.</summary>
    /// <param name="draws">[B, D] row by row.</param>
    public void Types(Bidder bidder, Span<double> draws) => TypesAlone(bidder, draws);

    /// <summary>The same in games with others.</summary>
    /// <param name="shared">Draws that all members share, [B, <see cref="ICorrelation.SharedDraws"/>].</param>
    public void Types(Bidder bidder, ReadOnlySpan<double> shared, Span<double> draws)
    {
        if (IsMember(bidder))
        {
            Observe(bidder, shared, draws);
            return;
        }
        TypesAlone(bidder, draws);
    }

    /// <summary>What the item is worth to everybody in the games of one round of one replica, where that is not what
    /// they see.</summary>
    /// <remarks>It opens the streams of all members: what they saw decides what the item turns out to be worth. A
    /// simulation needs that to pay a bidder; the bidder cannot bid on it.</remarks>
    /// <param name="stream">Of any bidder of the replica.</param>
    /// <param name="values">[B].</param>
    public void Values(TypeStream stream, long round, Span<float> values) => Values<float>(stream, round, values);

    /// <inheritdoc cref="Values(TypeStream, long, Span{float})"/>
    public void Values(TypeStream stream, long round, Span<double> values) => Values<double>(stream, round, values);

    /// <summary>The members other than one bidder, ascending; nobody where it is no member itself.</summary>
    public IReadOnlyList<int> OtherMembers(Bidder bidder) =>
        IsMember(bidder) ? [.. Members.Where(number => number != bidder.Number)] : [];

    private void Draw<T>(Bidder bidder, TypeStream stream, long round, Span<T> types)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!IsMember(bidder))
        {
            DrawAlone(bidder, stream.Own, round, types);
            return;
        }
        Uniform(stream.Own, round, types);
        Observe(bidder, Shared<T>(stream, round, types.Length), types);
    }

    /// <summary>From the own uniform draws to what a member sees, in place.</summary>
    private void Observe<T>(Bidder bidder, ReadOnlySpan<T> shared, Span<T> types)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Correlation!.Observe(types, shared, types);
        if (Correlation.Marginal is null)
        {
            Quantile(bidder, types);
        }
    }

    private void Values<T>(TypeStream stream, long round, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        int games = values.Length, members = Members.Count;
        var shared = Shared<T>(stream, round, games);
        var (seen, all) = (new T[games], new T[games * members]);
        for (int j = 0; j < members; j++)
        {
            var member = _bidders[Members[j] - 1];
            Uniform(StreamKey.Of(stream.Seed, Source(member), stream.Purpose), round, seen.AsSpan());
            Correlation!.Observe(seen, shared, seen);
            for (int k = 0; k < games; k++)
            {
                all[k * members + j] = seen[k];
            }
        }
        Correlation!.Values(all, shared, values);
    }

    private void DrawAlone<T>(Bidder bidder, StreamKey key, long round, Span<T> types)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Uniform(key, round, types);
        TypesAlone(bidder, types);
    }

    /// <summary>From uniform draws to types of a bidder by itself, in place.</summary>
    private void TypesAlone<T>(Bidder bidder, Span<T> types)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (MarginalOf(bidder) is { } marginal)
        {
            double[] wide = [.. types.ToArray().Select(double.CreateTruncating)];
            marginal.Quantile(wide);
            for (int k = 0; k < wide.Length; k++)
            {
                types[k] = T.CreateTruncating(wide[k]);
            }
            return;
        }
        Quantile(bidder, types);
        if (_mechanism.TypesDescend)
        {
            for (int k = 0; k < types.Length; k += TypeNumbers)
            {
                types.Slice(k, TypeNumbers).Sort(static (a, b) => b.CompareTo(a));
            }
        }
    }

    private IMarginal? MarginalOf(Bidder bidder) => IsMember(bidder) ? Correlation!.Marginal : null;

    /// <summary>[B, SharedDraws].</summary>
    private T[] Shared<T>(TypeStream stream, long round, int games)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var shared = new T[games * Correlation!.SharedDraws];
        Uniform(stream.Shared, round, shared.AsSpan());
        return shared;
    }

    private static void Uniform<T>(StreamKey key, long round, Span<T> to)
        where T : unmanaged
    {
        var stream = new RandomStream(key, round);
        if (typeof(T) == typeof(float))
        {
            stream.Uniform(MemoryMarshal.Cast<T, float>(to));
        }
        else
        {
            stream.Uniform(MemoryMarshal.Cast<T, double>(to));
        }
    }

    private static void Quantile<T>(Bidder bidder, Span<T> to)
        where T : unmanaged
    {
        if (typeof(T) == typeof(float))
        {
            bidder.Prior.Quantile(bidder.Number, MemoryMarshal.Cast<T, float>(to));
        }
        else
        {
            bidder.Prior.Quantile(bidder.Number, MemoryMarshal.Cast<T, double>(to));
        }
    }
}
