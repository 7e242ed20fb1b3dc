using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>The contracts of everything that travels: made once from the types themselves, then only read.</summary>
/// <remarks>
/// Fields are numbered from 1: the parameters of a record's constructor in order, then the properties that an
/// initialiser sets, as they are declared; properties that follow from others do not travel. What is nothing is left
/// out; nothing, empty and absent are three things only where the type says so.
/// </remarks>
public sealed class ContractCatalog
{
    private const int MostFields = 64;

    private readonly Dictionary<Type, Shape> _shapes = new()
    {
        [typeof(long)] = new Int64Shape(), [typeof(int)] = new Int32Shape(), [typeof(bool)] = new FlagShape(),
        [typeof(double)] = new RealShape(), [typeof(string)] = new TextShape(), [typeof(byte[])] = new BytesShape(),
        [typeof(double[])] = new DoublesShape(), [typeof(double[,])] = new MatrixShape(),
        [typeof(Tensor)] = new TensorShape(), [typeof(ActorId)] = new ActorIdShape(),
        [typeof(IReadOnlyDictionary<string, string>)] = new TextMapShape(),
    };

    private readonly Dictionary<Type, Choice> _choices;
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>The contracts of messages alone, numbered from 1 in their order.</summary>
    public ContractCatalog(IEnumerable<Type> messages)
        : this([Choice.Numbered(typeof(IMessage), typeof(IMessage), [.. messages])], [])
    {
    }

    /// <param name="choices">Which records may stand for the interfaces and abstract records among the
    /// fields.</param>
    /// <param name="records">What travels beside the cases of the choices.</param>
    /// <exception cref="ContractException">A type cannot be carried.</exception>
    public ContractCatalog(IReadOnlyList<Choice> choices, IReadOnlyList<Type> records)
    {
        _choices = choices.ToDictionary(choice => choice.Of);
        Roots = [.. choices.Select(choice => choice.Of).Concat(records)
            .Select(type => Made(type, null, [], type.Name, type))];
    }

    /// <summary>The shapes of the choices and records that it was made for, in their order.</summary>
    public IReadOnlyList<Shape> Roots { get; }

    /// <summary>The contract of one of its types.</summary>
    public Shape<T> Of<T>() => (Shape<T>)_shapes[typeof(T)];

    /// <summary>A message with all its tensors on a device, as a copy that its <see cref="IMessage.Release"/> frees;
    /// the message itself where it has none.</summary>
    public IMessage Moved(IMessage message, Device device)
    {
        var landing = new TensorLanding(device);
        try
        {
            return Of<IMessage>().Each(message, landing.Move);
        }
        catch
        {
            landing.Discard();
            throw;
        }
    }

