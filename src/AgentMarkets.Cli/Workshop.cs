using System.Reflection;
using System.Runtime.Loader;
using AgentMarkets.Auctions;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using AgentMarkets.Fisher;
using AgentMarkets.Lab;

namespace AgentMarkets.Cli;

/// <summary>Everything there is to make experiments of: the families, their pieces, and the experiments that come
/// along.</summary>
internal sealed class Workshop
{
    private static readonly string[] Endings = [".jsonc", ".json"];

    private static readonly Assembly[] Assemblies =
        [typeof(IFamily).Assembly, typeof(AuctionFamily).Assembly, typeof(FisherFamily).Assembly];

    // A study opens a workshop for each of its runs, and a scan looks at every setting of every piece.
    private static readonly Lazy<Catalog> Own = new(() => Catalog.Scan(Assemblies));

    /// <param name="plugins">Assemblies of the user's, found by their card-carrying classes and families.</param>
    /// <exception cref="ConfigurationException">A plug-in cannot be loaded.</exception>
    public Workshop(IReadOnlyList<string> plugins)
    {
        Assembly[] loaded = [.. plugins.Select(Load)];
        Plugins = loaded;
        Catalog = loaded.Length == 0 ? Own.Value : Catalog.Scan(Assemblies.Concat(loaded));
        Families = [new AuctionFamily(), new FisherFamily(), .. loaded.SelectMany(FamiliesOf)];
        Reader = new ExperimentReader(Families, Catalog, Data);
    }

    public Catalog Catalog { get; }

    public IReadOnlyList<IFamily> Families { get; }

    /// <summary>The user's assemblies.</summary>
    public IReadOnlyList<Assembly> Plugins { get; }

    public DataFiles Data { get; } = new();

    public ExperimentReader Reader { get; }

    /// <summary>The folder of shipped experiments: beside the program, or above it in a checkout.</summary>
    public static string? ShippedFolder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                string candidate = Path.Combine(folder.FullName, "experiments");
                if (Directory.Exists(candidate) && Directory.EnumerateFiles(candidate, "*.jsonc").Any())
                {
                    return candidate;
                }
            }
            return null;
        }
    }

    public static IReadOnlyList<string> ShippedFiles => ShippedFolder is { } folder
        ? [.. Directory.GetFiles(folder, "*.jsonc").OrderBy(Path.GetFileNameWithoutExtension, StringComparer.Ordinal)]
        : [];

    /// <summary>The cards of the shipped experiments.</summary>
    public IReadOnlyList<ExperimentCard> ShippedCards => [.. ShippedFiles.Select(file =>
    {
        string name = Path.GetFileNameWithoutExtension(file);
        var experiment = Reader.Read(name, File.ReadAllText(file), file, []);
        return new ExperimentCard(name, experiment.Common.Description ?? "", $"experiments/{Path.GetFileName(file)}")
        {
            Pieces = experiment.Pieces,
        };
    })];

    /// <summary>The text of an experiment: a shipped name, or a file.</summary>
    /// <exception cref="ConfigurationException">There is neither.</exception>
    public (string Name, string Text, string Source) Find(string experiment)
    {
        string? shipped = ShippedFiles.FirstOrDefault(file => Path.GetFileNameWithoutExtension(file) == experiment);
        bool isPath = Directory.Exists(experiment) || experiment.Contains(Path.DirectorySeparatorChar)
            || Endings.Any(experiment.EndsWith);
        string? path = isPath || (shipped is null && File.Exists(experiment)) ? experiment : shipped;
        if (path is null)
        {
            string[] names = [.. ShippedFiles.Select(file => Path.GetFileNameWithoutExtension(file)!)];
            throw new ConfigurationException($"'{experiment}': no such experiment, and no such file. "
                + Spelling.WayOut(experiment, "Experiments", names));
        }
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"{path}: "
                + $"{(Directory.Exists(path) ? "is a folder, not a file" : "no such file")}. "
                + "Name a shipped experiment (agentmarkets list experiments) or an experiment file.");
        }
        string source = path == shipped ? $"experiments/{Path.GetFileName(path)}" : path;
        return (Path.GetFileNameWithoutExtension(path), File.ReadAllText(path), source);
    }

    private static Assembly Load(string path)
    {
        try
        {
            var assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.GetFullPath(path));
            // What it stands on is missed here and not somewhere later.
            _ = assembly.GetTypes();
            return assembly;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException
            or ReflectionTypeLoadException or ArgumentException)
        {
            string why = !File.Exists(path) ? "no such file"
                : e is BadImageFormatException ? "is not a .NET assembly"
                : $"cannot be loaded: {e.Message.Trim().TrimEnd('.')}";
            throw new ConfigurationException($"--plugins {path}: {why}. "
                + "Name an assembly (.dll) built for this version.");
        }
    }

    private static IEnumerable<IFamily> FamiliesOf(Assembly assembly) => assembly.GetExportedTypes()
        .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFamily)))
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .Select(type => (IFamily)Activator.CreateInstance(type)!);
}
