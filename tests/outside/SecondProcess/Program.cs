using AgentMarkets.Hosting.Local;
using AgentMarkets.Hosting.Local.Tests;
using AgentMarkets.TestKit;

// Plays a scene that the tests know by name, and prints the hash of its final state: what another process makes of it.
var scene = Scenes.ByName(args[0]);
using var host = new LocalHost(scene.Actors);
Console.WriteLine(scene.Play(host, long.Parse(args[1])).Hash);
