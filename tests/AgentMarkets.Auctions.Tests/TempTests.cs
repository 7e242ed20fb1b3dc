using Xunit;
namespace AgentMarkets.Auctions.Tests;
public class TempTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Fact]
    public void Trace()
    {
        foreach (string[] over in (string[][])[["auction.bidders=2"], ["auction.bidders=3", "auction.share=true"], ["auction.prior=uniform(low=1, high=3)"], ["strategy.knots=32"], ["auction.mechanism=all-pay"]])
        foreach (int rounds in (int[])[60, 120, 200])
        {
            var play = Play.FirstPrice(["strategy=piecewise-linear", $"learner=best-response(step=0.2)", $"rounds={rounds}", "batch=16", .. over]);
            output.WriteLine($"{string.Join(" ", over)} {rounds} loss {play.Of("utility-loss-ex-ante").Mean:0.00e0} interim {play.Of("utility-loss-ex-interim").Mean:0.00e0} l2 {(play.Has("l2") ? play.Of("l2").Mean : 0):0.0000}");
        }
        foreach (int rounds in (int[])[300, 1000, 2000])
        {
        var play = Play.FirstPrice("strategy=piecewise-linear(knots=9)", "learner=gradient(learning-rate=0.01)",
            "smoothing=own-bid(beta=50)", "batch=1024", $"rounds={rounds}");
        var t = play.Tables.Single(t => t.Name == "strategies").Columns.First(c => c.Name == "bid").Numbers;
            output.WriteLine($"grad {rounds} loss {play.Of("utility-loss-ex-ante").Mean:0.00e0} l2 {play.Of("l2").Mean:0.0000} " + string.Join(" ", Enumerable.Range(0, 9).Select(k => $"{t[k * 16]:0.000}")));
        }
        foreach (string learner in (string[])["frank-wolfe", "fictitious-play", "dual-averaging", "mirror-ascent", "multiplicative-weights(rate=5)", "multiplicative-weights"])
        foreach (string ties in (string[])["nobody", "split"])
        {
            var play = Play.FirstPrice("strategy=table(start=random)", "auction.share=true", "batch=1", $"learner={learner}", $"auction.mechanism.ties={ties}", "rounds=1000");
            output.WriteLine($"{learner} {ties} loss {play.Of("utility-loss-ex-ante").Mean:0.00e0} interim {play.Of("utility-loss-ex-interim").Mean:0.00e0} l2 {play.Of("l2").Mean:0.0000} linf {play.Of("l-infinity").Mean:0.0000} utility {play.Of("utility").Mean:0.00000}");
        }
    }
}
