using System.Runtime.CompilerServices;
using GpuVol.Kernels;

namespace GpuVol.Cpu;

/// <summary>Slices of stored voxels as float32 intensities with the border's pad, filtered along i and j, with a mirrored margin around.</summary>
internal sealed unsafe class SplineSlices
{
    // Room before the first row for the margin on its left; the other rows have it at the end of the row before.
    private const int Lead = 16;

    private readonly SplinePrefilter _o;
    private readonly StoredRows _source;

    public SplineSlices(SplinePrefilter operation, int margin)
    {
        _o = operation;
        _source = new StoredRows((void*)operation.Source.Handle, operation.Voxels, operation.Rescale);
        Margin = margin;
        RowStride = (operation.Width + 2 * margin + 15) / 16 * 16;
    }

    /// <summary>Mirrored voxels on each side of a row, and rows on each side of a slice.</summary>
    public int Margin { get; }

    /// <summary>Floats from row to row of a slice: whole vectors.</summary>
    public int RowStride { get; }

    /// <summary>Floats of a slice, margin and all: whole vectors.</summary>
    public long Floats => VoxelZero + (long)RowStride * (_o.Height + Margin);

    /// <summary>Floats before voxel (0, 0) of a slice.</summary>
    public long VoxelZero => Margin == 0 ? 0 : Lead + (long)RowStride * Margin;

    /// <summary>Floats of scratch that <see cref="Load"/> wants.</summary>
    public long ScratchFloats => FloatTiles.Lanes * (2L * RowStride + 16);

    /// <summary>Makes padded slice <paramref name="k"/>, rows <see cref="RowStride"/> apart, from voxel (0, 0) on.</summary>
    public void Load(int k, float* slice, float* scratch)
    {
        if (_o.Passes[0].Length == 0)
        {
            for (var j = 0; j < _o.Height; j++)
                Unsafe.CopyBlockUnaligned(slice + (long)j * RowStride, SourceRow(j, k, scratch), (uint)_o.Width * sizeof(float));
        }
        else
        {
            LoadFiltered(k, slice, scratch);
        }

        SplineLineFilter.Filter(slice, RowStride, _o.Height, RowStride, _o.Passes[1]);
        if (Margin > 0)
            Mirror(slice);
    }

    private void LoadFiltered(int k, float* slice, float* scratch)
    {
        var lanes = FloatTiles.Lanes;
        var converted = scratch + lanes * RowStride;
        var rows = stackalloc float*[lanes];
        var targets = stackalloc float*[lanes];
        for (var j = 0; j < _o.Height; j += lanes)
        {
            var valid = Math.Min(lanes, _o.Height - j);
            for (var r = 0; r < lanes; r++)
            {
                var spare = converted + r * (RowStride + 16);
                rows[r] = r < valid ? SourceRow(j + r, k, spare) : rows[valid - 1];
                targets[r] = r < valid ? slice + (long)(j + r) * RowStride : spare;
            }

            FloatTiles.ToLanes(rows, scratch, _o.Width);
            new Span<float>(scratch + lanes * _o.Width, lanes * (RowStride - _o.Width)).Clear();
            SplineLineFilter.Filter(scratch, lanes, _o.Width, lanes, _o.Passes[0]);
            FloatTiles.FromLanes(scratch, targets, RowStride);
        }
    }

    private void Mirror(float* slice)
    {
        for (var j = 0; j < _o.Height; j++)
        {
            var row = slice + (long)j * RowStride;
            for (var m = 1; m <= Margin; m++)
            {
                row[-m] = row[BorderModes.SampleIndex(-m, _o.Width, BorderModes.Mirror)];
                row[_o.Width - 1 + m] = row[BorderModes.SampleIndex(_o.Width - 1 + m, _o.Width, BorderModes.Mirror)];
            }
        }

        for (var m = 1; m <= Margin; m++)
        {
            CopyRow(slice, BorderModes.SampleIndex(-m, _o.Height, BorderModes.Mirror), -m);
            CopyRow(slice, BorderModes.SampleIndex(_o.Height - 1 + m, _o.Height, BorderModes.Mirror), _o.Height - 1 + m);
        }
    }

    private void CopyRow(float* slice, int source, int target)
    {
        var bytes = (_o.Width + 2 * Margin) * sizeof(float);
        Buffer.MemoryCopy(slice + (long)source * RowStride - Margin, slice + (long)target * RowStride - Margin, bytes, bytes);
    }

    // A row of the padded source as intensities: in place where it is stored so, else converted into the spare row.
    private float* SourceRow(int j, int k, float* spare)
    {
        var (sourceJ, sourceK) = (j - _o.Pad, k - _o.Pad);
        if (_o.Pad == 0)
            return _source.Row((long)_o.SizeI * (sourceJ + (long)_o.SizeJ * sourceK), sourceK, spare, _o.Width);

        var row = new Span<float>(spare, _o.Width);
        if (_o.PadsConstant && (sourceJ < 0 || sourceJ >= _o.SizeJ || sourceK < 0 || sourceK >= _o.SizeK))
        {
            row.Fill(_o.PadValue);
            return spare;
        }

        sourceJ = Math.Clamp(sourceJ, 0, _o.SizeJ - 1);
        sourceK = Math.Clamp(sourceK, 0, _o.SizeK - 1);
        _source.Load((long)_o.SizeI * (sourceJ + (long)_o.SizeJ * sourceK), sourceK, spare + _o.Pad, _o.SizeI);
        row[.._o.Pad].Fill(_o.PadsConstant ? _o.PadValue : row[_o.Pad]);
        row[(_o.Pad + _o.SizeI)..].Fill(_o.PadsConstant ? _o.PadValue : row[_o.Pad + _o.SizeI - 1]);
        return spare;
    }
}
