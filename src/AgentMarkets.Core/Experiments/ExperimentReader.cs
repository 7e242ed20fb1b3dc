using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Catalog.Shapes;

namespace AgentMarkets.Core.Experiments;

/// <summary>Turns the text of an experiment file and overrides into an <see cref="Experiment"/>.</summary>
/// <param name="families">Told apart by the section that each of them owns.</param>
/// <param name="data">Where data files that settings name come from.</param>
public sealed class ExperimentReader(IReadOnlyList<IFamily> families, Catalog.Catalog catalog, IDataSource? data = null)
{
    private static readonly string[] Preamble = ["$schema", "name", "description"];

    /// <summary>Reads an experiment.</summary>
    /// <param name="name">Its name where the file gives none.</param>
    /// <param name="source">The file as the user named it.</param>
    /// <exception cref="ConfigurationException">Something is wrong; the message lists all of it.</exception>
    public Experiment Read(string name, string text, string source, IEnumerable<string> overrides)
    {
        var problems = new Problems(source);
        Experiment? experiment = TryRead(name, text, overrides, problems);
        problems.ThrowIfAny();
        return experiment!;
    }

    /// <summary>Reads an experiment from the file that the problems are about.</summary>
    /// <returns>Nothing where problems were added.</returns>
    public Experiment? TryRead(string name, string text, IEnumerable<string> overrides, Problems problems,
        bool sweeping = false)
    {
        Node? tree = ExperimentText.Parse(text, problems.Subject, problems);
        return tree is null ? null : TryRead(name, Override.Apply(tree, overrides, problems), problems, sweeping);
    }

    /// <summary>Reads an experiment from a tree in which the overrides are applied.</summary>
    /// <returns>Nothing where problems were added.</returns>
    public Experiment? TryRead(string name, Node tree, Problems problems, bool sweeping = false)
    {
        IFamily? family = FamilyOf(tree, problems);
        if (family is null)
        {
            return null;
        }
        var binder = new Binder(catalog, problems, data, sweeping);
        IReadOnlyList<Setting> own = catalog.SettingsOf(family.Settings);
        IReadOnlyList<Setting> common = catalog.SettingsOf(typeof(CommonSettings));
        string[] known = own.Concat(common).Select(setting => setting.Name).ToArray();
        Members.RefuseUnknown(tree, "", "Settings here", known, binder);
        Bound? ownPart = Members.Read(family.Settings, own, tree, "", binder, heading: null);
        Bound? commonPart = Members.Read(typeof(CommonSettings), common, tree, "", binder, heading: null);
        if (ownPart is null || commonPart is null || problems.Any)
        {
            return null;
        }
        CommonSettings filled = Filled((CommonSettings)commonPart.Value!, name);
        IReadOnlyList<Replica>? replicas = ReplicaAxes.Cross(binder.Axes, filled.Seed, problems);
        return replicas is null ? null : new Experiment(filled.Name!, family, ownPart.Value!, filled,
            replicas.Select(replica => replica.Seed).ToArray(), replicas, Resolve(ownPart.Node, filled))
            {
                Pieces = binder.Pieces,
            };
    }

    // The defaults that depend on other settings.
    private static CommonSettings Filled(CommonSettings settings, string name) => settings with
    {
        Name = settings.Name ?? name,
        MeasureEvery = settings.MeasureEvery ?? Experiment.DefaultMeasureEvery(settings.Rounds),
        Evaluation = settings.Evaluation with
        {
            SamplesOnTheWay = Math.Min(settings.Evaluation.SamplesOnTheWay, settings.Evaluation.Samples),
        },
    };

    private Node Resolve(Node own, CommonSettings settings)
    {
        Node common = new RecordShape(typeof(CommonSettings), catalog).Write(settings);
        return PieceText.Compact(Node.Object(common.Members.Where(member => Preamble.Contains(member.Key))
            .Concat(own.Members)
            .Concat(common.Members.Where(member => !Preamble.Contains(member.Key)))));
    }

    private IFamily? FamilyOf(Node tree, Problems problems)
    {
        IFamily[] found = families.Where(family => tree[family.Section] is not null).ToArray();
        string[] sections = families.Select(family => family.Section).ToArray();
        if (found.Length == 1)
        {
            return found[0];
        }
        if (found.Length > 1)
        {
            problems.Add(tree[found[1].Section]!.Place with { Key = found[1].Section }, null,
                $"an experiment is of one family, and this one has '{found[0].Section}' already",
                "Keep one of the two.");
            return null;
        }
        string? misspelt = tree.Members.Select(member => member.Key)
            .FirstOrDefault(key => Spelling.Nearest(key, sections) is not null);
        problems.Add(new Place(problems.Subject), null, "has no section that says which market it is", misspelt is null
            ? $"Sections: {string.Join(", ", sections)}."
            : $"Is '{misspelt}' meant to be '{Spelling.Nearest(misspelt, sections)}'? Sections: "
                + $"{string.Join(", ", sections)}.");
        return null;
    }
}
