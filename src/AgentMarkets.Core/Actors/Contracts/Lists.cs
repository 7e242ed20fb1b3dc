using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>Any number of items in order; read back as an array.</summary>
/// <typeparam name="TList">As the owner declares it: an array or a read-only list.</typeparam>
internal sealed class ListShape<TList, T>(Shape<T> item) : Shape<TList>
    where TList : class, IReadOnlyList<T>
{
    public override string Name => $"{item.Name}List";

    public override Type Home => item.Home ?? typeof(IMessage);

    public override IReadOnlyList<FieldContract> Fields => [new(1, "Items", item, Presence.Repeated)];

    public override void Write(IContractWriter writer, TList value)
    {
        // Of the memory itself: to ask an array by its interface costs more than most items.
        ReadOnlySpan<T> items = value switch
        {
            T[] array => array,
            List<T> list => CollectionsMarshal.AsSpan(list),
            _ => value.ToArray(),
        };
        writer.BeginList(items.Length);
        for (int i = 0; i < items.Length; i++)
        {
            writer.Item();
            item.Write(writer, items[i] ?? throw new FormatException($"Item {i} of a {Name} is nothing."));
        }
        writer.EndList();
    }

    public override TList Read(IContractReader reader)
    {
        var items = new List<T>();
        reader.BeginList();
        while (reader.NextItem())
        {
            items.Add(item.Read(reader));
        }
        return (TList)(object)items.ToArray();
    }

    protected override TList Changed(TList value, Func<Tensor, Tensor> change) =>
        (TList)(object)value.Select(one => item.Each(one, change)).ToArray();
}

/// <summary>Any number of items, each something or nothing.</summary>
internal sealed class SparseListShape<TList, T>(Shape<T> item) : Shape<TList>
    where TList : class, IReadOnlyList<T?>
    where T : class
{
    private readonly MaybeShape<T> _maybe = new(item);

    public override string Name => $"{_maybe.Name}List";

    public override Type Home => _maybe.Home;

    public override IReadOnlyList<FieldContract> Fields => [new(1, "Items", _maybe, Presence.Repeated)];

    public override void Write(IContractWriter writer, TList value)
    {
        writer.BeginList(value.Count);
        for (int i = 0; i < value.Count; i++)
        {
            writer.Item();
            _maybe.Write(writer, value[i]);
        }
        writer.EndList();
    }

    public override TList Read(IContractReader reader)
    {
        var items = new List<T?>();
        reader.BeginList();
        while (reader.NextItem())
        {
            items.Add(_maybe.Read(reader));
        }
        return (TList)(object)items.ToArray();
    }

    protected override TList Changed(TList value, Func<Tensor, Tensor> change) =>
        (TList)(object)value.Select(one => _maybe.Each(one, change)).ToArray();
}

/// <summary>Something or nothing, where a list needs one of them at each place.</summary>
internal sealed class MaybeShape<T>(Shape<T> value) : Shape<T?>
    where T : class
{
    public override string Name => $"Maybe{value.Name}";

    public override Type Home => value.Home ?? typeof(IMessage);

    public override IReadOnlyList<FieldContract> Fields => [new(1, "Value", value, Presence.Optional)];

    public override void Write(IContractWriter writer, T? something)
    {
        writer.BeginRecord(something is null ? 0 : 1);
        if (something is not null)
        {
            writer.Field(1);
            value.Write(writer, something);
        }
        writer.EndRecord();
    }

    public override T? Read(IContractReader reader)
    {
        T? something = null;
        reader.BeginRecord();
        while (reader.NextField() is > 0 and var field)
        {
            something = field == 1 && something is null ? value.Read(reader) : throw Unknown(Name, field);
        }
        return something;
    }

    protected override T? Changed(T? something, Func<Tensor, Tensor> change) =>
        something is null ? null : value.Each(something, change);
}

/// <summary>A value type's nothing: the field that holds it is left out.</summary>
internal sealed class NullableShape<T>(Shape<T> value) : Shape<T?>
    where T : struct
{
    public override string Name => value.Name;

    public override ShapeKind Kind => value.Kind;

    public override Type? Home => value.Home;

    public override IReadOnlyList<FieldContract> Fields => value.Fields;

    public override IReadOnlyList<MemberContract> Members => value.Members;

    public Shape<T> Value => value;

    public override void Write(IContractWriter writer, T? something) => value.Write(writer, something!.Value);

    public override T? Read(IContractReader reader) => value.Read(reader);

    protected override T? Changed(T? something, Func<Tensor, Tensor> change) =>
        something is { } there ? value.Each(there, change) : null;
}

