using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>What a value looks like on a wire, whatever the encoding.</summary>
public enum ShapeKind
{
    Int32,
    Int64,
    Flag,
    Real,
    Text,
    Bytes,

    /// <summary>Numbers of 64 bits one behind the other.</summary>
    Reals,

    /// <summary>Whole numbers one behind the other.</summary>
    Numbers,

    /// <summary>One of the <see cref="Shape.Members"/>.</summary>
    Enumeration,

    /// <summary>Numbered <see cref="Shape.Fields"/>: a record, a list, one of several records.</summary>
    Fields,
}

/// <summary>How often a field is there.</summary>
public enum Presence
{
    /// <summary>Once. Numbers, flags and texts may be left out where they are 0, false or empty.</summary>
    Once,

    /// <summary>Once or not at all, which is not the same as empty.</summary>
    Optional,

    /// <summary>Any number of times, in order.</summary>
    Repeated,

    /// <summary>Exactly one of the fields of this kind is there.</summary>
    OneOf,
}

/// <summary>One numbered field of a shape.</summary>
/// <param name="Name">As its owner writes it: <c>IsLast</c>.</param>
public sealed record FieldContract(int Number, string Name, Shape Shape, Presence Presence);

/// <summary>One name of an enumeration.</summary>
public sealed record MemberContract(long Number, string Name);

/// <summary>The contract of a type: how its values are taken down, and how they are made of what was read.</summary>
/// <remarks>A shape is neutral of the encoding: each encoding is a writer and a reader, and sees only calls.</remarks>
public abstract class Shape
{
    private bool? _hasTensors;

    /// <summary>In a schema: <c>SubmitBids</c>, <c>PublishedList</c>.</summary>
    public abstract string Name { get; }

    public virtual ShapeKind Kind => ShapeKind.Fields;

    /// <summary>The type whose assembly it is at home in; nothing for what every schema language has by
    /// itself.</summary>
    public abstract Type? Home { get; }

    /// <summary>In the order of their numbers.</summary>
    public virtual IReadOnlyList<FieldContract> Fields => [];

    public virtual IReadOnlyList<MemberContract> Members => [];

    /// <summary>Whether a field of it may be left out where it is 0, false or empty, as schema languages
    /// do.</summary>
    internal bool HasZero => Kind is not (ShapeKind.Fields or ShapeKind.Reals or ShapeKind.Numbers);

    /// <summary>Whether there may be a tensor in its values.</summary>
    internal bool HasTensors => _hasTensors ??= FindsTensor(this, []);

    // A record may hold others of its own type: what was looked at is not looked at again.
    private static bool FindsTensor(Shape shape, HashSet<Shape> seen) => shape is TensorShape
        || seen.Add(shape) && shape.Fields.Any(field => FindsTensor(field.Shape, seen));

    internal static FormatException Unknown(string owner, int field) =>
        new($"{owner} has no field {field} in this version.");

    internal static FormatException Lacks(string owner, string field) => new($"{owner} comes without its {field}.");
}

/// <inheritdoc/>
public abstract class Shape<T> : Shape
{
    /// <exception cref="FormatException">The value is not what its type promises, such as nothing where something must
    /// be.</exception>
    public abstract void Write(IContractWriter writer, T value);

    /// <exception cref="FormatException">What is read is not of this shape.</exception>
    public abstract T Read(IContractReader reader);

    /// <summary>The same value with other tensors; without any, the value itself.</summary>
    internal T Each(T value, Func<Tensor, Tensor> change) => HasTensors ? Changed(value, change) : value;

    /// <summary>What stands for 0, false or empty.</summary>
    internal virtual T Zero => default!;

    /// <summary>What <see cref="Each"/> makes of a value that may have tensors.</summary>
    protected virtual T Changed(T value, Func<Tensor, Tensor> change) => value;
}

/// <summary>A type that no contract can describe; the sentence says which, and why.</summary>
public sealed class ContractException(string sentence) : NotSupportedException(sentence);
