using System.ComponentModel;

namespace GpuVol;

/// <summary>Checks that generated launchers make before they queue a kernel.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LaunchArguments
{
    /// <summary>Checks a view: not default, on this device, within its buffer.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static unsafe void CheckView<T>(ComputeDevice device, DeviceView<T> view, string kernel, string parameter)
        where T : unmanaged
    {
        if (view.Memory is null)
            throw new ArgumentException($"{kernel}: the view '{parameter}' is default (no buffer behind it). Pass DeviceBuffer.View or a SubView of it.", parameter);
        if (!ReferenceEquals(view.Memory.Device, device))
            throw new ArgumentException($"{kernel}: the view '{parameter}' lies on {view.Memory.Device.Info.Id} but the launch is on {device.Info.Id}. Copy the data to {device.Info.Id} first.", parameter);
        var held = view.Memory.LengthBytes / sizeof(T);
        if (view.Offset < 0 || view.Length < 0 || view.Offset > held - view.Length)
            throw new ArgumentException($"{kernel}: the view '{parameter}' covers [{view.Offset}, {view.Offset + view.Length}) but its buffer holds {held} elements of {typeof(T).Name}.", parameter);
    }

    /// <summary>Checks that the extent of a grouped kernel is grouped.</summary>
    /// <exception cref="ArgumentException">It is not.</exception>
    public static void CheckGrouped(KernelExtent extent, string kernel)
    {
        if (!extent.IsGrouped || extent.GroupY <= 0 || extent.GroupZ <= 0)
            throw new ArgumentException($"{kernel}: the kernel is grouped but the extent {extent.X}x{extent.Y}x{extent.Z} names no group size. Use KernelExtent.Grouped(groups, groupSize).", nameof(extent));
    }

    /// <summary>Checks that an extent is not negative.</summary>
    /// <exception cref="ArgumentException">It is.</exception>
    public static void CheckFlat(KernelExtent extent, string kernel)
    {
        if (extent.X < 0 || extent.Y < 0 || extent.Z < 0)
            throw new ArgumentException($"{kernel}: the extent {extent.X}x{extent.Y}x{extent.Z} is negative; every axis must be >= 0.", nameof(extent));
    }
}
