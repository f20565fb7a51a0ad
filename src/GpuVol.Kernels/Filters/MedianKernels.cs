// Made by scripts/make_median_networks.py; change that, not this.
namespace GpuVol.Kernels;

/// <summary>The median of 3x3x3 voxels by a network of minimum and maximum in registers. One thread per voxel; i varies fastest.</summary>
/// <remarks>The answer of <see cref="RankKernels"/> at rank 13, with the window read once instead of once for each bit.</remarks>
public static partial class MedianKernels
{
    /// <summary>f32 voxels, which are intensities as they are.</summary>
    [Kernel]
    public static void Median27Float32(Index3D voxel, ArrayView<float> source, ArrayView<float> target, NeighbourhoodParameters p)
    {
        var i0 = BorderModes.SampleIndex(voxel.X - 1, p.SizeI, p.Border);
        var i1 = BorderModes.SampleIndex(voxel.X, p.SizeI, p.Border);
        var i2 = BorderModes.SampleIndex(voxel.X + 1, p.SizeI, p.Border);
        var j0 = BorderModes.SampleIndex(voxel.Y - 1, p.SizeJ, p.Border);
        var j1 = BorderModes.SampleIndex(voxel.Y, p.SizeJ, p.Border);
        var j2 = BorderModes.SampleIndex(voxel.Y + 1, p.SizeJ, p.Border);
        var k0 = BorderModes.SampleIndex(voxel.Z - 1, p.SizeK, p.Border);
        var k1 = BorderModes.SampleIndex(voxel.Z, p.SizeK, p.Border);
        var k2 = BorderModes.SampleIndex(voxel.Z + 1, p.SizeK, p.Border);
        var median = Median27(
            Float32Key(source, i0, j0, k0, p), Float32Key(source, i1, j0, k0, p), Float32Key(source, i2, j0, k0, p),
            Float32Key(source, i0, j1, k0, p), Float32Key(source, i1, j1, k0, p), Float32Key(source, i2, j1, k0, p),
            Float32Key(source, i0, j2, k0, p), Float32Key(source, i1, j2, k0, p), Float32Key(source, i2, j2, k0, p),
            Float32Key(source, i0, j0, k1, p), Float32Key(source, i1, j0, k1, p), Float32Key(source, i2, j0, k1, p),
            Float32Key(source, i0, j1, k1, p), Float32Key(source, i1, j1, k1, p), Float32Key(source, i2, j1, k1, p),
            Float32Key(source, i0, j2, k1, p), Float32Key(source, i1, j2, k1, p), Float32Key(source, i2, j2, k1, p),
            Float32Key(source, i0, j0, k2, p), Float32Key(source, i1, j0, k2, p), Float32Key(source, i2, j0, k2, p),
            Float32Key(source, i0, j1, k2, p), Float32Key(source, i1, j1, k2, p), Float32Key(source, i2, j1, k2, p),
            Float32Key(source, i0, j2, k2, p), Float32Key(source, i1, j2, k2, p), Float32Key(source, i2, j2, k2, p));
        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = RankKernels.FromKey(median);
    }

