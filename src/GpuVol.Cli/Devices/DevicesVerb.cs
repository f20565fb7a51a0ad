using System.CommandLine;

namespace GpuVol.Cli;

/// <summary><c>devices</c>: what there is to compute on.</summary>
internal sealed class DevicesVerb : Verb
{
    /// <inheritdoc/>
    public override string Name => "devices";

    /// <inheritdoc/>
    public override string Summary => "List every CUDA, OpenCL and CPU device, and why an engine has none.";

    /// <inheritdoc/>
    public override string Example => "gpuvol devices";

    /// <inheritdoc/>
    public override void Run(VerbRun run)
    {
        run.Stage("looking for devices");
        var inventory = ComputeDevices.Discover();
        run.Report.Add("devices", json =>
        {
            json.WriteStartArray();
            foreach (var device in inventory.Devices)
            {
                json.WriteStartObject();
                json.WriteString("id", device.Id);
                json.WriteString("kind", device.Kind.ToString().ToLowerInvariant());
                json.WriteNumber("index", device.Index);
                json.WriteString("name", device.Name);
                json.WriteNumber("memory_bytes", device.MemoryBytes);
                json.WriteNumber("max_allocation_bytes", device.MaxAllocationBytes);
                json.WriteString("driver", device.Driver);
                json.WriteNumber("compute_units", device.ComputeUnits);
                json.WriteBoolean("is_gpu", device.IsGpu);
                json.WriteBoolean("float64", device.SupportsFloat64);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
        run.Report.Add("absent", json =>
        {
            json.WriteStartArray();
            foreach (var (engine, reason) in inventory.Absent)
            {
                json.WriteStartObject();
                json.WriteString("engine", engine);
                json.WriteString("reason", reason);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });

        var table = new TextTable("device", "type", "name", "memory", "units", "driver");
        foreach (var device in inventory.Devices)
            table.Add(device.Id, device.IsGpu ? "GPU" : "CPU", device.Name, Text.Bytes(device.MemoryBytes), $"{device.ComputeUnits}", device.Driver);
        foreach (var line in table.Lines())
            run.Report.Line(line);
        foreach (var (engine, reason) in inventory.Absent)
            run.Report.Line($"no {engine} device: {reason}");
    }
}
