using System.Text;

namespace GpuVol;

/// <summary>A kernel loaded into a CUDA context.</summary>
internal sealed unsafe class CudaKernel : IDisposable
{
    private readonly CudaDriver _driver;
    private nint _module;

    private CudaKernel(CudaDriver driver, nint module, nint function, int maxThreads)
    {
        _driver = driver;
        _module = module;
        Function = function;
        MaxThreadsPerBlock = maxThreads;
    }

    public nint Function { get; }

    /// <summary>Most threads of a block that this kernel can run with.</summary>
    public int MaxThreadsPerBlock { get; }

    /// <summary>Loads an image; the context must be current.</summary>
    public static CudaKernel Load(CudaDriver driver, byte[] image, string entryPoint)
    {
        nint module;

        // PTX is a text and must end with a zero; machine code does not mind one.
        fixed (byte* pointer = (byte[])[.. image, 0])
            driver.Check(driver.ModuleLoadDataEx(&module, pointer, 0, null, null), "cuModuleLoadDataEx");
        try
        {
            nint function;
            fixed (byte* name = Encoding.UTF8.GetBytes(entryPoint + '\0'))
                driver.Check(driver.ModuleGetFunction(&function, module, name), $"cuModuleGetFunction({entryPoint})");
            int threads;
            driver.Check(driver.FuncGetAttribute(&threads, CudaCodes.FunctionMaxThreadsPerBlock, function), "cuFuncGetAttribute");
            return new CudaKernel(driver, module, function, threads);
        }
        catch
        {
            _ = driver.ModuleUnload(module);
            throw;
        }
    }

    public void Dispose()
    {
        if (_module != 0)
            _ = _driver.ModuleUnload(_module);
        _module = 0;
    }
}
