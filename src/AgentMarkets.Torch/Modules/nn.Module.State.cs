using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public abstract partial class Module
        {
            public virtual Dictionary<string, Tensor> state_dict(
                Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string start = string.IsNullOrEmpty(prefix) ? string.Empty : prefix + ".";
                foreach ((string folder, Module module) in Family(start))
                {
                    foreach ((string plain, Parameter value) in module.parameterList)
                    {
                        destination.TryAdd(folder + plain, value);
                    }
                    foreach ((string plain, Tensor value, bool persistent) in module.bufferList)
                    {
                        if (persistent)
                        {
                            destination.TryAdd(folder + plain, value);
                        }
                    }
                }
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keys) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                Dictionary<string, Tensor> own = state_dict();
                List<string> missing = [.. own.Keys.Where(key => !source.ContainsKey(key) && !Skipped(skip, key))];
                List<string> unexpected = [.. source.Keys.Where(key => !own.ContainsKey(key) && !Skipped(skip, key))];
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                {
                    throw new InvalidOperationException(
                        $"load_state_dict: {GetName()} lacks [{string.Join(", ", missing)}] in the source, which has "
                        + $"[{string.Join(", ", unexpected)}] besides.");
                }
                using IDisposable off = no_grad();
                foreach ((string key, Tensor value) in own)
                {
                    if (source.TryGetValue(key, out Tensor? given) && !Skipped(skip, key))
                    {
                        value.copy_(given);
                    }
                }
                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null)
            {
                using FileStream stream = File.Create(location);
                return save(stream, skip);
            }

            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return save(writer, skip);
            }

            /// <summary>A count, then each tensor's name, dtype, shape and bytes; numbers in LEB128.</summary>
            public virtual Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                KeyValuePair<string, Tensor>[] kept = [.. state_dict().Where(entry => !Skipped(skip, entry.Key))];
                writer.Write7BitEncodedInt64(kept.Length);
                foreach ((string key, Tensor value) in kept)
                {
                    writer.Write(key);
                    StateFormat.Write(writer, value);
                }
                return this;
            }

            public Module load(
                string location, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using FileStream stream = File.OpenRead(location);
                return load(stream, strict, skip, loadedParameters);
            }

            public Module load(
                Stream stream, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(
                BinaryReader reader, bool strict = true, IList<string>? skip = null,
                Dictionary<string, bool>? loadedParameters = null)
            {
                Dictionary<string, Tensor> source = [];
                try
                {
                    long count = reader.Read7BitEncodedInt64();
                    for (long i = 0; i < count; i++)
                    {
                        string key = reader.ReadString();
                        source[key] = StateFormat.Read(reader, key).DetachFromDisposeScope();
                    }
                    load_state_dict(source, strict, skip);
                    if (loadedParameters is not null)
                    {
                        foreach (string key in state_dict().Keys)
                        {
                            loadedParameters[key] = source.ContainsKey(key) && !Skipped(skip, key);
                        }
                    }
                    return this;
                }
                finally
                {
                    foreach (Tensor value in source.Values)
                    {
                        value.Dispose();
                    }
                }
            }

            private static bool Skipped(IList<string>? skip, string key) => skip is not null && skip.Contains(key);
        }

        /// <summary>One tensor in a module's file.</summary>
        private static class StateFormat
        {
            internal static unsafe void Write(BinaryWriter writer, Tensor tensor)
            {
                writer.Write7BitEncodedInt64((long)tensor.dtype);
                long[] shape = tensor.shape;
                writer.Write7BitEncodedInt64(shape.Length);
                foreach (long extent in shape)
                {
                    writer.Write7BitEncodedInt64(extent);
                }
                using IDisposable off = no_grad();
                using Tensor plain = tensor.detach();
                using Tensor onCpu = plain.cpu();
                using Tensor whole = onCpu.contiguous();
                writer.Write(whole.bytes);
            }

            internal static Tensor Read(BinaryReader reader, string key)
            {
                var type = (ScalarType)reader.Read7BitEncodedInt64();
                if (!Enum.IsDefined(type))
                {
                    throw new InvalidDataException($"load: '{key}' has no known dtype ({(int)type}).");
                }
                long[] shape = new long[reader.Read7BitEncodedInt64()];
                for (int i = 0; i < shape.Length; i++)
                {
                    shape[i] = reader.Read7BitEncodedInt64();
                }
                Tensor tensor = empty(shape, type);
                reader.BaseStream.ReadExactly(tensor.bytes);
                return tensor;
            }
        }
    }
}
