using static TorchSharp.torch;

namespace AgentMarkets.Core.Actors.Contracts;

/// <summary>A closed list of records that may stand where a type is asked for: all that a sender can name.</summary>
/// <param name="Of">What they have in common: <see cref="IMessage"/>, <see cref="Observation"/>.</param>
/// <param name="Home">The type whose assembly the list is at home in: one that knows all cases.</param>
public sealed record Choice(Type Of, Type Home, IReadOnlyList<ChoiceCase> Cases)
{
    /// <summary>The records in their order, numbered from 1.</summary>
    public static Choice Numbered(Type of, Type home, params IReadOnlyList<Type> records) =>
        new(of, home, [.. records.Select((type, i) => new ChoiceCase(i + 1, type.Name, type))]);
}

/// <param name="Number">From 1; it stays, since it is what travels.</param>
/// <param name="Name">In a schema; different from that of all other cases.</param>
public sealed record ChoiceCase(int Number, string Name, Type Type);

/// <summary>As a record of which exactly one field is there.</summary>
internal sealed class ChoiceShape<T>(Choice choice) : Shape<T>
    where T : class
{
    private readonly Dictionary<Type, Case> _byType = [];
    private readonly Dictionary<int, Case> _byNumber = [];
    private readonly List<FieldContract> _fields = [];

    // An interface is named without its letter.
    public override string Name => typeof(T).IsInterface ? typeof(T).Name[1..] : typeof(T).Name;

    public override Type Home => choice.Home;

    public override IReadOnlyList<FieldContract> Fields => _fields;

    internal void Add<TCase>(ChoiceCase of, Shape<TCase> shape)
        where TCase : T
    {
        var added = new Case<TCase>(of.Number, shape);
        if (!_byNumber.TryAdd(of.Number, added) || !_byType.TryAdd(of.Type, added))
        {
            throw new ContractException($"{of.Type} is a {Name} twice, or another has its number {of.Number}.");
        }
        _fields.Add(new FieldContract(of.Number, of.Name, shape, Presence.OneOf));
    }

    public override void Write(IContractWriter writer, T value)
    {
        var chosen = CaseOf(value);
        writer.BeginRecord(1);
        writer.Field(chosen.Number);
        chosen.Write(writer, value);
        writer.EndRecord();
    }

    public override T Read(IContractReader reader)
    {
        reader.BeginRecord();
        int number = reader.NextField();
        if (!_byNumber.TryGetValue(number, out var chosen))
        {
            throw number == 0 ? Lacks(Name, "kind") : new FormatException($"There is no {Name} of kind {number}.");
        }
        var value = chosen.Read(reader);
        return reader.NextField() == 0 ? value : throw new FormatException($"A {Name} is of one kind only.");
    }

    protected override T Changed(T value, Func<Tensor, Tensor> change) => CaseOf(value).Each(value, change);

    private Case CaseOf(T value) => _byType.TryGetValue(value.GetType(), out var chosen)
        ? chosen
        : throw new FormatException($"{value.GetType()} cannot be sent to another process: its family does not name "
            + $"it in {nameof(Experiments.IFamily)}.{nameof(Experiments.IFamily.Messages)}.");

    private abstract class Case(int number)
    {
        public int Number => number;

        public abstract void Write(IContractWriter writer, T value);

        public abstract T Read(IContractReader reader);

        public abstract T Each(T value, Func<Tensor, Tensor> change);
    }

    private sealed class Case<TCase>(int number, Shape<TCase> shape) : Case(number)
        where TCase : T
    {
        public override void Write(IContractWriter writer, T value) => shape.Write(writer, (TCase)value);

        public override T Read(IContractReader reader) => shape.Read(reader);

        public override T Each(T value, Func<Tensor, Tensor> change) => shape.Each((TCase)value, change);
    }
}
