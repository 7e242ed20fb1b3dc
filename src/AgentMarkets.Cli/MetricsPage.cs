using System.Net;
using System.Text;

namespace AgentMarkets.Cli;

/// <summary>A page of numbers for Prometheus, on loopback.</summary>
internal static class MetricsPage
{
    /// <summary>Serves <c>/metrics</c> until told to stop.</summary>
    /// <exception cref="IOException">The port is taken.</exception>
    public static void Serve(int port, Func<string> text, CancellationToken stop)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        try
        {
            listener.Start();
        }
        catch (HttpListenerException e)
        {
            throw new IOException($"--listen {port}: the port cannot be had ({e.Message}). Choose another one.", e);
        }
        using var ended = stop.Register(listener.Stop);
        Console.Error.WriteLine($"serves http://127.0.0.1:{port}/metrics; Ctrl-C ends it");
        while (!stop.IsCancellationRequested)
        {
            try
            {
                Answer(listener.GetContext(), text);
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException)
            {
                // Told to stop, or whoever asked has gone.
            }
        }
    }

    private static void Answer(HttpListenerContext asked, Func<string> text)
    {
        using var response = asked.Response;
        if (asked.Request.Url?.AbsolutePath != "/metrics")
        {
            response.StatusCode = (int)HttpStatusCode.NotFound;
            return;
        }
        byte[] page = Encoding.UTF8.GetBytes(text());
        response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        response.ContentLength64 = page.Length;
        response.OutputStream.Write(page);
    }
}
