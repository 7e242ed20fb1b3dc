using AgentMarkets.Auctions;
using AgentMarkets.Fisher;
using AgentMarkets.Hosting.Distributed;
using AgentMarkets.Hosting.RabbitMq.Wire;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Wire;

/// <summary>The schemas under version control are what the program sends.</summary>
public sealed class SchemaTests
{
    private static readonly bool s_accept = Environment.GetEnvironmentVariable("AGENTMARKETS_ACCEPT") is not null;

    private static string Folder => Path.Combine(Checkout.Root, "src/AgentMarkets.Hosting.RabbitMq/contracts");

    [Fact]
    public void CommittedSchemas_AreTheContracts()
    {
        var now = ProtoText.Of(FrameContracts.Of([new AuctionFamily(), new FisherFamily()]));
        foreach (var (file, text) in now)
        {
            if (s_accept)
            {
                File.WriteAllText(Path.Combine(Folder, file), text);
            }
        }
    }
}
