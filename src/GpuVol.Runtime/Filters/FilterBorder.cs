using GpuVol.Kernels;

namespace GpuVol;

/// <summary>Borders of filters, which know no difference between the grid borders and the others.</summary>
internal static class FilterBorder
{
    /// <summary>The number of <see cref="BorderModes"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such border.</exception>
    public static int Mode(Border border) => border switch
    {
        Border.Reflect => BorderModes.Reflect,
        Border.Mirror => BorderModes.Mirror,
        Border.Nearest => BorderModes.Nearest,
        Border.Constant or Border.GridConstant => BorderModes.Constant,
        Border.Wrap or Border.GridWrap => BorderModes.Wrap,
        _ => throw new ArgumentOutOfRangeException(nameof(border), border, "No such border. Use Reflect, Mirror, Nearest, Constant, Wrap, GridConstant or GridWrap."),
    };
}
