using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AgentMarkets.Hosting.RabbitMq.Broker;

/// <summary>What a broker's management interface tells of one virtual host, and does there. Blocking; may be called by
/// several threads.</summary>
/// <remarks>Numbers are as old as the broker's <c>collect_statistics_interval</c>; which connections, queues and
/// consumers there are is up to date.</remarks>
public sealed class ManagementApi : IDisposable
{
    private static readonly JsonSerializerOptions SnakeCase = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectNullableAnnotations = false,
    };

    private readonly HttpClient _http;
    private readonly string _virtualHost;

    /// <param name="address">As in <c>http://127.0.0.1:15672</c>.</param>
    /// <param name="handler">Where certificates need a word of their own; owned from now on.</param>
    public ManagementApi(Uri address, string virtualHost, string user, string password,
        HttpMessageHandler? handler = null)
    {
        _virtualHost = Uri.EscapeDataString(virtualHost);
        _http = new HttpClient(handler ?? new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = address,
            Timeout = TimeSpan.FromSeconds(10),
        };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));
    }

    public BrokerOverview Overview() => Get<BrokerOverview>("overview");

    public IReadOnlyList<BrokerMember> Nodes() => Get<BrokerMember[]>("nodes");

    public IReadOnlyList<BrokerQueue> Queues() => Get<BrokerQueue[]>($"queues/{_virtualHost}");

    /// <returns>Nothing where there is no such queue.</returns>
    public BrokerQueue? Queue(string name) =>
        TryGet<BrokerQueue>($"queues/{_virtualHost}/{Uri.EscapeDataString(name)}");

    public IReadOnlyList<BrokerConnection> Connections() =>
        Get<BrokerConnection[]>($"vhosts/{_virtualHost}/connections");

    public IReadOnlyList<BrokerConsumer> Consumers() => Get<BrokerConsumer[]>($"consumers/{_virtualHost}");

    /// <summary>Cuts a connection; its queues move to other consumers at once, where its silence would be waited out.
    /// One that is gone already is no error.</summary>
    /// <param name="connection">The broker's name of it: <see cref="BrokerConnection.Name"/>.</param>
    /// <param name="why">Told to the client and in the broker's log.</param>
    public void Close(string connection, string why)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete,
            $"/api/connections/{Uri.EscapeDataString(connection)}");
        request.Headers.Add("X-Reason", why);
        using var response = Send(request);
        if (response.StatusCode != HttpStatusCode.NotFound)
        {
            Check(response);
        }
    }

    public void Dispose() => _http.Dispose();

    private T Get<T>(string what)
        where T : class => TryGet<T>(what) ?? throw new BrokerException(
            $"The broker at {_http.BaseAddress} knows nothing of {what}: is its virtual host another one?");

    private T? TryGet<T>(string what)
        where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/{what}");
        using var response = Send(request);
        if (response.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
        Check(response);
        try
        {
            using var body = response.Content.ReadAsStream();
            return JsonSerializer.Deserialize<T>(body, SnakeCase);
        }
        catch (JsonException e)
        {
            throw new BrokerException($"The broker at {_http.BaseAddress} answers {what} with something else: "
                + e.Message, e);
        }
    }

    private HttpResponseMessage Send(HttpRequestMessage request)
    {
        try
        {
            return _http.Send(request);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            throw new BrokerException(
                $"The management interface at {_http.BaseAddress} does not answer: {e.Message}", e);
        }
    }

    private void Check(HttpResponseMessage response)
    {
        if (response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            throw new BrokerException($"The management interface at {_http.BaseAddress} refuses this user or password: "
                + "it needs one with the tag monitoring, such as coord or op.");
        }
        if (!response.IsSuccessStatusCode)
        {
            throw new BrokerException(
                $"The management interface at {_http.BaseAddress} answers {(int)response.StatusCode}.");
        }
    }
}

/// <summary>The broker as a whole.</summary>
public sealed record BrokerOverview(string RabbitmqVersion, string ClusterName, string Node);

/// <summary>A node of the broker's cluster.</summary>
/// <param name="MemAlarm">Publishers are held back for want of memory.</param>
/// <param name="DiskFreeAlarm">Publishers are held back for want of disk space.</param>
public sealed record BrokerMember(string Name, bool Running, bool MemAlarm, bool DiskFreeAlarm);

/// <summary>A queue.</summary>
/// <param name="Type"><c>classic</c> or <c>quorum</c>.</param>
/// <param name="Messages">Ready and unacknowledged ones.</param>
/// <param name="Node">Where it lives, or its leader.</param>
/// <param name="State"><c>running</c>, or <c>down</c> where its node is gone.</param>
public sealed record BrokerQueue(string Name, string Type, long Messages, long MessagesReady,
    long MessagesUnacknowledged, int Consumers, string Node, string State);

/// <summary>A connection.</summary>
/// <param name="Name">The broker's name of it: both ends.</param>
/// <param name="UserProvidedName">The client's name of it; nothing where it gave none.</param>
public sealed record BrokerConnection(string Name, string? UserProvidedName, string User, string State, string Node);

/// <summary>A consumer of a queue.</summary>
/// <param name="Active">False where another one of a single-active-consumer queue is served.</param>
public sealed record BrokerConsumer(string ConsumerTag, bool Active, bool AckRequired,
    [property: JsonPropertyName("queue")] BrokerConsumer.OfQueue From,
    [property: JsonPropertyName("channel_details")] BrokerConsumer.OfChannel Channel)
{
    public string Queue => From.Name;

    /// <summary>The broker's name of the connection.</summary>
    public string Connection => Channel.ConnectionName;

    /// <summary>The queue's part of the answer.</summary>
    public sealed record OfQueue(string Name);

    /// <summary>The channel's part of the answer.</summary>
    public sealed record OfChannel(string ConnectionName, string User);
}
