using AgentMarkets.Core.Catalog;
using AgentMarkets.Core.Experiments;
using Xunit;

namespace AgentMarkets.Core.Tests;

public sealed class ExperimentReaderTests
{
    private const string Plain = """{ "auction": { "mechanism": "first-price" } }""";

    [Fact]
    public void EmptySettings_TakeTheirDefaults()
    {
        Experiment experiment = ToyFamily.Read(Plain);
        var settings = (ToySettings)experiment.FamilySettings;
        Assert.Equal("toy", experiment.Name);
        Assert.Equal([1UL], experiment.Seeds);
        Assert.Equal(1000, experiment.Common.Rounds);
        Assert.Equal(50, experiment.MeasureEvery);
        Assert.Equal(1 << 20, experiment.Common.Evaluation.Samples);
        Assert.Equal(20, Assert.IsType<ToyPieces.OwnBid>(settings.Smoothing).Beta[0]);
        Assert.Equal(2, settings.Auction.Bidders.Count);
        Assert.Null(settings.Auction.Weight);
        Assert.Empty(experiment.Measures);
    }

    [Fact]
    public void Pieces_AreThoseWrittenAndThoseByDefaultEachOnce()
    {
        Experiment experiment = ToyFamily.Read(
            """{ "auction": { "mechanism": "wrapped(inner=[first-price,first-price,llg])" } }""");
        string[] names = [.. experiment.Pieces.Select(piece => piece.Name)];
        Assert.Equal(names.Distinct(), names);
        Assert.Empty(new[] { "wrapped", "first-price", "llg", "own-bid" }.Except(names));
        Assert.DoesNotContain("mlp", names);
    }

    [Theory]
    [InlineData("\"llg(payment=vcg)\"")]
    [InlineData("\"llg(vcg)\"")]
    [InlineData("{ \"kind\": \"llg\", \"payment\": \"vcg\" }")]
    public void Piece_MeansTheSameInEveryForm(string mechanism)
    {
        Experiment experiment = ToyFamily.Read($"{{ \"auction\": {{ \"mechanism\": {mechanism} }} }}");
        var settings = (ToySettings)experiment.FamilySettings;
        Assert.Equal(ToyPieces.CorePayment.Vcg, Assert.IsType<ToyPieces.Llg>(settings.Auction.Mechanism).Payment);
        Assert.Equal("llg(payment=vcg)", experiment.Resolved["auction"]!["mechanism"]!.Text);
    }

    [Theory]
    [InlineData("7", 7)]
    [InlineData("\"7\"", 7)]
    [InlineData("7.0", 7)]
    [InlineData("\"1e3\"", 1000)]
    [InlineData("[7]", 7)]
    public void WholeNumber_IsReadInEveryForm(string rounds, long value)
        => Assert.Equal(value, ToyFamily.Read($"{{ \"auction\": {{ \"mechanism\": \"first-price\" }}, \"rounds\": "
            + $"{rounds} }}")
            .Common.Rounds);

    [Theory]
    [InlineData("\"1..4\"", new ulong[] { 1, 2, 3, 4 })]
    [InlineData("\"1,5,3..4\"", new ulong[] { 1, 5, 3, 4 })]
    [InlineData("[1, \"3..5\"]", new ulong[] { 1, 3, 4, 5 })]
    [InlineData("18446744073709551615", new[] { ulong.MaxValue })]
    public void Seeds_AreReadInEveryForm(string seeds, ulong[] values)
    {
        Experiment experiment = ToyFamily.Read($"{{ \"auction\": {{ \"mechanism\": \"first-price\" }}, \"seed\": "
            + $"{seeds} }}");
        Assert.Equal(values, experiment.Seeds);
        Assert.Equal(values, ToyFamily.Read(experiment.ResolvedText).Seeds);
    }

