using BenchmarkDotNet.Running;
using GpuVol.Benchmarks;

// dotnet run -c Release --project benchmarks/GpuVol.Benchmarks -- --filter '*Gaussian*'
BenchmarkSwitcher.FromAssembly(typeof(BenchmarkConfig).Assembly).Run(args, new BenchmarkConfig());
return 0;
