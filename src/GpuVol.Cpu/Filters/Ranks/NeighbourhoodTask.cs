namespace GpuVol.Cpu;

/// <summary>What a neighbourhood filter over a whole volume is asked for, with raw addresses; lives for one launch.</summary>
internal sealed unsafe class NeighbourhoodTask
{
    /// <summary>Voxels along i, j, k.</summary>
    public required (int I, int J, int K) Size { get; init; }

    /// <summary>Voxels of the window along i, j, k; the window at x covers [x - n / 2, x - n / 2 + n - 1].</summary>
    public required (int I, int J, int K) Window { get; init; }

    /// <summary>Values beyond the edge, as the kernels number them.</summary>
    public required int Border { get; init; }

    /// <summary>The value beyond the edge of a constant border.</summary>
    public required float BorderValue { get; init; }

    /// <summary>Rank in the sorted window, from 0.</summary>
    public int Rank { get; init; }

    /// <summary>Offsets of the footprint's voxels in the window, three numbers each (i, j, k from the window's first voxel); null for the whole box.</summary>
    public int[]? Footprint { get; init; }

    /// <summary>Voxels of the window that count.</summary>
    public int Count => Footprint is null ? Window.I * Window.J * Window.K : Footprint.Length / 3;

    /// <summary>First voxel of the source.</summary>
    public required void* Source { get; init; }

    /// <summary>First voxel of the target.</summary>
    public required float* Target { get; init; }

    /// <summary>Target = slope * voxel + intercept.</summary>
    public double Slope { get; init; } = 1;

    /// <summary>Target = slope * voxel + intercept.</summary>
    public double Intercept { get; init; }
}
