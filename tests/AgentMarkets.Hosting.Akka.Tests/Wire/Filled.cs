using System.Collections;
using System.Reflection;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Actors.Contracts;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Tests.Wire;
using static TorchSharp.torch;

namespace AgentMarkets.Hosting.Akka.Tests.Wire;

/// <summary>Makes a frame around every record that may travel, every field of it filled, no two with the same
/// value.</summary>
/// <remarks>It reads records by reflection of its own, so that a field that the contracts forgot is missed.</remarks>
internal sealed class Filled
{
    private readonly Dictionary<Type, Type[]> _cases = [];
    private readonly Stack<Type> _inside = [];
    private long _last = 1000;

    private Filled(ContractCatalog contracts)
    {
        Add(contracts.Of<Frame>());
        Add(contracts.Of<Order>());
        Add(contracts.Of<Answer>());
        Add(contracts.Of<Observation>());
        Add(contracts.Of<IMessage>());

        void Add<T>(Shape<T> choice) => _cases[typeof(T)] = [.. choice.Fields.Select(field => field.Shape.Home!)];
    }

    /// <summary>One frame a kind of frame, order, answer, observation and message.</summary>
    public static Frame[] Frames(ContractCatalog contracts)
    {
        var filled = new Filled(contracts);
        var actor = new ActorId("filled", 1);
        return
        [
            .. filled.All<Frame>(),
            .. filled.All<Order>().Select(order => new Command("s", 1, 2, order)),
            .. filled.All<Answer>().Select(answer => new Reply("n", "s", 1, 2, answer, 0.5)),
            .. filled.All<Observation>().Select(observation => new Reply("n", "s", 1, 2,
                new Answered([new Said(actor, [], [observation], [actor])], 3), 0.5)),
            .. filled.All<IMessage>().Select(RoundTripTests.Around),
        ];
    }

    private IEnumerable<T> All<T>() => _cases[typeof(T)].Select(type => (T)Of(type));

    private object Of(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            return Of(underlying);
        }
        if (type.IsEnum)
        {
            return Enum.GetValues(type) is var values ? values.GetValue((int)(_last++ % values.Length))! : type;
        }
        if (_cases.TryGetValue(type, out var cases))
        {
            return Of(cases[_last++ % cases.Length]);
        }
        return Plain(type) ?? (type.IsSZArray || type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable))
            ? List(type.IsSZArray ? type.GetElementType()! : type.GetGenericArguments()[0])
            : Record(type));
    }

    private object? Plain(Type type) => ++_last switch
    {
        _ when type == typeof(long) => -_last,
        _ when type == typeof(int) => (int)_last,
        _ when type == typeof(bool) => true,
        _ when type == typeof(double) => _last + 0.25,
        _ when type == typeof(string) => $"text {_last}",
        _ when type == typeof(byte[]) => BitConverter.GetBytes(_last),
        _ when type == typeof(double[]) => new[] { _last + 0.5, -_last },
        _ when type == typeof(double[,]) => new[,] { { _last + 0.75 }, { -0.5 - _last } },
        _ when type == typeof(Tensor) => arange(_last, _last + 6, float64).reshape(2, 3),
        _ when type == typeof(ActorId) => new ActorId("actor", (int)_last),
        _ when type == typeof(IReadOnlyDictionary<string, string>) =>
            new SortedDictionary<string, string> { [$"key {_last}"] = "one", [""] = $"two {_last}" },
        _ => null,
    };

    // Two items; none where a record would hold itself without end.
    private Array List(Type item)
    {
        var list = Array.CreateInstance(item, _inside.Contains(item) ? 0 : 2);
        for (int i = 0; i < list.Length; i++)
        {
            list.SetValue(Of(item), i);
        }
        return list;
    }

    private object Record(Type type)
    {
        _inside.Push(type);
        var maker = type.GetConstructors().MaxBy(one => one.GetParameters().Length)!;
        object made = maker.Invoke([.. maker.GetParameters().Select(parameter => Of(parameter.ParameterType))]);
        string?[] given = [.. maker.GetParameters().Select(parameter => parameter.Name)];
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            if (property.SetMethod is { IsPublic: true } && !given.Contains(property.Name))
            {
                property.SetValue(made, Of(property.PropertyType));
            }
        }
        _inside.Pop();
        return made;
    }
}
