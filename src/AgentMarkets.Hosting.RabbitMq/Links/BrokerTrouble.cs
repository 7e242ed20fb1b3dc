using System.Net.Sockets;
using System.Security.Authentication;
using AgentMarkets.Hosting.Distributed;
using RabbitMQ.Client.Exceptions;

namespace AgentMarkets.Hosting.RabbitMq.Links;

/// <summary>Says why a broker cannot be used, and the way out.</summary>
internal static class BrokerTrouble
{
    private const int AccessRefused = 403, NotAllowed = 530;

    /// <summary>Whether it is there and does not want us: to wait helps only where it is not yet ready.</summary>
    public static bool IsRefusal(Exception cause) => cause is LinkException
        || Causes(cause).Any(e => e is AuthenticationException or AuthenticationFailureException
            or OperationInterruptedException { ShutdownReason.ReplyCode: AccessRefused or NotAllowed });

    public static LinkException Explain(BrokerAddress address, Exception cause)
    {
        Exception[] causes = [.. Causes(cause)];
        string broker = $"The broker {address}";
        string? sentence = address.Tls?.Complaint is { } complaint
            ? $"{broker} cannot be trusted: {complaint}."
            : causes.Select(e => Sentence(broker, address, e)).FirstOrDefault(said => said is not null);
        return new LinkException(sentence ?? $"{broker} cannot be used: {causes[^1].Message.TrimEnd('.')}.", cause);
    }

    private static string? Sentence(string broker, BrokerAddress address, Exception cause) => cause switch
    {
        AuthenticationFailureException or PossibleAuthenticationFailureException =>
            $"{broker} refuses {address.User}: the user is not known there or the password is wrong "
            + $"({BrokerPassword.Variable}, --password-file).",
        OperationInterruptedException { ShutdownReason: { ReplyCode: NotAllowed } reason } =>
            reason.ReplyText.Contains("not found", StringComparison.Ordinal)
                ? $"{broker} has no virtual host '{address.VirtualHost}'. An operator adds it (rabbitmqctl add_vhost), "
                    + "or another one ends the address."
            : reason.ReplyText.Contains("refused for user", StringComparison.Ordinal)
                ? $"{broker} does not let {address.User} into the virtual host '{address.VirtualHost}'. An operator "
                    + "gives the rights (rabbitmqctl set_permissions)."
            : $"{broker} refuses the connection: {reason.ReplyText}.",
        OperationInterruptedException { ShutdownReason: { ReplyCode: AccessRefused } reason } =>
            $"{broker} does not give {address.User} a right that is needed: {reason.ReplyText}.",
        SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            $"{broker} does not answer: nothing listens on port {address.Port} of {address.Host}. Start one with "
            + "agentmarkets cluster start, or correct the address.",
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData } =>
            $"{broker} cannot be reached: no machine is known as {address.Host}.",
        SocketException { SocketErrorCode: SocketError.TimedOut or SocketError.HostUnreachable
            or SocketError.NetworkUnreachable } => $"{broker} cannot be reached: {address.Host} does not answer.",
        AuthenticationException when address.Tls is { HasCertificate: false } =>
            $"{broker} ended the handshake of TLS. It may want a certificate of its clients: --certificate and --key.",
        IOException or SocketException or EndOfStreamException when address.Tls is { } tls => tls.HasCertificate
            ? $"{broker} closed the connection after the handshake of TLS: it does not trust the client's certificate."
            : $"{broker} closed the connection after the handshake of TLS: it wants a certificate of its clients. "
                + "Give --certificate and --key.",
        OperationCanceledException or TimeoutException =>
            $"{broker} cannot be reached: it does not answer within 5 seconds.",
        _ => null,
    };

    private static IEnumerable<Exception> Causes(Exception cause)
    {
        for (Exception? e = cause; e is not null; e = e.InnerException)
        {
            if (e is AggregateException many)
            {
                foreach (var inner in many.InnerExceptions.SelectMany(Causes))
                {
                    yield return inner;
                }
                yield break;
            }
            yield return e;
        }
    }
}
