using Microsoft.CodeAnalysis;

namespace GpuVol.Kernels.Generator;

/// <summary>Everything the generator refuses: each message says what is wrong and what to write instead.</summary>
internal static class KernelDiagnostics
{
    public static readonly DiagnosticDescriptor Declaration = Create(
        "GVK001", "Kernel declaration", "Kernel '{0}' {1}");

    public static readonly DiagnosticDescriptor Parameter = Create(
        "GVK002", "Kernel parameter", "Kernel parameter '{0}' {1}");

    public static readonly DiagnosticDescriptor Type = Create(
        "GVK003", "Type outside the kernel language", "The type '{0}' is not available in kernel code. {1}");

    public static readonly DiagnosticDescriptor Syntax = Create(
        "GVK004", "Syntax outside the kernel language", "{0} is not part of the kernel language. {1}");

    public static readonly DiagnosticDescriptor NoSource = Create(
        "GVK005", "Helper without source", "'{0}' has no source in this project, so it cannot be compiled for a device. Move the helper into the project of the kernel, or write it out in the kernel.");

    public static readonly DiagnosticDescriptor Recursion = Create(
        "GVK006", "Recursion", "'{0}' calls itself ({1}). Devices have no call stack to speak of; write a loop, with LocalMemory.Allocate for a stack of fixed size.");

    public static readonly DiagnosticDescriptor Allocation = Create(
        "GVK007", "Heap or stack allocation", "{0} allocates memory, which kernels cannot. Use a struct, a view parameter, or LocalMemory.Allocate<T>(constant).");

    public static readonly DiagnosticDescriptor SideEffect = Create(
        "GVK008", "Side effect inside an expression", "{0} inside an expression is not translated. Make it a statement of its own before or after.");

    public static readonly DiagnosticDescriptor StaticState = Create(
        "GVK009", "Static field", "The static '{0}' lives on the host. Make it const, or pass it as a kernel parameter.");

    public static readonly DiagnosticDescriptor Exception = Create(
        "GVK010", "Exception handling", "{0} needs exceptions, which devices lack. Check on the host before the launch, or write an error code to a view.");

    public static readonly DiagnosticDescriptor Delegate = Create(
        "GVK011", "Delegate, lambda or capturing local function", "{0} needs a delegate or a closure, which devices lack. Call a static method, and pass what it needs as parameters.");

    public static readonly DiagnosticDescriptor Virtual = Create(
        "GVK012", "Virtual or interface call", "'{0}' is called through a class or an interface, which devices cannot do. Call a static method or a method of a struct.");

    public static readonly DiagnosticDescriptor View = Create(
        "GVK013", "View or reference", "{0}. {1}");

    public static readonly DiagnosticDescriptor MemoryAllocate = Create(
        "GVK014", "LocalMemory or SharedMemory", "{0}.Allocate {1}");

    public static readonly DiagnosticDescriptor Grouped = Create(
        "GVK015", "Group function in a flat kernel", "'{0}' works only in a grouped kernel, but '{1}' takes an index. Remove the index parameter, compute the position from Grid and Group, and launch with KernelExtent.Grouped.");

    public static readonly DiagnosticDescriptor AtomicTarget = Create(
        "GVK016", "Atomic target", "Atomic.{0} must work on an element of a view in device or shared memory. Write Atomic.{0}(ref view[i], …).");

    public static readonly DiagnosticDescriptor Layout = Create(
        "GVK017", "Struct layout", "The struct '{0}' {1}");

    public static readonly DiagnosticDescriptor Checked = Create(
        "GVK018", "Checked arithmetic", "Checked arithmetic throws on overflow, which devices cannot. Write unchecked(…), or widen to long.");

    public static readonly DiagnosticDescriptor Mutation = Create(
        "GVK019", "Struct changes itself", "'{0}' is changed inside a method or property of its struct. Return a changed copy instead, or pass the struct by ref to a static method.");

    public static readonly DiagnosticDescriptor Library = Create(
        "GVK020", "Library function without a device counterpart", "'{0}' has no counterpart on devices. {1}");

    public static readonly DiagnosticDescriptor Pattern = Create(
        "GVK021", "Switch or pattern", "{0} is not translated. {1}");

    public static readonly DiagnosticDescriptor Pointer = Create(
        "GVK022", "Pointer", "{0} uses pointers, which kernels cannot. Use ArrayView<T> and ref.");

    public static readonly DiagnosticDescriptor ControlFlow = Create(
        "GVK023", "Statement outside the kernel language", "{0} is not part of the kernel language. {1}");

    public static readonly DiagnosticDescriptor Generic = Create(
        "GVK024", "Generic code", "{0}. {1}");

    public static readonly DiagnosticDescriptor Internal = Create(
        "GVK099", "Kernel generator failure", "The kernel generator failed on '{0}': {1}. This is a fault of the generator; simplify the kernel and report it.");

    private static DiagnosticDescriptor Create(string id, string title, string message) =>
        new(id, title, message, "GpuVol.Kernels", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