    /// <summary>u8 voxels; the result is rescaled to an intensity.</summary>
    [Kernel]
    public static void Median27UInt8(Index3D voxel, ArrayView<byte> source, ArrayView<float> target, NeighbourhoodParameters p)
    {
        var i0 = BorderModes.SampleIndex(voxel.X - 1, p.SizeI, p.Border);
        var i1 = BorderModes.SampleIndex(voxel.X, p.SizeI, p.Border);
        var i2 = BorderModes.SampleIndex(voxel.X + 1, p.SizeI, p.Border);
        var j0 = BorderModes.SampleIndex(voxel.Y - 1, p.SizeJ, p.Border);
        var j1 = BorderModes.SampleIndex(voxel.Y, p.SizeJ, p.Border);
        var j2 = BorderModes.SampleIndex(voxel.Y + 1, p.SizeJ, p.Border);
        var k0 = BorderModes.SampleIndex(voxel.Z - 1, p.SizeK, p.Border);
        var k1 = BorderModes.SampleIndex(voxel.Z, p.SizeK, p.Border);
        var k2 = BorderModes.SampleIndex(voxel.Z + 1, p.SizeK, p.Border);
        var median = Median27(
            UInt8Key(source, i0, j0, k0, p), UInt8Key(source, i1, j0, k0, p), UInt8Key(source, i2, j0, k0, p),
            UInt8Key(source, i0, j1, k0, p), UInt8Key(source, i1, j1, k0, p), UInt8Key(source, i2, j1, k0, p),
            UInt8Key(source, i0, j2, k0, p), UInt8Key(source, i1, j2, k0, p), UInt8Key(source, i2, j2, k0, p),
            UInt8Key(source, i0, j0, k1, p), UInt8Key(source, i1, j0, k1, p), UInt8Key(source, i2, j0, k1, p),
            UInt8Key(source, i0, j1, k1, p), UInt8Key(source, i1, j1, k1, p), UInt8Key(source, i2, j1, k1, p),
            UInt8Key(source, i0, j2, k1, p), UInt8Key(source, i1, j2, k1, p), UInt8Key(source, i2, j2, k1, p),
            UInt8Key(source, i0, j0, k2, p), UInt8Key(source, i1, j0, k2, p), UInt8Key(source, i2, j0, k2, p),
            UInt8Key(source, i0, j1, k2, p), UInt8Key(source, i1, j1, k2, p), UInt8Key(source, i2, j1, k2, p),
            UInt8Key(source, i0, j2, k2, p), UInt8Key(source, i1, j2, k2, p), UInt8Key(source, i2, j2, k2, p));
        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = RankKernels.Intensity(median, p.Slope, p.Intercept);
    }

    /// <summary>i16 voxels; the result is rescaled to an intensity.</summary>
    [Kernel]
    public static void Median27Int16(Index3D voxel, ArrayView<short> source, ArrayView<float> target, NeighbourhoodParameters p)
    {
        var i0 = BorderModes.SampleIndex(voxel.X - 1, p.SizeI, p.Border);
        var i1 = BorderModes.SampleIndex(voxel.X, p.SizeI, p.Border);
        var i2 = BorderModes.SampleIndex(voxel.X + 1, p.SizeI, p.Border);
        var j0 = BorderModes.SampleIndex(voxel.Y - 1, p.SizeJ, p.Border);
        var j1 = BorderModes.SampleIndex(voxel.Y, p.SizeJ, p.Border);
        var j2 = BorderModes.SampleIndex(voxel.Y + 1, p.SizeJ, p.Border);
        var k0 = BorderModes.SampleIndex(voxel.Z - 1, p.SizeK, p.Border);
        var k1 = BorderModes.SampleIndex(voxel.Z, p.SizeK, p.Border);
        var k2 = BorderModes.SampleIndex(voxel.Z + 1, p.SizeK, p.Border);
        var median = Median27(
            Int16Key(source, i0, j0, k0, p), Int16Key(source, i1, j0, k0, p), Int16Key(source, i2, j0, k0, p),
            Int16Key(source, i0, j1, k0, p), Int16Key(source, i1, j1, k0, p), Int16Key(source, i2, j1, k0, p),
            Int16Key(source, i0, j2, k0, p), Int16Key(source, i1, j2, k0, p), Int16Key(source, i2, j2, k0, p),
            Int16Key(source, i0, j0, k1, p), Int16Key(source, i1, j0, k1, p), Int16Key(source, i2, j0, k1, p),
            Int16Key(source, i0, j1, k1, p), Int16Key(source, i1, j1, k1, p), Int16Key(source, i2, j1, k1, p),
            Int16Key(source, i0, j2, k1, p), Int16Key(source, i1, j2, k1, p), Int16Key(source, i2, j2, k1, p),
            Int16Key(source, i0, j0, k2, p), Int16Key(source, i1, j0, k2, p), Int16Key(source, i2, j0, k2, p),
            Int16Key(source, i0, j1, k2, p), Int16Key(source, i1, j1, k2, p), Int16Key(source, i2, j1, k2, p),
            Int16Key(source, i0, j2, k2, p), Int16Key(source, i1, j2, k2, p), Int16Key(source, i2, j2, k2, p));
        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = RankKernels.Intensity(median, p.Slope, p.Intercept);
    }

