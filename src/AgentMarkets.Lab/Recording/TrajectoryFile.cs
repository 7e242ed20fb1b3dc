using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Diagnostics;

namespace AgentMarkets.Lab.Recording;

/// <summary>What was looked at round by round: <c>trajectories.npy</c>, [T, R, K] in 64 bits, which NumPy reads, and
/// <c>trajectories.json</c> with the names of the K columns and which rounds are there.</summary>
/// <remarks>Rows of the file are added whenever the games rest; the header is of one length, so that it can be written
/// again.</remarks>
public sealed class TrajectoryFile
{
    private const string Numbers = "trajectories.npy", Index = "trajectories.json";
    private const int HeaderBytes = 128;

    private readonly RunDirectory _run;
    private readonly List<(long Round, int Rows)> _parts = [];
    private readonly SortedDictionary<ActorId, TrajectoryRows> _heard = [];
    private readonly List<double> _values = [];
    private IReadOnlyList<string> _names = [];
    private int _replicas;

    /// <param name="round">The round that the run goes on from: what came after it comes again.</param>
    public TrajectoryFile(RunDirectory run, long round)
    {
        _run = run;
        if (round > 0 && Read(run, round) is { } before)
        {
            (_names, _replicas) = (before.Names, before.Path.Replicas);
            _parts.AddRange(before.Parts);
            _values.AddRange(before.Path.Values);
        }
    }

    /// <summary>All that was seen, with the names of its columns; nothing where nothing was.</summary>
    public (IReadOnlyList<string> Names, Trajectory Path)? Seen => _names.Count == 0 ? null
        : (_names, new Trajectory(_parts.Sum(part => part.Rows), _replicas, _names.Count, [.. _values]));

    /// <summary>Keeps what an actor tells until the round is complete.</summary>
    public void Hear(TrajectoryRows rows) => _heard[rows.Actor] = rows;

    /// <summary>Puts what all actors told side by side, and writes it down.</summary>
    public void Complete(long round)
    {
        if (_heard.Count == 0)
        {
            return;
        }
        var actors = _heard.Values.ToArray();
        (_names, _replicas) = ([.. actors.SelectMany(actor => actor.Names)], actors[0].Replicas);
        int rows = actors[0].Rounds;
        for (int t = 0; t < rows; t++)
        {
            for (int r = 0; r < _replicas; r++)
            {
                foreach (var actor in actors)
                {
                    int k = actor.Names.Count;
                    _values.AddRange(actor.Values.AsSpan((t * _replicas + r) * k, k));
                }
            }
        }
        _parts.Add((round, rows));
        _heard.Clear();
        Write(rows);
    }

    /// <summary>Whether a run kept any.</summary>
    public static bool IsKept(RunDirectory run) => run.Has(Index);

    /// <summary>What a run kept.</summary>
    /// <returns>Nothing where it kept none.</returns>
    /// <exception cref="InvalidDataException">The files are not whole.</exception>
    public static (IReadOnlyList<string> Names, Trajectory Path)? Read(RunDirectory run) =>
        Read(run, long.MaxValue) is { } all ? (all.Names, all.Path) : null;

    private static (IReadOnlyList<string> Names, List<(long, int)> Parts, Trajectory Path)? Read(
        RunDirectory run, long upTo)
    {
        if (!run.Has(Index))
        {
            return null;
        }
        try
        {
            var index = JsonNode.Parse(run.Read(Index))!;
            string[] names = [.. index["names"]!.AsArray().Select(name => (string)name!)];
            int replicas = (int)index["replicas"]!;
            List<(long Round, int Rows)> parts =
            [
                .. index["parts"]!.AsArray().Select(part => ((long)part![0]!, (int)part[1]!))
                    .Where(part => part.Item1 <= upTo),
            ];
            var values = new double[(long)parts.Sum(part => part.Rows) * replicas * names.Length];
            using var file = File.OpenRead(run[Numbers]);
            file.Position = HeaderBytes;
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return (names, parts, new Trajectory(parts.Sum(part => part.Rows), replicas, names.Length, values));
        }
        catch (Exception e) when (e is JsonException or NullReferenceException or EndOfStreamException
            or FileNotFoundException or InvalidOperationException)
        {
            throw new InvalidDataException($"{run[Index]}: the trajectories of this run are not whole.", e);
        }
    }

    private void Write(int newRows)
    {
        int row = _replicas * _names.Count, all = _values.Count / row;
        using (var file = new FileStream(_run[Numbers], FileMode.OpenOrCreate))
        {
            file.Write(Header(all));
            // What a stop left behind the last part is written over.
            file.Position = HeaderBytes + (long)(all - newRows) * row * sizeof(double);
            file.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_values)[((all - newRows) * row)..]));
            file.SetLength(file.Position);
        }
        _run.Write(Index, new JsonObject
        {
            ["names"] = new JsonArray([.. _names.Select(name => JsonValue.Create(name))]),
            ["replicas"] = _replicas,
            ["parts"] = new JsonArray([.. _parts.Select(part => new JsonArray(part.Round, part.Rows))]),
        }.ToJsonString() + "\n");
    }

    /// <summary>Version 1.0 of NumPy's format: magic, length, a Python dictionary padded with spaces.</summary>
    private byte[] Header(int rows)
    {
        string shape = string.Create(CultureInfo.InvariantCulture, $"({rows}, {_replicas}, {_names.Count})");
        string text = $"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}";
        var bytes = new byte[HeaderBytes];
        Array.Fill(bytes, (byte)' ');
        ((ReadOnlySpan<byte>)[0x93, .. "NUMPY"u8, 1, 0]).CopyTo(bytes);
        BitConverter.TryWriteBytes(bytes.AsSpan(8), (ushort)(HeaderBytes - 10));
        Encoding.ASCII.GetBytes(text).CopyTo(bytes, 10);
        bytes[^1] = (byte)'\n';
        return bytes;
    }
}