/// <summary>Texts by text, in ordinal order.</summary>
internal sealed class TextMapShape : Shape<IReadOnlyDictionary<string, string>>
{
    private readonly ListShape<(string, string)[], (string, string)> _entries =
        new(new PairShape<string, string>("TextEntry", typeof(IMessage),
            [new(1, "Key", new TextShape(), Presence.Once), new(2, "Value", new TextShape(), Presence.Once)],
            new TextShape(), new TextShape()));

    public override string Name => _entries.Name;

    public override Type Home => typeof(IMessage);

    public override IReadOnlyList<FieldContract> Fields => _entries.Fields;

    public override void Write(IContractWriter writer, IReadOnlyDictionary<string, string> value) =>
        _entries.Write(writer, [.. value.OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select(entry => (entry.Key, entry.Value))]);

    public override IReadOnlyDictionary<string, string> Read(IContractReader reader)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in _entries.Read(reader))
        {
            if (!map.TryAdd(key, value))
            {
                throw new FormatException($"'{key}' comes twice in a {Name}.");
            }
        }
        return map;
    }
}

/// <summary>A tuple of two.</summary>
internal sealed class PairShape<T1, T2>(string name, Type home, FieldContract[] fields, Shape<T1> first,
    Shape<T2> second) : Shape<(T1, T2)>
{
    public override string Name => name;

    public override Type Home => home;

    public override IReadOnlyList<FieldContract> Fields => fields;

    public override void Write(IContractWriter writer, (T1, T2) value)
    {
        writer.BeginRecord(2);
        writer.Field(1);
        first.Write(writer, Given(value.Item1, 0));
        writer.Field(2);
        second.Write(writer, Given(value.Item2, 1));
        writer.EndRecord();
    }

    public override (T1, T2) Read(IContractReader reader)
    {
        var (one, two) = (first.Zero, second.Zero);
        var (hasOne, hasTwo) = (first.HasZero, second.HasZero);
        reader.BeginRecord();
        while (reader.NextField() is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    (one, hasOne) = (first.Read(reader), true);
                    break;
                case 2:
                    (two, hasTwo) = (second.Read(reader), true);
                    break;
                default:
                    throw Unknown(Name, field);
            }
        }
        return hasOne && hasTwo ? (one, two) : throw Lacks(Name, fields[hasOne ? 1 : 0].Name);
    }

    protected override (T1, T2) Changed((T1, T2) value, Func<Tensor, Tensor> change) =>
        (first.Each(value.Item1, change), second.Each(value.Item2, change));

    private T Given<T>(T value, int field) => value ?? throw Lacks(Name, fields[field].Name);
}

/// <summary>Role and number.</summary>
internal sealed class ActorIdShape : Shape<ActorId>
{
    public override string Name => nameof(ActorId);

    public override Type Home => typeof(ActorId);

    public override IReadOnlyList<FieldContract> Fields { get; } =
        [new(1, "Role", new TextShape(), Presence.Once), new(2, "Number", new Int32Shape(), Presence.Once)];

    public override void Write(IContractWriter writer, ActorId value)
    {
        if (string.IsNullOrEmpty(value.Role))
        {
            throw Lacks(Name, "Role");
        }
        writer.BeginRecord(2);
        writer.Field(1);
        writer.Text(value.Role);
        writer.Field(2);
        writer.Number(value.Number);
        writer.EndRecord();
    }

    public override ActorId Read(IContractReader reader)
    {
        var (role, number) = ("", 0);
        reader.BeginRecord();
        while (reader.NextField() is > 0 and var field)
        {
            switch (field)
            {
                case 1:
                    role = reader.Text();
                    break;
                case 2:
                    number = Int32Shape.Checked(reader.Number());
                    break;
                default:
                    throw Unknown(Name, field);
            }
        }
        return role.Length > 0 ? new ActorId(role, number) : throw Lacks(Name, "Role");
    }
}
