using System.Numerics;
using System.Reflection;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>A record: its constructor's parameters in order, then the properties that are only set where one is made,
/// as they are declared.</summary>
internal sealed class RecordShape<T> : Shape<T>
{
    private ConstructorInvoker _make = null!;
    private int _parameters;
    private RecordField<T>[] _fields = null!;
    private FieldContract[] _contracts = null!;

    public override string Name => typeof(T).Name;

    public override Type Home => typeof(T);

    public override IReadOnlyList<FieldContract> Fields => _contracts;

    /// <summary>A record may hold others of its own type, so that it is there before its fields are known.</summary>
    internal void Complete(ConstructorInfo constructor, RecordField<T>[] fields)
    {
        (_make, _parameters, _fields) =
            (ConstructorInvoker.Create(constructor), constructor.GetParameters().Length, fields);
        _contracts = [.. fields.Select(field => field.Contract)];
    }

    public override void Write(IContractWriter writer, T value)
    {
        ulong present = 0;
        for (int i = 0; i < _fields.Length; i++)
        {
            present |= _fields[i].IsPresent(ref value) ? 1UL << i : 0;
        }
        writer.BeginRecord(BitOperations.PopCount(present));
        for (int i = 0; i < _fields.Length; i++)
        {
            if ((present >> i & 1) != 0)
            {
                writer.Field(i + 1);
                _fields[i].Write(writer, ref value);
            }
        }
        writer.EndRecord();
    }

    public override T Read(IContractReader reader)
    {
        object?[] values = new object?[_fields.Length];
        ulong seen = 0;
        reader.BeginRecord();
        while (reader.NextField() is > 0 and var number)
        {
            if (number > _fields.Length)
            {
                throw Unknown(Name, number);
            }
            if ((seen >> number - 1 & 1) != 0)
            {
                throw new FormatException($"{Name} has its {_fields[number - 1].Contract.Name} twice.");
            }
            seen |= 1UL << number - 1;
            values[number - 1] = _fields[number - 1].Read(reader);
        }
        for (int i = 0; i < values.Length; i++)
        {
            if ((seen >> i & 1) == 0)
            {
                values[i] = _fields[i].Absent(Name);
            }
        }
        return Made(values);
    }

    protected override T Changed(T value, Func<Tensor, Tensor> change)
    {
        object?[] values = new object?[_fields.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _fields[i].Each(ref value, change);
        }
        return Made(values);
    }

    private T Made(object?[] values)
    {
        try
        {
            object made = _make.Invoke(values.AsSpan(0, _parameters))!;
            for (int i = _parameters; i < values.Length; i++)
            {
                _fields[i].Set!.Invoke(made, values[i]);
            }
            return (T)made;
        }
        catch (Exception e) when (e is not FormatException)
        {
            throw new FormatException($"{Name} refuses what it was sent. {e.Message}", e);
        }
    }
}

/// <summary>One field of a record of type <typeparamref name="TOwner"/>.</summary>
/// <param name="set">For a property that no parameter of the constructor sets.</param>
internal abstract class RecordField<TOwner>(FieldContract contract, MethodInvoker? set)
{
    public FieldContract Contract => contract;

    public MethodInvoker? Set => set;

    public abstract bool IsPresent(ref TOwner owner);

    public abstract void Write(IContractWriter writer, ref TOwner owner);

    public abstract object? Read(IContractReader reader);

    public abstract object? Each(ref TOwner owner, Func<Tensor, Tensor> change);

    /// <summary>What a field is that was left out.</summary>
    public abstract object? Absent(string owner);
}

internal delegate TValue Getter<TOwner, out TValue>(ref TOwner owner);

internal sealed class RecordField<TOwner, TValue>(FieldContract contract, MethodInvoker? set,
    Getter<TOwner, TValue> get, Shape<TValue> shape) : RecordField<TOwner>(contract, set)
{
    private readonly bool _isOptional = contract.Presence == Presence.Optional;

    public override bool IsPresent(ref TOwner owner) => !_isOptional || get(ref owner) is not null;

    public override void Write(IContractWriter writer, ref TOwner owner) =>
        shape.Write(writer, get(ref owner) ?? throw Shape.Lacks(typeof(TOwner).Name, Contract.Name));

    public override object? Read(IContractReader reader) => shape.Read(reader);

    public override object? Each(ref TOwner owner, Func<Tensor, Tensor> change) =>
        get(ref owner) is { } value ? shape.Each(value, change) : null;

    public override object? Absent(string owner) => _isOptional ? null
        : shape.HasZero ? shape.Zero
        : throw Shape.Lacks(owner, Contract.Name);

    /// <summary>A getter without reflection: of a class by itself, of a struct by reference.</summary>
    public static Getter<TOwner, TValue> Getting(PropertyInfo property)
    {
        var method = property.GetMethod!;
        if (typeof(TOwner).IsValueType)
        {
            return method.CreateDelegate<Getter<TOwner, TValue>>();
        }
        var get = method.CreateDelegate<Func<TOwner, TValue>>();
        return (ref TOwner owner) => get(owner);
    }
}
