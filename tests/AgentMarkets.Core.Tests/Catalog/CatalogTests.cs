using AgentMarkets.Core.Catalog;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class CatalogTests
{
    [Fact]
    public void Pieces_AreSortedByName()
        => Assert.Equal(["first-price", "llg", "wrapped"], ToyPieces.Catalog.Pieces("mechanism").Select(p => p.Name));

    [Fact]
    public void Kinds_AreSortedByName()
        => Assert.Equal(["learner", "mechanism", "prior", "smoothing", "strategy"],
            ToyPieces.Catalog.Kinds.Select(k => k.Name));

    [Fact]
    public void CoreAssembly_CanBeScanned()
        => Assert.NotNull(Core.Catalog.Catalog.Scan([typeof(Problems).Assembly]));

    [Fact]
    public void Piece_DescribesItsSettings()
    {
        Piece piece = ToyPieces.Catalog.Find("strategy", "mlp")!;
        Assert.Equal("mlp(hidden=[10,10], activation=selu)", piece.Example);
        Assert.Equal(["hidden", "activation"], piece.Settings.Select(s => s.Name));
        Assert.Equal(["list of whole numbers", "one of selu, relu"], piece.Settings.Select(s => s.Words));
        Assert.Equal("at least 1", piece.Settings[0].Rule);
        Assert.Equal("[10,10]", piece.Settings[0].Default);
    }

    [Fact]
    public void RequiredSetting_HasNoDefault()
    {
        Setting file = ToyPieces.Catalog.Find("prior", "empirical")!.Settings[0];
        Assert.True(file.IsRequired);
        Assert.Null(file.Default);
    }

    [Fact]
    public void BuiltPiece_KnowsItsName() => Assert.Equal("linear", Piece.NameOf(new ToyPieces.Linear()));

    [Theory]
    [InlineData(typeof(Mistakes.Forgotten), "Forgotten is a smoothing without a [Card]: add [Card(name, summary, "
        + "source)] "
        + "above the class.")]
    [InlineData(typeof(Mistakes.Twin), "Twin and OwnBid are both the smoothing 'own-bid': give one of them another "
        + "name "
        + "on its [Card].")]
    [InlineData(typeof(Mistakes.NoConstructor), "NoConstructor cannot be built: give it a public constructor without "
        + "parameters.")]
    [InlineData(typeof(Mistakes.WithoutSettings), "WithoutSettings cannot be built: give it a public constructor "
        + "that takes "
        + "its nested record Settings.")]
    public void MistakeOfAnAuthor_IsASentence(Type type, string sentence)
    {
        Type[] types = [type, typeof(ToyPieces.OwnBid)];
        var thrown = Assert.Throws<ConfigurationException>(() => Core.Catalog.Catalog.Of(types));
        Assert.Equal(sentence, thrown.Message);
    }

    [Theory]
    [InlineData(typeof(Mistakes.Undescribed), "X is a setting without a description: add [Setting(\"...\")] above "
        + "the property.")]
    [InlineData(typeof(Mistakes.OddType), "X is a DateTime, which no file can hold: use PerReplica, a number, "
        + "bool, string, "
        + "an enum, a piece, a record with settings, or a list of these.")]
    [InlineData(typeof(Mistakes.Reserved), "has a setting 'kind', the key that names a piece: choose another name.")]
    [InlineData(typeof(Mistakes.BuiltDefault), "A setting has the smoothing NoSmoothing for its default: write "
        + "[Setting(..., Default = \"none\")] and leave the property itself null!.")]
    public void SettingThatNoFileCanHold_IsASentence(Type record, string end)
    {
        var thrown = Assert.Throws<ConfigurationException>(() => ToyPieces.Catalog.SettingsOf(record));
        Assert.EndsWith(end, thrown.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("LearningRate", "learning-rate")]
    [InlineData("A", "a")]
    [InlineData("NearestVCG", "nearest-vcg")]
    [InlineData("L2Norm", "l2-norm")]
    public void NamesOfTheProgram_AreKebabCase(string name, string kebab) => Assert.Equal(kebab, Spelling.Kebab(name));

    [Theory]
    [InlineData("lerning-rate", "learning-rate")]
    [InlineData("laerning-rate", "learning-rate")]
    [InlineData("optimiser", "optimizer")]
    [InlineData("zzz", null)]
    public void MisspeltName_IsRecognised(string word, string? meant)
        => Assert.Equal(meant, Spelling.Nearest(word, ["learning-rate", "optimizer", "momentum"]));

    [Fact]
    public void SwappedNeighbours_AreOneEdit() => Assert.Equal(1, Spelling.Distance("abcd", "acbd"));

    private static class Mistakes
    {
        public sealed class Forgotten : IToySmoothing
        {
        }

        [Card("own-bid", "A twin.", "Toy")]
        public sealed class Twin : IToySmoothing
        {
        }

        [Card("odd", "Needs a number.", "Toy")]
        public sealed class NoConstructor(int x) : IToySmoothing
        {
            public int X => x;
        }

        [Card("odd", "Ignores its settings.", "Toy")]
        public sealed class WithoutSettings : IToySmoothing
        {
            public sealed record Settings;
        }

        public sealed record Undescribed
        {
            public int X { get; init; }
        }

        public sealed record OddType
        {
            [Setting("A date.")]
            public DateTime X { get; init; }
        }

        public sealed record Reserved
        {
            [Setting("A word.")]
            public string Kind { get; init; } = "";
        }

        public sealed record BuiltDefault
        {
            [Setting("A piece.")]
            public IToySmoothing X { get; init; } = new ToyPieces.NoSmoothing();
        }
    }
}