    [Fact]
    public void SeveralValues_AreCrossedWithTheSeedFastest()
    {
        Experiment experiment = ToyFamily.Read(Plain, "batch=8,16", "smoothing=own-bid(beta=[10,25])", "seed=1..2");
        Assert.Equal(
            [
                """{ "seed": 1, "smoothing.beta": 10, "batch": 8 }""",
                """{ "seed": 2, "smoothing.beta": 10, "batch": 8 }""",
                """{ "seed": 1, "smoothing.beta": 10, "batch": 16 }""",
                """{ "seed": 2, "smoothing.beta": 10, "batch": 16 }""",
                """{ "seed": 1, "smoothing.beta": 25, "batch": 8 }""",
                """{ "seed": 2, "smoothing.beta": 25, "batch": 8 }""",
                """{ "seed": 1, "smoothing.beta": 25, "batch": 16 }""",
                """{ "seed": 2, "smoothing.beta": 25, "batch": 16 }""",
            ],
            experiment.Replicas.Select(replica => Line(replica.ToNode())));
        var settings = (ToySettings)experiment.FamilySettings;
        Assert.Equal([8, 8, 16, 16, 8, 8, 16, 16], settings.Batch.Expand(8));
        Assert.Equal([10, 10, 10, 10, 25, 25, 25, 25], ((ToyPieces.OwnBid)settings.Smoothing).Beta.Expand(8));
        Assert.Equal([1, 2, 1, 2, 1, 2, 1, 2], experiment.Seeds);
    }

    [Fact]
    public void SeveralValuesInABlock_AreAnAxisOfTheirOwn()
    {
        Experiment experiment = ToyFamily.Read("""
            { "auction": { "mechanism": "first-price", "bidders": [ { "count": 1, "prior": "uniform(high=2)" }, {} ] } }
            """, "auction.bidders.1.prior.high=0.5,0.75");
        Assert.Equal(["auction.bidders.1.prior.high"], experiment.Replicas[0].Settings.Select(s => s.Key));
        Assert.Equal(2, experiment.Replicas.Count);
    }

    [Fact]
    public void Bidders_AreACountOrBlocks()
    {
        ToyBidders count = ToyFamily.SettingsOf(Plain, "auction.bidders=3").Auction.Bidders;
        ToyBidders blocks = ToyFamily.SettingsOf("""
            { "auction": { "mechanism": "first-price", "bidders": [ { "count": 2, "prior": "uniform(high=2)" }, {} ] } }
            """).Auction.Bidders;
        Assert.Equal((3, null), (count.Count, count.Blocks));
        Assert.Null(blocks.Count);
        Assert.Equal([2, 1], blocks.Blocks!.Select(block => block.Count));
        Assert.Equal(2, Assert.IsType<ToyPieces.Uniform>(blocks.Blocks![0].Prior).Given.High[0]);
        Assert.Null(blocks.Blocks[1].Prior);
    }

    [Fact]
    public void DataFile_IsReadThroughTheSource()
    {
        ToySettings settings = ToyFamily.SettingsOf(Plain, "auction.prior=empirical(file=values.csv, by-bidder=true)");
        Assert.Equal([0.5, 0.75], Assert.IsType<ToyPieces.Empirical>(settings.Auction.Prior).Values);
    }

    [Fact]
    public void DataFolder_HoldsItsFilesByName()
    {
        Experiment experiment = ToyFamily.Read("""{ "fisher": { "market": "market/" } }""");
        var settings = (OtherFamily.OtherSettings)experiment.FamilySettings;
        Assert.Equal("1", settings.Fisher.Market!.File("budgets.csv")!.Text);
        Assert.Equal("2", settings.Fisher.Market.File("valuations.csv")!.Text);
        Assert.Null(settings.Fisher.Market.File("supply.csv"));
    }

