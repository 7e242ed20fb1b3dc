namespace AgentMarkets.Fisher.Solvers.Newton;

/// <summary>The largest flow from purses through joins to revenues.</summary>
/// <remarks>Dinic (1970): blocking flows along shortest paths. Capacities are real; every augmentation takes an edge's
/// remaining capacity away to the last bit, so it ends as with whole numbers.</remarks>
internal sealed class MaximumFlow
{
    private readonly List<(int To, int Next)> _edges = [];
    private readonly List<double> _left = [];
    private readonly int[] _first;
    private readonly int[] _level;
    private readonly int[] _current;

    public MaximumFlow(int nodes)
    {
        _first = new int[nodes];
        _level = new int[nodes];
        _current = new int[nodes];
        Array.Fill(_first, -1);
    }

    /// <summary>Adds an edge and returns its number.</summary>
    public int Add(int from, int to, double capacity)
    {
        int edge = _edges.Count;
        _edges.Add((to, _first[from]));
        _left.Add(capacity);
        _first[from] = edge;
        _edges.Add((from, _first[to]));
        _left.Add(0);
        _first[to] = edge + 1;
        return edge;
    }

    /// <summary>What flows through an edge.</summary>
    public double Flow(int edge) => _left[edge ^ 1];

    /// <summary>Sends as much as can be sent.</summary>
    public double Send(int source, int sink)
    {
        double sent = 0;
        while (Levels(source, sink))
        {
            _first.CopyTo(_current, 0);
            for (double more = Augment(source, sink); more > 0; more = Augment(source, sink))
            {
                sent += more;
            }
        }
        return sent;
    }

    private bool Levels(int source, int sink)
    {
        Array.Fill(_level, -1);
        _level[source] = 0;
        var queue = new Queue<int>([source]);
        while (queue.TryDequeue(out int node))
        {
            for (int edge = _first[node]; edge >= 0; edge = _edges[edge].Next)
            {
                int to = _edges[edge].To;
                if (_left[edge] > 0 && _level[to] < 0)
                {
                    _level[to] = _level[node] + 1;
                    queue.Enqueue(to);
                }
            }
        }
        return _level[sink] >= 0;
    }

    /// <summary>One path of the level graph, found without recursion: paths may be as long as there are
    /// nodes.</summary>
    private double Augment(int source, int sink)
    {
        var path = new List<int>();
        for (int node = source; node != sink;)
        {
            int edge = _current[node];
            if (edge < 0)
            {
                if (path.Count == 0)
                {
                    return 0;
                }
                // A dead end: step back, and do not come here again.
                int back = path[^1];
                path.RemoveAt(path.Count - 1);
                node = _edges[back ^ 1].To;
                _current[node] = _edges[_current[node]].Next;
                continue;
            }
            int to = _edges[edge].To;
            if (_left[edge] > 0 && _level[to] == _level[node] + 1)
            {
                path.Add(edge);
                node = to;
            }
            else
            {
                _current[node] = _edges[edge].Next;
            }
        }
        double amount = path.Min(edge => _left[edge]);
        foreach (int edge in path)
        {
            _left[edge] -= amount;
            _left[edge ^ 1] += amount;
        }
        return amount;
    }
}
