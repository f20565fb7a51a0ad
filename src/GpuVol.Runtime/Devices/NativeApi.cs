using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace GpuVol;

/// <summary>A driver's shared library, loaded on use: a machine without it has no such devices, and says why.</summary>
internal sealed class NativeApi
{
    private readonly nint _library;

    private NativeApi(nint library, string name)
    {
        _library = library;
        Name = name;
    }

    /// <summary>The name under which it was found.</summary>
    public string Name { get; }

    /// <summary>Loads the first of <paramref name="names"/> that there is.</summary>
    public static bool TryLoad(IEnumerable<string> names, [NotNullWhen(true)] out NativeApi? api)
    {
        foreach (var name in names)
        {
            if (NativeLibrary.TryLoad(name, out var library))
            {
                api = new NativeApi(library, name);
                return true;
            }
        }

        api = null;
        return false;
    }

    /// <summary>Address of a function that the library may lack.</summary>
    public bool TryFunction(string name, out nint address) => NativeLibrary.TryGetExport(_library, name, out address);

    /// <summary>Address of a function.</summary>
    /// <exception cref="EntryPointNotFoundException">The library is too old and lacks it.</exception>
    public nint Function(string name) =>
        TryFunction(name, out var address)
            ? address
            : throw new EntryPointNotFoundException($"{Name} has no function {name}; it is too old. Update the driver.");
}
