using System.CommandLine;
using System.Globalization;
using AgentMarkets.Auctions.Inversion;
using AgentMarkets.Core.Catalog;
using AgentMarkets.Lab;

namespace AgentMarkets.Cli.Commands;

/// <summary><c>invert</c>: values recovered from observed first-price bids.</summary>
internal static class InvertCommand
{
    public static Command Create()
    {
        var bids = new Argument<string>("bids.csv")
        {
            Description = "Sealed first-price bids, with the columns auction, bidder and bid.",
        };
        var asymmetric = new Option<bool>("--asymmetric")
        {
            Description = "Every name of a bidder has values of its own; else all bids are of one kind.",
        };
        var bidders = new Option<string?>("--bidders") { Description = "Use only the auctions with that many bids." };
        var bandwidth = new Option<string?>("--bandwidth")
        {
            Description = "How far the kernel reaches, in the unit of the bids; a rule of thumb where left out.",
        };
        var output = new Option<string?>("--out")
        {
            Description = "The file of values, which must not exist; values.csv, or values-2.csv, where left out.",
        };
        var json = Shared.Json();
        var command = new Command("invert", "Recovers the values behind observed first-price bids.")
        {
            bids, asymmetric, bidders, bandwidth, output, json,
        };
        command.SetAction(parsed =>
        {
            string path = parsed.GetValue(bids)!;
            var problems = new Problems(path);
            int? count = WholeNumber(parsed.GetValue(bidders), problems);
            double? reach = PositiveNumber(parsed.GetValue(bandwidth), problems);
            var files = InversionFiles.Named(parsed.GetValue(output), problems);
            var (text, why) = new DataFiles().Read(path);
            if (text is null)
            {
                problems.Add(new Place(path), null, why!);
            }
            bool byName = parsed.GetValue(asymmetric);
            var sample = problems.Any ? null : BidSample.Read(new DataFile(path, text!), count, byName, problems);
            var recovered = sample is null ? null : RecoveredValues.Of(sample, byName, reach, path, problems);
            problems.ThrowIfAny();
            return (int)Write(new InversionText(path, recovered!, files!), parsed.GetValue(json));
        });
        return command;
    }

    private static ExitCode Write(InversionText found, bool json)
    {
        found.WriteFiles();
        foreach (string warning in found.Warnings)
        {
            Console.Error.WriteLine($"note: {warning}");
        }
        if (json)
        {
            Console.Out.Write(Summary.ToText(found.ToJson()));
        }
        else
        {
            found.WriteTable(Console.Out);
        }
        return ExitCode.Done;
    }

    private static int? WholeNumber(string? text, Problems problems)
    {
        if (text is null)
        {
            return null;
        }
        if (int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number))
        {
            return number;
        }
        problems.Add(new Place("--bidders"), text, "must be a whole number of at least 2");
        return null;
    }

    private static double? PositiveNumber(string? text, Problems problems)
    {
        if (text is null)
        {
            return null;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number) && number > 0)
        {
            return number;
        }
        problems.Add(new Place("--bandwidth"), text, "must be a finite number above 0");
        return null;
    }
}
