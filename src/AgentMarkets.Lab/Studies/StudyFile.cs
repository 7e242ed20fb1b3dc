using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab.Diagnoses;

namespace AgentMarkets.Lab.Studies;

/// <summary>A study as written: runs that belong together, the tables that they fill, and what is published of
/// them.</summary>
/// <remarks>In titles, notes, changes and the experiment <c>{name}</c> stands for the value of a setting of the
/// study.</remarks>
public sealed record StudyFile
{
    [Setting("What the study shows, in one sentence.")]
    public required string Description { get; init; }

    [Setting("Whose figures stand beside ours.")]
    public string Source { get; init; } = "";

    [Setting("What a user may set, beside size and tables.")]
    public IReadOnlyList<StudySetting> Settings { get; init; } = [];

    [Setting("The experiment that every run is but for its changes.")]
    public required StudyExperiment Experiment { get; init; }

    [Setting("The tables, each a set of runs.")]
    public required IReadOnlyList<StudyTable> Tables { get; init; }

    [Setting("What the numbers say, a sentence each; {table/label/label:metric} stands for a number of a row, "
        + "{table/label:slope} for a fitted slope. One that wants a number that is not there is left out.")]
    public IReadOnlyList<string> Findings { get; init; } = [];
}

/// <summary>A number of the study that a user may set.</summary>
public sealed record StudySetting
{
    [Setting("Its name in key=value, and in { }.")]
    public required string Name { get; init; }

    [Setting("What it is, in one sentence.")]
    public required string Description { get; init; }

    [Setting("Its value where nothing is said.")]
    public required string Small { get; init; }

    [Setting("Its value with size=full; as with size=small where it is left out.")]
    public string? Full { get; init; }
}

/// <summary>One table: a run for every combination of its axes.</summary>
public sealed record StudyTable
{
    [Setting("Kebab-case: the name of its file.")]
    public required string Name { get; init; }

    [Setting("Its heading.")]
    public required string Title { get; init; }

    [Setting("What has to be known to read it: the size above all.")]
    public string Note { get; init; } = "";

    [Setting("What its runs change in the experiment.")]
    public StudyTexts Set { get; init; } = StudyTexts.None;

    [Setting("How long a run takes in comparison with those of other tables, for the remaining time.", Above = 0)]
    public double Cost { get; init; } = 1;

    [Setting("What varies, slowest first.")]
    public required IReadOnlyList<StudyAxis> Axes { get; init; }

    [Setting("The numbers of a row.")]
    public required IReadOnlyList<StudyColumn> Columns { get; init; }

    [Setting("Columns that are the same in every row, such as a size: title and text.")]
    public StudyTexts Same { get; init; } = StudyTexts.None;

    [Setting("Slopes to fit through its rows.")]
    public IReadOnlyList<StudySlope> Slopes { get; init; } = [];

    [Setting("Pictures of it.")]
    public IReadOnlyList<StudyFigure> Figures { get; init; } = [];
}

/// <summary>What varies in a table.</summary>
public sealed record StudyAxis : IChecked
{
    [Setting("The heading of its column.")]
    public required string Name { get; init; }

    [Setting("The setting that varies, where no more than that does.")]
    public string? Key { get; init; }

    [Setting("Its values, such as 1,2,4 or 1..3.")]
    public string? Values { get; init; }

    [Setting("Whether a run takes as long as its value says, for the remaining time.")]
    public bool Costs { get; init; }

    [Setting("Its points, where more than one setting varies.")]
    public IReadOnlyList<StudyPoint> Points { get; init; } = [];

    public void Check(Problems problems, Place place)
    {
        if ((Key is null) != (Values is null) || (Key is null) == (Points.Count == 0))
        {
            problems.Add(place, null, "an axis has a key with values, or points",
                "Write { \"name\": ..., \"key\": ..., \"values\": ... } or { \"name\": ..., \"points\": [...] }.");
        }
    }
}

/// <summary>One point of an axis.</summary>
public sealed record StudyPoint
{
    [Setting("What it is called in the table.")]
    public required string Label { get; init; }

    [Setting("What it changes in the experiment.")]
    public StudyTexts Set { get; init; } = StudyTexts.None;

    [Setting("How long a run takes in comparison with the others, for the remaining time.", Above = 0)]
    public double Cost { get; init; } = 1;

    [Setting("The published figures, by metric.")]
    public StudyNumbers Published { get; init; } = StudyNumbers.None;
}

/// <summary>A number of every row: a metric at the end of the run; or the verdict on its oscillation.</summary>
public sealed record StudyColumn
{
    [Setting("The metric: its mean over replicas. oscillation is the verdict in words.")]
    public required string Metric { get; init; }

    [Setting("The heading.")]
    public required string Title { get; init; }

    [Setting("The heading of the published figures; without it there is no column for them.")]
    public string? Published { get; init; }

    [Setting("Of which bidder it is, from 1; the mean of all where it is left out.", Min = 1)]
    public int? Bidder { get; init; }

    [Setting("Another table, whose row with the same labels has the number.")]
    public string? Of { get; init; }

    [Setting("Another table, whose number in the row with the same labels is taken off.")]
    public string? Less { get; init; }

    [Setting("Whether its standard error gets a column of its own.")]
    public bool Error { get; init; }

    [Setting("A column says whether the number is below this or four standard errors, whichever is larger.", Above = 0)]
    public double? Within { get; init; }

    /// <summary>Whether it holds words, and no numbers.</summary>
    internal bool IsVerdict => Metric == Findings.Metric;

    /// <summary>What it is called in the file of its table.</summary>
    internal string Name => Metric + (Bidder is { } bidder ? $"-of-bidder-{bidder}" : "")
        + (Of is null ? "" : "-of-" + Of) + (Less is null ? "" : "-less-" + Less);

    internal IEnumerable<string> Elsewhere => new[] { Of, Less }.OfType<string>();
}

/// <summary>A power of an axis that a metric follows: least squares of its logarithm on the axis's.</summary>
public sealed record StudySlope
{
    [Setting("The metric.")]
    public required string Metric { get; init; }

    [Setting("The axis, whose labels are numbers above 0.")]
    public required string Against { get; init; }

    [Setting("The heading of its table.")]
    public required string Title { get; init; }

    [Setting("What has to be known to read it.")]
    public string Note { get; init; } = "";
}

/// <summary>A picture of a table.</summary>
public sealed record StudyFigure
{
    [Setting("Its heading.")]
    public required string Title { get; init; }

    [Setting("What to see, in one sentence.")]
    public required string Caption { get; init; }

    [Setting("The metric upwards, on a logarithmic axis unless it is to be linear.")]
    public required string Metric { get; init; }

    [Setting("To the right: seconds or round, and there is a line a run; or an axis of the table.")]
    public required string Against { get; init; }

    [Setting("An axis of the table of which every point gets a picture of its own.")]
    public string? Panel { get; init; }

    [Setting("Whether the axis upwards is linear, for numbers that may be below 0.")]
    public bool Linear { get; init; }

    [Setting("What is smaller is drawn at this height, so that rounding errors do not take up the picture.",
        Above = 0)]
    public double Floor { get; init; } = 1e-9;
}