    /// <summary>u16 voxels; the result is rescaled to an intensity.</summary>
    [Kernel]
    public static void Median27UInt16(Index3D voxel, ArrayView<ushort> source, ArrayView<float> target, NeighbourhoodParameters p)
    {
        var i0 = BorderModes.SampleIndex(voxel.X - 1, p.SizeI, p.Border);
        var i1 = BorderModes.SampleIndex(voxel.X, p.SizeI, p.Border);
        var i2 = BorderModes.SampleIndex(voxel.X + 1, p.SizeI, p.Border);
        var j0 = BorderModes.SampleIndex(voxel.Y - 1, p.SizeJ, p.Border);
        var j1 = BorderModes.SampleIndex(voxel.Y, p.SizeJ, p.Border);
        var j2 = BorderModes.SampleIndex(voxel.Y + 1, p.SizeJ, p.Border);
        var k0 = BorderModes.SampleIndex(voxel.Z - 1, p.SizeK, p.Border);
        var k1 = BorderModes.SampleIndex(voxel.Z, p.SizeK, p.Border);
        var k2 = BorderModes.SampleIndex(voxel.Z + 1, p.SizeK, p.Border);
        var median = Median27(
            UInt16Key(source, i0, j0, k0, p), UInt16Key(source, i1, j0, k0, p), UInt16Key(source, i2, j0, k0, p),
            UInt16Key(source, i0, j1, k0, p), UInt16Key(source, i1, j1, k0, p), UInt16Key(source, i2, j1, k0, p),
            UInt16Key(source, i0, j2, k0, p), UInt16Key(source, i1, j2, k0, p), UInt16Key(source, i2, j2, k0, p),
            UInt16Key(source, i0, j0, k1, p), UInt16Key(source, i1, j0, k1, p), UInt16Key(source, i2, j0, k1, p),
            UInt16Key(source, i0, j1, k1, p), UInt16Key(source, i1, j1, k1, p), UInt16Key(source, i2, j1, k1, p),
            UInt16Key(source, i0, j2, k1, p), UInt16Key(source, i1, j2, k1, p), UInt16Key(source, i2, j2, k1, p),
            UInt16Key(source, i0, j0, k2, p), UInt16Key(source, i1, j0, k2, p), UInt16Key(source, i2, j0, k2, p),
            UInt16Key(source, i0, j1, k2, p), UInt16Key(source, i1, j1, k2, p), UInt16Key(source, i2, j1, k2, p),
            UInt16Key(source, i0, j2, k2, p), UInt16Key(source, i1, j2, k2, p), UInt16Key(source, i2, j2, k2, p));
        target[voxel.X + (long)p.SizeI * (voxel.Y + (long)p.SizeJ * voxel.Z)] = RankKernels.Intensity(median, p.Slope, p.Intercept);
    }

    private static int Float32Key(ArrayView<float> source, int i, int j, int k, NeighbourhoodParameters p)
    {
        if (i < 0 || j < 0 || k < 0)
            return RankKernels.Key(p.BorderValue);
        return RankKernels.Key(source[i + (long)p.SizeI * (j + (long)p.SizeJ * k)]);
    }

    private static int UInt8Key(ArrayView<byte> source, int i, int j, int k, NeighbourhoodParameters p)
    {
        if (i < 0 || j < 0 || k < 0)
            return (int)p.BorderValue;
        return source[i + (long)p.SizeI * (j + (long)p.SizeJ * k)];
    }

    private static int Int16Key(ArrayView<short> source, int i, int j, int k, NeighbourhoodParameters p)
    {
        if (i < 0 || j < 0 || k < 0)
            return (int)p.BorderValue;
        return source[i + (long)p.SizeI * (j + (long)p.SizeJ * k)];
    }

