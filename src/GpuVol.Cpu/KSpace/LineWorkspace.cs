
namespace GpuVol.Cpu.KSpace;

/// <summary>What one thread needs to transform lines side by side: the lines, their scratch, and room for incomplete groups.</summary>
internal unsafe ref struct LineWorkspace<TLanes, TReal>
    where TLanes : struct, IFourierLanes<TLanes, TReal>
    where TReal : unmanaged
{
    private readonly HostMemory _memory;

    /// <summary>Room for lines of the plans, of which one is used at a time, for several groups of lines, and for half spectra of some elements.</summary>
    public LineWorkspace(LinePlan<TReal> plan, LinePlan<TReal>? other = null, int groups = 1, int spectrum = 0)
    {
        var element = 2 * TLanes.Width;
        var length = Math.Max(plan.Length, other?.Length ?? 0);
        var dummy = Math.Max(length, spectrum);
        var scratch = Math.Max(plan.ScratchElements, other?.ScratchElements ?? 0);
        var staging = element * Math.Max(TLanes.Columns, 1);
        _memory = HostMemory.Rent(((long)(groups * length + scratch + spectrum) * element + 2 * staging + 2L * dummy + 64) * sizeof(TReal) + TLanes.Width * sizeof(TReal*), clear: false);
        Lines = (TReal*)_memory.Address;
        Scratch = Lines + (nint)groups * length * element;
        Spectrum = Scratch + (nint)scratch * element;
        Staging = Spectrum + (nint)spectrum * element;
        StagedElements = Staging + staging;
        Dummy = StagedElements + staging;
        Rows = (TReal**)(((nint)(Dummy + 2 * (nint)dummy) + 63) & ~63);
        new Span<TReal>(Staging, 2 * staging).Clear();
    }

    /// <summary>Elements of the lines, group by group.</summary>
    public TReal* Lines { get; }

    /// <summary>Scratch of the plan.</summary>
    public TReal* Scratch { get; }

    /// <summary>Elements of half spectra.</summary>
    public TReal* Spectrum { get; }

    /// <summary>Columns complex numbers for each lane, or one element's worth of neighbours.</summary>
    public TReal* Staging { get; }

    /// <summary>Columns elements.</summary>
    public TReal* StagedElements { get; }

    /// <summary>A row that nobody reads.</summary>
    public TReal* Dummy { get; }

    /// <summary>Where each row begins.</summary>
    public TReal** Rows { get; }

    public readonly void Dispose() => _memory.Release();
}
