using AgentMarkets.Core.Catalog;
using AgentMarkets.Hosting.RabbitMq.Links;
using Xunit;

namespace AgentMarkets.Hosting.RabbitMq.Tests.Links;

public sealed class BrokerAddressTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("agentmarkets-address").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("amqp://me@localhost", "localhost", 5672, "/", "amqp://me@localhost:5672")]
    [InlineData("amqp://me@localhost/", "localhost", 5672, "/", "amqp://me@localhost:5672")]
    [InlineData("amqp://me@127.0.0.1:5673/lab", "127.0.0.1", 5673, "lab", "amqp://me@127.0.0.1:5673/lab")]
    [InlineData("amqp://me@[::1]/a%2fb", "::1", 5672, "a/b", "amqp://me@[::1]:5672/a%2Fb")]
    [InlineData("amqps://me@Broker.example", "broker.example", 5671, "/", "amqps://me@broker.example:5671")]
    public void AnAddressSaysWhereAndAsWhom(string url, string host, int port, string virtualHost, string text)
    {
        var address = BrokerAddress.Parse(url, new BrokerOptions(PasswordFile("secret")));
        Assert.Equal((host, port, virtualHost, "me", text),
            (address.Host, address.Port, address.VirtualHost, address.User, address.ToString()));
        Assert.Equal("secret", address.Password);
    }

    [Theory]
    [InlineData("amqp://me:hunter2@localhost", "Write amqp://me@localhost/, and put the password into "
        + "AGENTMARKETS_BROKER_PASSWORD or a file of mode 600 (--password-file).")]
    [InlineData("http://me:hunter2@localhost", "this is no address of a broker.")]
    [InlineData("hunter2", "this is no address of a broker.")]
    [InlineData("amqp://localhost:5673/lab", "Write amqp://user@localhost:5673/lab.")]
    [InlineData("amqp://me@broker.example/lab", "Write amqps://me@broker.example/lab, or --insecure")]
    [InlineData("amqp://me@localhost/a/b", "A / within a name is written %2f.")]
    [InlineData("amqp://me@localhost/lab?heartbeat=1", "Leave out what follows it.")]
    public void AWrongAddressIsRefusedWithAWayOutAndWithoutThePassword(string url, string wayOut)
    {
        string said = Refusal(url, new BrokerOptions(PasswordFile("secret")));
        Assert.StartsWith("--broker: ", said);
        Assert.Contains(wayOut, said);
        Assert.DoesNotContain("hunter2", said);
    }

    [Fact]
    public void AnotherMachineIsSpokenToWithoutTlsOnlyWhereTheUserInsists() =>
        Assert.False(BrokerAddress.Parse("amqp://me@broker.example",
            new BrokerOptions(PasswordFile("secret"), AllowPlain: true)).IsTls);

    [Fact]
    public void APasswordFileThatOthersMayReadIsRefusedWithTheLineThatMendsIt()
    {
        string file = PasswordFile("secret");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        Assert.Equal($"--password-file {file}: others than its owner may read it. chmod 600 {file}",
            Refusal("amqp://me@localhost", new BrokerOptions(file)));
    }

    [Fact]
    public void AMissingOrEmptyPasswordFileIsNamed()
    {
        Assert.Equal("--password-file /nowhere: no such file.",
            Refusal("amqp://me@localhost", new BrokerOptions("/nowhere")));
        Assert.Contains("the file is empty", Refusal("amqp://me@localhost", new BrokerOptions(PasswordFile(""))));
    }

    [Fact]
    public void FilesOfTlsAreRefusedWhereThereIsNoTls() =>
        Assert.Equal("--broker: --ca is for TLS, and this is amqp://. Write amqps://, or leave it out.",
            Refusal("amqp://me@localhost", new BrokerOptions(PasswordFile("secret"), Authority: "ca.pem")));

    [Fact]
    public void ACertificateAndItsKeyGoTogether()
    {
        var options = new BrokerOptions(PasswordFile("secret"), Certificate: "me.pem");
        Assert.Equal("--certificate and --key go together: --key is missing.",
            Refusal("amqps://me@localhost", options));
        options = options with { Key = PasswordFile("no key"), Certificate = PasswordFile("no certificate") };
        Assert.Contains("is no certificate in PEM form", Refusal("amqps://me@localhost", options));
    }

    private static string Refusal(string url, BrokerOptions options) =>
        Assert.Throws<ConfigurationException>(() => BrokerAddress.Parse(url, options)).Message;

    private string PasswordFile(string password)
    {
        string file = Path.Combine(_folder, Guid.NewGuid().ToString("n"));
        File.WriteAllText(file, password + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
