using AgentMarkets.Core.Actors;

namespace AgentMarkets.Hosting.Distributed;

/// <summary>States in a folder that the driver and the nodes share: whole or not there.</summary>
internal static class StateFile
{
    public static void Write(string path, SystemState state)
    {
        using (var stream = new FileStream(path + ".new", FileMode.Create))
        {
            state.Write(stream);
            stream.Flush(flushToDisk: true);
        }
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <exception cref="InvalidDataException">It is not whole.</exception>
    public static SystemState Read(string path)
    {
        using var stream = File.OpenRead(path);
        return SystemState.Read(stream);
    }
}
