using System;

namespace GpuVol.Kernels.Generator;

/// <summary>Leaves a statement that cannot be translated; its diagnostic has been recorded.</summary>
internal sealed class UnsupportedException : Exception;
