return GpuVol.Cli.Entry.Run(args);