    [Fact]
    public void Resolved_HoldsEveryDefault()
    {
        Experiment experiment = ToyFamily.Read("""
            { "auction": { "mechanism": "wrapped(inner=[llg, first-price])", "bidders": [ { "count": 2 } ] },
              "seed": "1..64", "smoothing": "own-bid(beta=10,25)", "rounds": 2000,
              "expect": { "l2.mean": ["< 0.03", ">  0"] } }
            """.Replace("beta=10,25", "beta=[10,25]"));
        Assert.Equal("""
            {
              "name": "toy",
              "auction": {
                "mechanism": "wrapped(inner=[llg(payment=nearest-vcg),first-price], note='none so far')",
                "bidders": [{ "count": 2 }],
                "prior": "uniform(low=0, high=1)",
                "share": false
              },
              "smoothing": "own-bid(beta=[10,25])",
              "strategy": "linear",
              "learner": "gradient(learning-rate=0.01, optimizer=adam)",
              "batch": 128,
              "seed": "1..64",
              "rounds": 2000,
              "measure": [],
              "measure-every": 100,
              "expect": { "l2.mean": ["< 0.03", "> 0"] },
              "record": [],
              "evaluation": { "samples": 1048576, "samples-on-the-way": 16384 }
            }

            """, experiment.ResolvedText);
    }

    public static TheoryData<string[]> Variants => new()
    {
        Array.Empty<string>(),
        new[] { "seed=1..64", "batch=8,16,32", "learner.learning-rate=3e-4,1e-20" },
        new[] { "auction.mechanism=wrapped(inner=[llg(vcg),first-price], note='a, (b) it''s')", "name='my run'" },
        new[] { "auction.bidders=[{\"count\": 1, \"prior\": \"uniform(high=2)\"}, {}]", "auction.weight=0.25" },
        new[] { "auction.prior=empirical(file=values.csv)", "strategy=mlp(hidden=[7,8,9], activation=relu)" },
        new[] { "measure=l2,oscillation", "record=trajectories", "expect.l2.mean=0.3 +- 0.1", "rounds=0" },
        new[] { "evaluation.samples=100", "seed=5,7,9..12", "smoothing.beta=1..9", "$schema=s.json" },
    };

    [Theory]
    [MemberData(nameof(Variants))]
    public void ResolvedFile_ReadAgainIsTheSameExperiment(string[] overrides)
    {
        Experiment once = ToyFamily.Read(Plain, overrides);
        Experiment again = ToyFamily.Reader.Read("other-name", once.ResolvedText, "experiment.json", []);
        Assert.Equal(once.ResolvedText, again.ResolvedText);
        Assert.Equal(once.Name, again.Name);
        Assert.Equal(once.Replicas.Select(r => Line(r.ToNode())), again.Replicas.Select(r => Line(r.ToNode())));
        Assert.Equal(once.Expect.Select(rule => rule.Text), again.Expect.Select(rule => rule.Text));
    }

    [Fact]
    public void SamplesOnTheWay_AreNeverMoreThanTheFinalOnes()
        => Assert.Equal(100, ToyFamily.Read(Plain, "evaluation.samples=100").Common.Evaluation.SamplesOnTheWay);

    [Fact]
    public void Setup_CarriesMeasuresOfRulesAndWhatOscillationKeeps()
    {
        Setup setup = ToyFamily.Read(Plain, "measure=l2", "expect.oscillation.verdict== noise").Setup(null!);
        Assert.Equal(["l2", "oscillation"], setup.Measures);
        Assert.Equal(["trajectories"], setup.Record);
    }

    [Fact]
    public void PieceOnTheCommandLine_IsReadAlone()
    {
        var problems = new Problems("solve");
        var binder = new Binder(ToyPieces.Catalog, problems);
        IToySmoothing? smoothing = binder.ReadPiece<IToySmoothing>("own-bid(7)", "--smoothing");
        Assert.Equal(7, Assert.IsType<ToyPieces.OwnBid>(smoothing).Beta[0]);
        Assert.Null(binder.ReadPiece<IToySmoothing>("own-bit", "--smoothing"));
        Assert.Equal("""
            solve: 1 problem
              --smoothing = 'own-bit': no such smoothing. Did you mean 'own-bid'? Smoothings: none, own-bid.
            """, problems.ToString());
    }

    private static string Line(Node node) => node.ToString().Replace("\n ", "").Replace("\n}", " }");
}
