using AgentMarkets.Core.Catalog.Shapes;

namespace AgentMarkets.Core.Catalog;

/// <summary>Reads trees into settings records and pieces: strict, with every problem at once.</summary>
/// <param name="data">Where data files come from; without it a setting that names one is a problem.</param>
/// <param name="sweeping">Whether several values of a structural list are alternatives rather than one list.</param>
public sealed class Binder(Catalog catalog, Problems problems, IDataSource? data = null, bool sweeping = false)
{
    private readonly List<ReplicaAxis> _axes = [];
    private readonly List<Piece> _pieces = [];

    public Catalog Catalog { get; } = catalog;

    public Problems Problems { get; } = problems;

    /// <summary>The settings with several values, one a replica, in the order in which they were read.</summary>
    public IReadOnlyList<ReplicaAxis> Axes => _axes;

    /// <summary>The pieces that were read, each once, defaults and pieces of pieces included.</summary>
    public IReadOnlyList<Piece> Pieces => _pieces;

    internal IDataSource? Data { get; } = data;

    internal bool Sweeping { get; } = sweeping;

    /// <summary>Reads a piece from its text, such as <c>ces(alpha=0.5)</c>.</summary>
    /// <param name="key">What the text is called where it is wrong: <c>--utility</c>.</param>
    /// <returns>Nothing where problems were added.</returns>
    public T? ReadPiece<T>(string text, string key)
        where T : class
        => (T?)Bind(Shape.Of(typeof(T), Catalog), Node.Of(text, new Place(Problems.Subject)), key)?.Value;

    /// <summary>Reads an object into a settings record.</summary>
    /// <param name="key">The dotted path of the object, empty at the top.</param>
    /// <returns>Nothing where problems were added.</returns>
    public T? ReadRecord<T>(Node node, string key = "")
        where T : class
        => (T?)Bind(new RecordShape(typeof(T), Catalog), node, key)?.Value;

    internal Bound? Bind(Shape shape, Node node, string key) => shape.Read(node, key, this);

    internal void AddAxis(ReplicaAxis axis) => _axes.Add(axis);

    internal void AddPiece(Piece piece)
    {
        if (!_pieces.Contains(piece))
        {
            _pieces.Add(piece);
        }
    }

    /// <summary>Adds a problem with what stands in <paramref name="node"/>.</summary>
    internal Bound? Refuse(Node node, string key, string rule, string? wayOut = null)
    {
        Problems.Add(node.Place with { Key = key }, node.Shown, rule, wayOut);
        return null;
    }

    /// <summary>Several values where one run takes one.</summary>
    internal Bound? RefuseAlternatives(Node node, string key)
    {
        Problems.Add(Problem.Alternatives(node, key));
        return null;
    }
}

/// <summary>What was read, and how it is written with every default filled in.</summary>
internal sealed record Bound(object? Value, Node Node);
