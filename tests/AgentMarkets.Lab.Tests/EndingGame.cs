using AgentMarkets.Core.Actors;
using AgentMarkets.Core.Experiments;

namespace AgentMarkets.Lab.Tests;

/// <summary>A game that knows itself when it is over: it halves a number until that is small, and tells all that a
/// game can tell.</summary>
internal sealed class EndingGame(int rounds) : IGame
{
    public const int Parts = 3;

    /// <summary>The rounds after which it was measured on the way.</summary>
    public List<long> MeasuredOnTheWay { get; } = [];

    public ActorId Coordinator { get; } = new("coordinator", 1);

    public IReadOnlyList<Part> Actors => [new(Coordinator, () => new Halving(this, rounds))];

    public bool EndsByItself => true;

    public string SecondsMetric => "solve-seconds";

    public IReadOnlyList<string> Metrics => ["residual", SecondsMetric];

    public IReadOnlyList<string> Notes => ["Every budget is 1."];

    public IReadOnlyList<string> ProgressMetrics => ["residual"];

    public IReadOnlyList<(string Metric, string Why)> Skipped => [];

    public IReadOnlyList<Figure> Figures(Results results) => [];

    public IReadOnlyList<Comparison> Compare(Results results) => [];

    private sealed class Halving(EndingGame game, int rounds) : IBehavior
    {
        private long _round;

        public ActorId Id => game.Coordinator;

        public void Receive(ActorId from, IMessage message, Outbox outbox)
        {
            if (message is RunTo run)
            {
                Play(run.Round, outbox);
            }
            else if (message is Measure { Final: true } last)
            {
                Tell(last.Round, outbox);
            }
            else
            {
                game.MeasuredOnTheWay.Add(message.Round);
            }
        }

        public IEnumerable<ActorId> WaitsFor() => [];

        public void Save(StateWriter state) => state.Shared("round", _round);

        public void Load(StateReader state) => _round = state.Shared("round");

        public void Dispose()
        {
        }

        private void Play(long target, Outbox outbox)
        {
            for (; _round < target; outbox.Report(new RoundCompleted(_round)))
            {
                if (_round == rounds)
                {
                    outbox.Report(new Finished(_round));
                    return;
                }
                _round++;
                double[,] residual = { { Math.Pow(0.5, _round) }, { Math.Pow(0.5, _round) } };
                outbox.Report(new Measurement(_round, "residual", residual, Final: false));
                if (_round == rounds)
                {
                    outbox.Report(new Remark(_round, 1, "Two goods are alike."));
                }
            }
        }

        private void Tell(long round, Outbox outbox)
        {
            outbox.Report(new Table(round, "prices",
                [new Column("good", [], ["2", "fig, dried"]), new Column("price", [0.5, 1.5])]));
            for (int part = 0; part < Parts; part++)
            {
                outbox.Report(new TableRows(round, "allocations",
                    [new Column("buyer", [], [$"b{part}", "b,"]), new Column("amount", [part, double.NaN])]));
            }
        }
    }
}
