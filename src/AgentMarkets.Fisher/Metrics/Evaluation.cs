using AgentMarkets.Core.Actors;
using AgentMarkets.Fisher.Solvers;

namespace AgentMarkets.Fisher.Metrics;

/// <summary>The coordinator's side of a measurement: sums of the allocation first, then the parts of the Nash gap at
/// prices and an allocation that are scaled to cost and to clear.</summary>
/// <remarks>docs/fisher.md, 6. Any positive (x, p) is measured; what scaling hides, the two violations show.</remarks>
internal sealed class Evaluation
{
    // Blocks listed at a time: what travels then is a few megabytes.
    private const int BlocksListed = 4;

    private readonly FisherGame _game;
    private readonly Measured?[] _measured;
    private readonly EvaluationReport _report;
    private Stage _stage;
    private int _block;
    private int _rowsPerBlock;

    public Evaluation(FisherGame game)
    {
        _game = game;
        _measured = new Measured?[game.Markets.Count];
        _report = new EvaluationReport(game);
    }

    private enum Stage
    {
        None,
        Sums,
        Gap,
        List,
    }

    /// <summary>The next question; nothing once all is reported.</summary>
    public (Moment Moment, IReadOnlyList<Question?> Questions)? Next(long round, bool final,
        IReadOnlyList<IPricing> pricing, double[] budgets, Outbox outbox)
    {
        var phase = final ? Phase.MeasureFinally : Phase.MeasureOnTheWay;
        switch (_stage)
        {
            case Stage.None:
                _stage = Stage.Sums;
                _rowsPerBlock = RowsPerBlock(final ? _game.Setup.Samples : _game.Setup.SamplesOnTheWay);
                for (int r = 0; r < _measured.Length; r++)
                {
                    _measured[r] = new Measured(_game.Markets[r].Market, pricing[r], budgets[r]);
                }
                return (new Moment(round, phase, 0), Ask(m => m.AskSums(_rowsPerBlock)));
            case Stage.Sums:
                _stage = Stage.Gap;
                return (new Moment(round, phase, 1), Ask(m => m.AskGap(_rowsPerBlock)));
            case Stage.Gap:
                _report.Measurements(round, final, _measured!, outbox);
                _stage = Stage.List;
                _block = 0;
                break;
            case Stage.List:
                _report.Rows(round, _measured!, outbox);
                _block += BlocksListed;
                break;
        }
        if (final && _game.ListsAllocations && _block < BlockTree.BlocksOf(_game.Markets[0].Market.BuyerCount))
        {
            return (new Moment(round, Phase.List, _block), Ask(m => m.AskRows(_block, BlocksListed)));
        }
        _stage = Stage.None;
        return null;
    }

    public void Take(IReadOnlyList<Total?> totals)
    {
        for (int r = 0; r < totals.Count; r++)
        {
            if (totals[r] is not { } total)
            {
                continue;
            }
            switch (_stage)
            {
                case Stage.Sums:
                    _measured[r]!.TakeSums(total);
                    break;
                case Stage.Gap:
                    _measured[r]!.TakeGap(total);
                    break;
                default:
                    _measured[r]!.Listed = total.Listed;
                    break;
            }
        }
    }

    private Question?[] Ask(Func<Measured, Question?> question) => [.. _measured.Select(m => question(m!))];

    /// <summary>So many buyers of each block that together they are at least the samples asked for.</summary>
    private int RowsPerBlock(int samples)
    {
        long buyers = _game.Markets[0].Market.BuyerCount;
        return samples >= buyers ? BlockTree.BlockSize
            : (int)Math.Min(BlockTree.BlockSize, ((long)samples * BlockTree.BlockSize + buyers - 1) / buyers);
    }
}