    private static int UInt16Key(ArrayView<ushort> source, int i, int j, int k, NeighbourhoodParameters p)
    {
        if (i < 0 || j < 0 || k < 0)
            return (int)p.BorderValue;
        return source[i + (long)p.SizeI * (j + (long)p.SizeJ * k)];
    }

    // 228 operations.
    private static int Median27(int a0, int a1, int a2, int a3, int a4, int a5, int a6, int a7, int a8, int a9, int a10, int a11, int a12, int a13, int a14, int a15, int a16, int a17, int a18, int a19, int a20, int a21, int a22, int a23, int a24, int a25, int a26)
    {
        var v2 = XMath.Min(a0, a2);
        var v3 = XMath.Max(a0, a2);
        var v5 = XMath.Min(a1, v2);
        var v6 = XMath.Max(a1, v2);
        var v7 = XMath.Min(v3, v6);
        var v8 = XMath.Max(v3, v6);
        var v11 = XMath.Min(a3, a5);
        var v12 = XMath.Max(a3, a5);
        var v14 = XMath.Min(a4, v11);
        var v15 = XMath.Max(a4, v11);
        var v16 = XMath.Min(v12, v15);
        var v17 = XMath.Max(v12, v15);
        var v20 = XMath.Min(a6, a8);
        var v21 = XMath.Max(a6, a8);
        var v23 = XMath.Min(a7, v20);
        var v24 = XMath.Max(a7, v20);
        var v25 = XMath.Min(v21, v24);
        var v26 = XMath.Max(v21, v24);
        var v27 = XMath.Min(v5, v14);
        var v28 = XMath.Max(v5, v14);
        var v29 = XMath.Min(v8, v17);
        var v30 = XMath.Max(v8, v17);
        var v31 = XMath.Min(v28, v29);
        var v32 = XMath.Max(v28, v29);
        var v33 = XMath.Min(v7, v16);
        var v34 = XMath.Max(v7, v16);
        var v35 = XMath.Min(v31, v33);
        var v36 = XMath.Max(v31, v33);
        var v37 = XMath.Min(v32, v34);
        var v38 = XMath.Max(v32, v34);
        var v39 = XMath.Min(v23, v27);
        var v40 = XMath.Max(v23, v27);
        var v41 = XMath.Min(v38, v40);
        var v42 = XMath.Max(v38, v40);
        var v43 = XMath.Min(v26, v36);
        var v44 = XMath.Max(v26, v36);
        var v45 = XMath.Min(v41, v43);
        var v46 = XMath.Max(v41, v43);
        var v47 = XMath.Min(v42, v44);
        var v48 = XMath.Max(v42, v44);
        var v49 = XMath.Min(v25, v35);
        var v50 = XMath.Max(v25, v35);
        var v51 = XMath.Min(v30, v50);
        var v52 = XMath.Max(v30, v50);
        var v53 = XMath.Min(v37, v51);
        var v54 = XMath.Max(v37, v51);
        var v55 = XMath.Min(v45, v49);
        var v56 = XMath.Max(v45, v49);
        var v57 = XMath.Min(v46, v53);
        var v58 = XMath.Max(v46, v53);
        var v59 = XMath.Min(v47, v54);
        var v60 = XMath.Max(v47, v54);
        var v61 = XMath.Min(v48, v52);
        var v62 = XMath.Max(v48, v52);
        var v65 = XMath.Min(a9, a11);
        var v66 = XMath.Max(a9, a11);
        var v68 = XMath.Min(a10, v65);
        var v69 = XMath.Max(a10, v65);
        var v70 = XMath.Min(v66, v69);
        var v71 = XMath.Max(v66, v69);
        var v74 = XMath.Min(a12, a14);
        var v75 = XMath.Max(a12, a14);
        var v77 = XMath.Min(a13, v74);
        var v78 = XMath.Max(a13, v74);
        var v79 = XMath.Min(v75, v78);
        var v80 = XMath.Max(v75, v78);
        var v83 = XMath.Min(a15, a17);
        var v84 = XMath.Max(a15, a17);
        var v86 = XMath.Min(a16, v83);
        var v87 = XMath.Max(a16, v83);
        var v88 = XMath.Min(v84, v87);
        var v89 = XMath.Max(v84, v87);
        var v90 = XMath.Min(v68, v77);
        var v91 = XMath.Max(v68, v77);
        var v92 = XMath.Min(v71, v80);
        var v93 = XMath.Max(v71, v80);
        var v94 = XMath.Min(v91, v92);
        var v95 = XMath.Max(v91, v92);
        var v96 = XMath.Min(v70, v79);
        var v97 = XMath.Max(v70, v79);
        var v98 = XMath.Min(v94, v96);
        var v99 = XMath.Max(v94, v96);
        var v100 = XMath.Min(v95, v97);
        var v101 = XMath.Max(v95, v97);
        var v102 = XMath.Min(v86, v90);
        var v103 = XMath.Max(v86, v90);
        var v104 = XMath.Min(v101, v103);
        var v105 = XMath.Max(v101, v103);
        var v106 = XMath.Min(v89, v99);
        var v107 = XMath.Max(v89, v99);
        var v108 = XMath.Min(v104, v106);
        var v109 = XMath.Max(v104, v106);
        var v110 = XMath.Min(v105, v107);
        var v111 = XMath.Max(v105, v107);
        var v112 = XMath.Min(v88, v98);
        var v113 = XMath.Max(v88, v98);
        var v114 = XMath.Min(v93, v113);
        var v115 = XMath.Max(v93, v113);
        var v116 = XMath.Min(v100, v114);
        var v117 = XMath.Max(v100, v114);
        var v118 = XMath.Min(v108, v112);
        var v119 = XMath.Max(v108, v112);
        var v120 = XMath.Min(v109, v116);
        var v121 = XMath.Max(v109, v116);
        var v122 = XMath.Min(v110, v117);
        var v123 = XMath.Max(v110, v117);
        var v124 = XMath.Min(v111, v115);
        var v125 = XMath.Max(v111, v115);
        var v128 = XMath.Min(a18, a20);
        var v129 = XMath.Max(a18, a20);
        var v131 = XMath.Min(a19, v128);
        var v132 = XMath.Max(a19, v128);
        var v133 = XMath.Min(v129, v132);
        var v134 = XMath.Max(v129, v132);
        var v137 = XMath.Min(a21, a23);
        var v138 = XMath.Max(a21, a23);
        var v140 = XMath.Min(a22, v137);
        var v141 = XMath.Max(a22, v137);
        var v142 = XMath.Min(v138, v141);
        var v143 = XMath.Max(v138, v141);
        var v146 = XMath.Min(a24, a26);
        var v147 = XMath.Max(a24, a26);
        var v149 = XMath.Min(a25, v146);
        var v150 = XMath.Max(a25, v146);
        var v151 = XMath.Min(v147, v150);
        var v152 = XMath.Max(v147, v150);
        var v153 = XMath.Min(v131, v140);
        var v154 = XMath.Max(v131, v140);
        var v155 = XMath.Min(v134, v143);
        var v156 = XMath.Max(v134, v143);
        var v157 = XMath.Min(v154, v155);
        var v158 = XMath.Max(v154, v155);
        var v159 = XMath.Min(v133, v142);
        var v160 = XMath.Max(v133, v142);
        var v161 = XMath.Min(v157, v159);
        var v162 = XMath.Max(v157, v159);
        var v163 = XMath.Min(v158, v160);
        var v164 = XMath.Max(v158, v160);
        var v165 = XMath.Min(v149, v153);
        var v166 = XMath.Max(v149, v153);
        var v167 = XMath.Min(v164, v166);
        var v168 = XMath.Max(v164, v166);
        var v169 = XMath.Min(v152, v162);
        var v170 = XMath.Max(v152, v162);
        var v171 = XMath.Min(v167, v169);
        var v172 = XMath.Max(v167, v169);
        var v173 = XMath.Min(v168, v170);
        var v174 = XMath.Max(v168, v170);
        var v175 = XMath.Min(v151, v161);
        var v176 = XMath.Max(v151, v161);
        var v177 = XMath.Min(v156, v176);
        var v178 = XMath.Max(v156, v176);
        var v179 = XMath.Min(v163, v177);
        var v180 = XMath.Max(v163, v177);
        var v181 = XMath.Min(v171, v175);
        var v182 = XMath.Max(v171, v175);
        var v183 = XMath.Min(v172, v179);
        var v184 = XMath.Max(v172, v179);
        var v185 = XMath.Min(v173, v180);
        var v186 = XMath.Max(v173, v180);
        var v187 = XMath.Min(v174, v178);
        var v188 = XMath.Max(v174, v178);
        var v189 = XMath.Max(v39, v102);
        var v190 = XMath.Min(v62, v125);
        var v191 = XMath.Min(v189, v190);
        var v192 = XMath.Max(v189, v190);
        var v193 = XMath.Min(v58, v121);
        var v194 = XMath.Max(v58, v121);
        var v195 = XMath.Min(v191, v193);
        var v196 = XMath.Max(v191, v193);
        var v197 = XMath.Min(v192, v194);
        var v198 = XMath.Max(v192, v194);
        var v199 = XMath.Min(v56, v119);
        var v200 = XMath.Max(v56, v119);
        var v201 = XMath.Min(v60, v123);
        var v202 = XMath.Max(v60, v123);
        var v203 = XMath.Min(v200, v201);
        var v204 = XMath.Max(v200, v201);
        var v205 = XMath.Max(v195, v199);
        var v206 = XMath.Min(v196, v203);
        var v207 = XMath.Max(v196, v203);
        var v208 = XMath.Min(v197, v204);
        var v209 = XMath.Max(v197, v204);
        var v210 = XMath.Min(v198, v202);
        var v211 = XMath.Max(v55, v118);
        var v212 = XMath.Min(v59, v122);
        var v213 = XMath.Max(v59, v122);
        var v214 = XMath.Min(v211, v212);
        var v215 = XMath.Max(v211, v212);
        var v216 = XMath.Min(v57, v120);
        var v217 = XMath.Max(v57, v120);
        var v218 = XMath.Min(v61, v124);
        var v219 = XMath.Min(v217, v218);
        var v220 = XMath.Max(v217, v218);
        var v221 = XMath.Min(v214, v216);
        var v222 = XMath.Max(v214, v216);
        var v223 = XMath.Min(v215, v219);
        var v224 = XMath.Max(v215, v219);
        var v225 = XMath.Min(v213, v220);
        var v226 = XMath.Max(v213, v220);
        var v227 = XMath.Max(v205, v221);
        var v228 = XMath.Min(v206, v222);
        var v229 = XMath.Max(v206, v222);
        var v230 = XMath.Min(v207, v223);
        var v231 = XMath.Max(v207, v223);
        var v232 = XMath.Min(v208, v224);
        var v233 = XMath.Max(v208, v224);
        var v234 = XMath.Min(v209, v225);
        var v235 = XMath.Max(v209, v225);
        var v236 = XMath.Min(v210, v226);
        var v237 = XMath.Max(v188, v227);
        var v238 = XMath.Max(v187, v228);
        var v239 = XMath.Max(v186, v229);
        var v240 = XMath.Max(v185, v230);
        var v241 = XMath.Max(v184, v231);
        var v242 = XMath.Max(v183, v232);
        var v243 = XMath.Max(v182, v233);
        var v244 = XMath.Max(v181, v234);
        var v245 = XMath.Max(v165, v235);
        var v246 = XMath.Min(v237, v238);
        var v247 = XMath.Min(v239, v240);
        var v248 = XMath.Min(v241, v242);
        var v249 = XMath.Min(v243, v244);
        var v250 = XMath.Min(v236, v245);
        var v251 = XMath.Min(v246, v247);
        var v252 = XMath.Min(v248, v249);
        var v253 = XMath.Min(v251, v252);
        var v254 = XMath.Min(v250, v253);
        return v254;
    }
}