    /// <param name="nullability">What is known of the parts of the type; nothing for a type by itself.</param>
    /// <param name="tupleNames">The names of tuples' items that are not used up yet, in the order of the
    /// language.</param>
    /// <param name="place">What a tuple is named after: its owner and its field.</param>
    private Shape Made(Type type, NullabilityInfo? nullability, Queue<string?> tupleNames, string place, Type home)
    {
        if (_shapes.TryGetValue(type, out var known))
        {
            return known;
        }
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Generic(typeof(NullableShape<>), [underlying],
                Made(underlying, nullability, tupleNames, place, home));
        }
        if (type.IsEnum)
        {
            return _shapes[type] = Generic(typeof(EnumerationShape<>), [type]);
        }
        if (_choices.TryGetValue(type, out var choice))
        {
            return Chosen(choice);
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTuple<,>))
        {
            return Pair(type, nullability, tupleNames, place, home);
        }
        if (type.IsSZArray || type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            return List(type, nullability, tupleNames, place, home);
        }
        return Record(type);
    }

    private Shape List(Type type, NullabilityInfo? nullability, Queue<string?> names, string place, Type home)
    {
        var item = type.IsSZArray ? type.GetElementType()! : type.GetGenericArguments()[0];
        var ofItem = type.IsSZArray ? nullability?.ElementType : nullability?.GenericTypeArguments[0];
        if (Nullable.GetUnderlyingType(item) is not null)
        {
            throw new ContractException($"{place} cannot be carried: {type} is a list of value types some of which "
                + "are nothing.");
        }
        bool isSparse = !item.IsValueType && ofItem?.ReadState == NullabilityState.Nullable;
        return Generic(isSparse ? typeof(SparseListShape<,>) : typeof(ListShape<,>), [type, item],
            Made(item, ofItem, names, place, home));
    }

    private Shape Pair(Type type, NullabilityInfo? nullability, Queue<string?> names, string place, Type home)
    {
        var items = type.GetGenericArguments();
        string[] own = [.. items.Select((_, i) => names.TryDequeue(out string? name) && name is not null
            ? name : $"Item{i + 1}")];
        var shapes = new Shape[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            var ofItem = nullability?.GenericTypeArguments[i];
            if (Nullable.GetUnderlyingType(items[i]) is not null
                || !items[i].IsValueType && ofItem?.ReadState == NullabilityState.Nullable)
            {
                throw new ContractException($"{place} cannot be carried: {own[i]} of its tuple may be nothing.");
            }
            shapes[i] = Made(items[i], ofItem, names, place + own[i], home);
        }
        FieldContract[] fields =
            [.. shapes.Select((shape, i) => new FieldContract(i + 1, own[i], shape, Presence.Once))];
        return Generic(typeof(PairShape<,>), items, place, home, fields, shapes[0], shapes[1]);
    }

    private Shape Chosen(Choice choice)
    {
        var shape = Generic(typeof(ChoiceShape<>), [choice.Of], choice);
        _shapes[choice.Of] = shape;
        foreach (var one in choice.Cases)
        {
            if (!choice.Of.IsAssignableFrom(one.Type) || one.Number < 1)
            {
                throw new ContractException($"{one.Type} cannot be carried as a {choice.Of.Name} of number "
                    + $"{one.Number}: it is none, or numbers begin at 1.");
            }
            Call(shape.GetType(), nameof(ChoiceShape<object>.Add), shape, [one.Type], one, Record(one.Type));
        }
        return shape;
    }

    private Shape Record(Type type)
    {
        if (_shapes.TryGetValue(type, out var known))
        {
            return known;
        }
        if (!IsRecord(type) || type.IsAbstract || ConstructorOf(type) is not { } maker)
        {
            throw new ContractException($"{type} cannot be carried to another process: it is neither numbers, text, a "
                + "tensor, a list of such, nor a record whose constructor takes all its properties.");
        }
        var shape = Generic(typeof(RecordShape<>), [type]);
        _shapes[type] = shape;
        Call(typeof(ContractCatalog), nameof(Complete), this, [type], shape, maker);
        return shape;
    }

    private void Complete<T>(RecordShape<T> shape, ConstructorInfo maker)
    {
        var parameters = maker.GetParameters().Select(parameter => PropertyOf(typeof(T), parameter)!).ToArray();
        PropertyInfo[] others = [.. typeof(T).GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod is { IsPublic: true }
                && !parameters.Any(parameter => parameter.Name == property.Name))
            .OrderBy(property => property.MetadataToken)];
        PropertyInfo[] all = [.. parameters, .. others];
        if (all.Length > MostFields)
        {
            throw new ContractException($"{typeof(T)} cannot be carried: {MostFields} fields are the most.");
        }
        shape.Complete(maker, [.. all.Select((property, i) => (RecordField<T>)Call(typeof(ContractCatalog),
            nameof(Field), this, [typeof(T), property.PropertyType], property, i + 1, i >= parameters.Length)!)]);
    }

    private RecordField<TOwner> Field<TOwner, TValue>(PropertyInfo property, int number, bool isSet)
    {
        var nullability = _nullability.Create(property);
        var names = property.GetCustomAttribute<TupleElementNamesAttribute>()?.TransformNames ?? [];
        var shape = (Shape<TValue>)Made(typeof(TValue), nullability, new Queue<string?>(names),
            typeof(TOwner).Name + property.Name, typeof(TOwner));
        var contract = new FieldContract(number, property.Name, shape,
            nullability.ReadState == NullabilityState.Nullable ? Presence.Optional : Presence.Once);
        return new RecordField<TOwner, TValue>(contract, isSet ? MethodInvoker.Create(property.SetMethod!) : null,
            RecordField<TOwner, TValue>.Getting(property), shape);
    }

    // The compiler gives this method to every record, and to nothing else.
    private static bool IsRecord(Type type) =>
        type.GetMethod("PrintMembers", BindingFlags.Instance | BindingFlags.NonPublic) is not null;

    private static ConstructorInfo? ConstructorOf(Type type) => type.GetConstructors()
        .Where(one => one.GetParameters().All(parameter => PropertyOf(type, parameter) is not null))
        .MaxBy(one => one.GetParameters().Length);

    private static PropertyInfo? PropertyOf(Type type, ParameterInfo parameter) =>
        type.GetProperty(parameter.Name!, BindingFlags.Public | BindingFlags.Instance) is { } property
            && property.PropertyType == parameter.ParameterType ? property : null;

    private static Shape Generic(Type definition, Type[] arguments, params object[] parameters) =>
        (Shape)Unwrapped(() => Activator.CreateInstance(definition.MakeGenericType(arguments), parameters)!)!;

    private static object? Call(Type owner, string method, object self, Type[] arguments, params object[] parameters) =>
        Unwrapped(() => owner.GetMethod(method, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!
            .MakeGenericMethod(arguments).Invoke(self, parameters));

    private static object? Unwrapped(Func<object?> call)
    {
        try
        {
            return call();
        }
        catch (TargetInvocationException e) when (e.InnerException is ContractException refusal)
        {
            throw new ContractException(refusal.Message);
        }
    }
}
