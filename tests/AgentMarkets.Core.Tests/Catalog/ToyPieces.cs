using System.Globalization;
using AgentMarkets.Core.Catalog;

namespace AgentMarkets.Core.Tests;

[Kind("smoothing", "smoothings")]
public interface IToySmoothing
{
}

[Kind("prior", "priors")]
public interface IToyPrior
{
}

[Kind("mechanism", "mechanisms")]
public interface IToyMechanism
{
}

[Kind("strategy", "strategies")]
public interface IToyStrategy
{
}

[Kind("learner", "learners")]
public interface IToyLearner
{
}

/// <summary>A small world of pieces, with one of every form that a setting can have.</summary>
public static class ToyPieces
{
    public static Core.Catalog.Catalog Catalog { get; } = Core.Catalog.Catalog.Of(typeof(ToyPieces).GetNestedTypes());

    [Card("own-bid", "Smooths the own bid.", "Toy (2001), form A")]
    public sealed class OwnBid(OwnBid.Settings settings) : IToySmoothing
    {
        public PerReplica Beta => settings.Beta;

        public sealed record Settings
        {
            [Setting("Strength of the smoothing, 1/temperature.", Above = 0)]
            public PerReplica Beta { get; init; } = 50;
        }
    }

    [Card("none", "No smoothing.", "Toy (2001)")]
    public sealed class NoSmoothing : IToySmoothing
    {
    }

    [Card("first-price", "Winners pay their bid.", "Toy (2002)")]
    public sealed class FirstPrice : IToyMechanism
    {
    }

    public enum CorePayment
    {
        NearestVcg,
        Vcg,
        FirstPrice,
    }

    [Card("llg", "Two local bidders and a global one.", "Toy (2003)")]
    public sealed class Llg(Llg.Settings settings) : IToyMechanism
    {
        public CorePayment Payment => settings.Payment;

        public sealed record Settings
        {
            [Setting("Who pays what.")]
            public CorePayment Payment { get; init; } = CorePayment.NearestVcg;
        }
    }

    [Card("wrapped", "A mechanism around another one, with a list.", "Toy (2004)")]
    public sealed class Wrapped(Wrapped.Settings settings) : IToyMechanism
    {
        public IReadOnlyList<IToyMechanism> Inner => settings.Inner;

        public sealed record Settings
        {
            [Setting("What is inside.", Default = "first-price")]
            public IReadOnlyList<IToyMechanism> Inner { get; init; } = null!;

            [Setting("A word.")]
            public string Note { get; init; } = "none so far";
        }
    }

    [Card("uniform", "The uniform law.", "Toy (2005)")]
    public sealed class Uniform(Uniform.Settings settings) : IToyPrior
    {
        public Settings Given => settings;

        public sealed record Settings : IChecked
        {
            [Setting("Lowest value.")]
            public PerReplica Low { get; init; } = 0;

            [Setting("Highest value.")]
            public PerReplica High { get; init; } = 1;

            public void Check(Problems problems, Place place)
            {
                if (Low.Values.Max() >= High.Values.Min())
                {
                    string low = Low.Values.Max().ToString(CultureInfo.InvariantCulture);
                    problems.Add(place.Of("low"), low, $"must be below high, which is {High.Values.Min()}");
                }
            }
        }
    }

    [Card("empirical", "Values from a file.", "Toy (2006)")]
    public sealed class Empirical(Empirical.Settings settings) : IToyPrior
    {
        public double[] Values => settings.Values;

        public sealed record Settings : IChecked
        {
            [Setting("The file, one value a line.")]
            public required DataFile File { get; init; }

            [Setting("Whether bidders are told apart.")]
            public bool ByBidder { get; init; }

            public double[] Values { get; private set; } = [];

            public void Check(Problems problems, Place place)
            {
                string[] cells = File.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                Values = new double[cells.Length];
                for (int i = 0; i < cells.Length; i++)
                {
                    if (!double.TryParse(cells[i], CultureInfo.InvariantCulture, out Values[i]))
                    {
                        problems.AddCell(File, i + 1, 1, cells[i], "must be a number");
                    }
                }
            }
        }
    }

    [Card("linear", "A line.", "Toy (2007)")]
    public sealed class Linear : IToyStrategy
    {
    }

    [Card("mlp", "A network.", "Toy (2008)")]
    public sealed class Network(Network.Settings settings) : IToyStrategy
    {
        public IReadOnlyList<int> Hidden => settings.Hidden;

        public sealed record Settings
        {
            [Setting("Sizes of the hidden layers.", Min = 1, Structural = true)]
            public IReadOnlyList<int> Hidden { get; init; } = [10, 10];

            [Setting("What stands between the layers.", Choices = ["selu", "relu"])]
            public string Activation { get; init; } = "selu";
        }
    }

    [Card("gradient", "Follows the gradient.", "Toy (2009)")]
    public sealed class Gradient(Gradient.Settings settings) : IToyLearner
    {
        public PerReplica LearningRate => settings.LearningRate;

        public sealed record Settings
        {
            [Setting("Size of a step.", Above = 0)]
            public PerReplica LearningRate { get; init; } = 0.01;

            [Setting("How a gradient becomes a step.", Choices = ["sgd", "adam"])]
            public string Optimizer { get; init; } = "adam";
        }
    }
}

/// <summary>Data files held in memory.</summary>
public sealed class ToyFiles : IDataSource
{
    public static ToyFiles Standard { get; } = new(
        ("values.csv", "0.5\n0.75\n"),
        ("bad.csv", string.Join('\n', Enumerable.Range(1, 57).Select(i => $"x{i}"))),
        ("market/budgets.csv", "1"),
        ("market/valuations.csv.gz", "2"));

    private readonly (string Path, string Text)[] _files;

    public ToyFiles(params (string Path, string Text)[] files) => _files = files;

    public (string? Text, string? Problem) Read(string path)
    {
        int at = Array.FindIndex(_files, file => file.Path == path);
        return at < 0 ? (null, "no such file") : (_files[at].Text, null);
    }

    public (IReadOnlyList<string>? Names, string? Problem) List(string folder)
    {
        folder = folder.TrimEnd('/');
        string[] names = _files.Where(f => f.Path.StartsWith($"{folder}/", StringComparison.Ordinal))
            .Select(f => f.Path[(folder.Length + 1)..]).ToArray();
        return names.Length == 0 ? (null, "no such folder") : (names, null);
    }
}
