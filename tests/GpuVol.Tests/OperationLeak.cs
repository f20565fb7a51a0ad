namespace GpuVol.Tests;

/// <summary>Finds buffers that an operation left behind, on a device of its own.</summary>
public static class OperationLeak
{
    /// <summary>Runs <paramref name="operation"/> on an own device and checks that its result is all that stays.</summary>
    public static void Check(string id, Volume source, Func<DeviceVolume, DeviceVolume> operation)
    {
        Devices.TestDevices.Get(id);
        using var device = ComputeDevices.Open(id);
        using (var uploaded = source.ToDevice(device))
        {
            var before = device.BuffersInUse;
            using (operation(uploaded))
                Assert.Equal(before + 1, device.BuffersInUse);
            Assert.Equal(before, device.BuffersInUse);
        }

        Assert.Equal(0, device.BuffersInUse);
    }

    /// <summary>Runs <paramref name="operation"/>, which throws, and checks that nothing stays.</summary>
    public static TException CheckThrows<TException>(string id, Volume source, Func<DeviceVolume, DeviceVolume> operation)
        where TException : Exception
    {
        Devices.TestDevices.Get(id);
        using var device = ComputeDevices.Open(id);
        using var uploaded = source.ToDevice(device);
        var before = device.BuffersInUse;
        var exception = Assert.ThrowsAny<TException>(() => operation(uploaded).Dispose());
        Assert.Equal(before, device.BuffersInUse);
        return exception;
    }
}
