namespace GpuVol.Kernels;

/// <summary>Rows on their way through a frequency filter.</summary>
public struct RowFilterParameters
{
    /// <summary>Numbers of a row of the data.</summary>
    public int Columns;

    /// <summary>Numbers of a padded row.</summary>
    public int Length;

    /// <summary>Columns over which a row goes on beyond each end, fading out; 0 pads with zeros.</summary>
    public int Fade;

    /// <summary>Where the first number of the result lies, relative to the first of the data.</summary>
    public int First;

    /// <summary>Numbers of a row of the result.</summary>
    public int Count;
}
