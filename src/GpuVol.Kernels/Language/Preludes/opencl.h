/* The kernel language in OpenCL C 1.2. */
#pragma OPENCL FP_CONTRACT OFF
#ifdef GV_USES_FLOAT64
#ifdef cl_khr_fp64
#pragma OPENCL EXTENSION cl_khr_fp64 : enable
#endif
#endif
#ifdef GV_USES_INT64_ATOMICS
#pragma OPENCL EXTENSION cl_khr_int64_base_atomics : enable
#pragma OPENCL EXTENSION cl_khr_int64_extended_atomics : enable
#endif

#define KERNEL __kernel
#define DEVICE static inline
#define GLOBAL __global
#define LOCAL __local
#define PRIVATE __private
#define SHARED_ARRAY __local
#define GV_ZERO {0}

typedef char i8;
typedef uchar u8;
typedef short i16;
typedef ushort u16;
typedef int i32;
typedef uint u32;
typedef long i64;
typedef ulong u64;
typedef float f32;
#ifdef GV_USES_FLOAT64
typedef double f64;
#endif
#define I64(x) x##L
#define U64(x) x##UL

#define GLOBAL_ID_X ((i64)get_global_id(0))
#define GLOBAL_ID_Y ((i64)get_global_id(1))
#define GLOBAL_ID_Z ((i64)get_global_id(2))
#define GROUP_IDX_X ((i32)get_local_id(0))
#define GROUP_IDX_Y ((i32)get_local_id(1))
#define GROUP_IDX_Z ((i32)get_local_id(2))
#define GROUP_DIM_X ((i32)get_local_size(0))
#define GROUP_DIM_Y ((i32)get_local_size(1))
#define GROUP_DIM_Z ((i32)get_local_size(2))
#define GRID_IDX_X ((i32)get_group_id(0))
#define GRID_IDX_Y ((i32)get_group_id(1))
#define GRID_IDX_Z ((i32)get_group_id(2))
#define GRID_DIM_X ((i32)get_num_groups(0))
#define GRID_DIM_Y ((i32)get_num_groups(1))
#define GRID_DIM_Z ((i32)get_num_groups(2))
#define GV_BARRIER() barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)

typedef struct { i32 X, Y; } gv_index2;
typedef struct { i32 X, Y, Z; } gv_index3;
DEVICE gv_index2 gv_make_index2(i32 x, i32 y) { gv_index2 r = { x, y }; return r; }
DEVICE gv_index3 gv_make_index3(i32 x, i32 y, i32 z) { gv_index3 r = { x, y, z }; return r; }
DEVICE i32 gv_equal_index2(gv_index2 a, gv_index2 b) { return a.X == b.X && a.Y == b.Y; }
DEVICE i32 gv_equal_index3(gv_index3 a, gv_index3 b) { return a.X == b.X && a.Y == b.Y && a.Z == b.Z; }

#define gv_sin_f32(x) sin(x)
#define gv_cos_f32(x) cos(x)
#define gv_tan_f32(x) tan(x)
#define gv_asin_f32(x) asin(x)
#define gv_acos_f32(x) acos(x)
#define gv_atan_f32(x) atan(x)
#define gv_sinh_f32(x) sinh(x)
#define gv_cosh_f32(x) cosh(x)
#define gv_tanh_f32(x) tanh(x)
#define gv_asinh_f32(x) asinh(x)
#define gv_acosh_f32(x) acosh(x)
#define gv_atanh_f32(x) atanh(x)
#define gv_exp_f32(x) exp(x)
#define gv_exp2_f32(x) exp2(x)
#define gv_log_f32(x) log(x)
#define gv_log2_f32(x) log2(x)
#define gv_log10_f32(x) log10(x)
#define gv_cbrt_f32(x) cbrt(x)
#define gv_sqrt_f32(x) sqrt(x)
#define gv_floor_f32(x) floor(x)
#define gv_ceiling_f32(x) ceil(x)
#define gv_truncate_f32(x) trunc(x)
#define gv_abs_f32(x) fabs(x)
#define gv_round_f32(x) rint(x)
#define gv_roundawayfromzero_f32(x) round(x)
#define gv_atan2_f32(x, y) atan2(x, y)
#define gv_pow_f32(x, y) pow(x, y)
#define gv_fmod_f32(x, y) fmod(x, y)
#define gv_copysign_f32(x, y) copysign(x, y)
#define gv_fma_f32(x, y, z) fma(x, y, z)
#define gv_f32_to_bits(x) as_uint(x)
#define gv_bits_to_f32(x) as_float(x)
#ifdef GV_USES_FLOAT64
#define gv_sin_f64(x) sin(x)
#define gv_cos_f64(x) cos(x)
#define gv_tan_f64(x) tan(x)
#define gv_asin_f64(x) asin(x)
#define gv_acos_f64(x) acos(x)
#define gv_atan_f64(x) atan(x)
#define gv_sinh_f64(x) sinh(x)
#define gv_cosh_f64(x) cosh(x)
#define gv_tanh_f64(x) tanh(x)
#define gv_asinh_f64(x) asinh(x)
#define gv_acosh_f64(x) acosh(x)
#define gv_atanh_f64(x) atanh(x)
#define gv_exp_f64(x) exp(x)
#define gv_exp2_f64(x) exp2(x)
#define gv_log_f64(x) log(x)
#define gv_log2_f64(x) log2(x)
#define gv_log10_f64(x) log10(x)
#define gv_cbrt_f64(x) cbrt(x)
#define gv_sqrt_f64(x) sqrt(x)
#define gv_floor_f64(x) floor(x)
#define gv_ceiling_f64(x) ceil(x)
#define gv_truncate_f64(x) trunc(x)
#define gv_abs_f64(x) fabs(x)
#define gv_round_f64(x) rint(x)
#define gv_roundawayfromzero_f64(x) round(x)
#define gv_atan2_f64(x, y) atan2(x, y)
#define gv_pow_f64(x, y) pow(x, y)
#define gv_fmod_f64(x, y) fmod(x, y)
#define gv_copysign_f64(x, y) copysign(x, y)
#define gv_fma_f64(x, y, z) fma(x, y, z)
#define gv_f64_to_bits(x) as_ulong(x)
#define gv_bits_to_f64(x) as_double(x)
#endif

/* Wrap-around, as C# has it: signed overflow is undefined in C, unsigned is not. */
#define gv_add_i32(a, b) ((i32)((u32)(a) + (u32)(b)))
#define gv_sub_i32(a, b) ((i32)((u32)(a) - (u32)(b)))
#define gv_mul_i32(a, b) ((i32)((u32)(a) * (u32)(b)))
#define gv_neg_i32(a) ((i32)(0u - (u32)(a)))
#define gv_add_i64(a, b) ((i64)((u64)(a) + (u64)(b)))
#define gv_sub_i64(a, b) ((i64)((u64)(a) - (u64)(b)))
#define gv_mul_i64(a, b) ((i64)((u64)(a) * (u64)(b)))
#define gv_neg_i64(a) ((i64)(U64(0) - (u64)(a)))

/* Shift counts are masked; >> on signed numbers copies the sign. */
#define gv_shl_i32(a, n) ((i32)((u32)(a) << ((n) & 31)))
#define gv_shr_i32(a, n) ((i32)(a) >> ((n) & 31))
#define gv_ushr_i32(a, n) ((i32)((u32)(a) >> ((n) & 31)))
#define gv_shl_u32(a, n) ((u32)(a) << ((n) & 31))
#define gv_shr_u32(a, n) ((u32)(a) >> ((n) & 31))
#define gv_ushr_u32(a, n) ((u32)(a) >> ((n) & 31))
#define gv_shl_i64(a, n) ((i64)((u64)(a) << ((n) & 63)))
#define gv_shr_i64(a, n) ((i64)(a) >> ((n) & 63))
#define gv_ushr_i64(a, n) ((i64)((u64)(a) >> ((n) & 63)))
#define gv_shl_u64(a, n) ((u64)(a) << ((n) & 63))
#define gv_shr_u64(a, n) ((u64)(a) >> ((n) & 63))
#define gv_ushr_u64(a, n) ((u64)(a) >> ((n) & 63))

/* Division by zero gives 0 and the least number divided by -1 gives itself, where C# throws and a CPU would trap. */
DEVICE i32 gv_div_i32(i32 a, i32 b) { return b == 0 ? 0 : b == -1 ? gv_neg_i32(a) : a / b; }
DEVICE i32 gv_rem_i32(i32 a, i32 b) { return b == 0 || b == -1 ? 0 : a % b; }
DEVICE u32 gv_div_u32(u32 a, u32 b) { return b == 0 ? 0u : a / b; }
DEVICE u32 gv_rem_u32(u32 a, u32 b) { return b == 0 ? 0u : a % b; }
DEVICE i64 gv_div_i64(i64 a, i64 b) { return b == 0 ? 0 : b == -1 ? gv_neg_i64(a) : a / b; }
DEVICE i64 gv_rem_i64(i64 a, i64 b) { return b == 0 || b == -1 ? 0 : a % b; }
DEVICE u64 gv_div_u64(u64 a, u64 b) { return b == 0 ? U64(0) : a / b; }
DEVICE u64 gv_rem_u64(u64 a, u64 b) { return b == 0 ? U64(0) : a % b; }
DEVICE i32 gv_min_i32(i32 a, i32 b) { return a < b ? a : b; }
DEVICE i32 gv_max_i32(i32 a, i32 b) { return a > b ? a : b; }
DEVICE i32 gv_clamp_i32(i32 x, i32 low, i32 high) { return x < low ? low : x > high ? high : x; }
DEVICE u32 gv_min_u32(u32 a, u32 b) { return a < b ? a : b; }
DEVICE u32 gv_max_u32(u32 a, u32 b) { return a > b ? a : b; }
DEVICE u32 gv_clamp_u32(u32 x, u32 low, u32 high) { return x < low ? low : x > high ? high : x; }
DEVICE i64 gv_min_i64(i64 a, i64 b) { return a < b ? a : b; }
DEVICE i64 gv_max_i64(i64 a, i64 b) { return a > b ? a : b; }
DEVICE i64 gv_clamp_i64(i64 x, i64 low, i64 high) { return x < low ? low : x > high ? high : x; }
DEVICE u64 gv_min_u64(u64 a, u64 b) { return a < b ? a : b; }
DEVICE u64 gv_max_u64(u64 a, u64 b) { return a > b ? a : b; }
DEVICE u64 gv_clamp_u64(u64 x, u64 low, u64 high) { return x < low ? low : x > high ? high : x; }
DEVICE i32 gv_abs_i32(i32 x) { return x < 0 ? gv_neg_i32(x) : x; }
DEVICE i32 gv_sign_i32(i32 x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }
DEVICE i64 gv_abs_i64(i64 x) { return x < 0 ? gv_neg_i64(x) : x; }
DEVICE i32 gv_sign_i64(i64 x) { return x > 0 ? 1 : x < 0 ? -1 : 0; }

#define gv_popcount_u32(x) ((i32)popcount((u32)(x)))
#define gv_popcount_u64(x) ((i32)popcount((u64)(x)))
#define gv_leadingzerocount_u32(x) ((i32)clz((u32)(x)))
#define gv_leadingzerocount_u64(x) ((i32)clz((u64)(x)))

/* All bits below the lowest set one, counted; C has no function for it on every device. */
#define gv_trailingzerocount_u32(x) gv_popcount_u32(~(u32)(x) & ((u32)(x) - 1u))
#define gv_trailingzerocount_u64(x) gv_popcount_u64(~(u64)(x) & ((u64)(x) - U64(1)))
#define gv_popcount_i32(x) gv_popcount_u32(x)
#define gv_popcount_i64(x) gv_popcount_u64(x)
#define gv_leadingzerocount_i32(x) gv_leadingzerocount_u32(x)
#define gv_leadingzerocount_i64(x) gv_leadingzerocount_u64(x)
#define gv_trailingzerocount_i32(x) gv_trailingzerocount_u32(x)
#define gv_trailingzerocount_i64(x) gv_trailingzerocount_u64(x)

DEVICE i32 gv_isnan_f32(f32 x) { return x != x; }
DEVICE i32 gv_isnegative_f32(f32 x) { return (i32)((u32)gv_f32_to_bits(x) >> 31); }
DEVICE i32 gv_isinfinity_f32(f32 x) { return (gv_f32_to_bits(x) & 0x7fffffffu) == 0x7f800000u; }
DEVICE i32 gv_isfinite_f32(f32 x) { return (gv_f32_to_bits(x) & 0x7fffffffu) < 0x7f800000u; }
DEVICE i32 gv_ispositiveinfinity_f32(f32 x) { return gv_f32_to_bits(x) == 0x7f800000u; }
DEVICE i32 gv_isnegativeinfinity_f32(f32 x) { return gv_f32_to_bits(x) == 0xff800000u; }
DEVICE i32 gv_sign_f32(f32 x) { return x > 0.0f ? 1 : x < 0.0f ? -1 : 0; }
DEVICE f32 gv_min_f32(f32 a, f32 b) { return a != b ? (a != a || a < b ? a : b) : (gv_isnegative_f32(a) ? a : b); }
DEVICE f32 gv_max_f32(f32 a, f32 b) { return a != b ? (a != a || a > b ? a : b) : (gv_isnegative_f32(b) ? a : b); }
DEVICE f32 gv_clamp_f32(f32 x, f32 low, f32 high) { return x < low ? low : x > high ? high : x; }
DEVICE f32 gv_rsqrt_f32(f32 x) { return 1.0f / gv_sqrt_f32(x); }
DEVICE i32 gv_f32_to_i32(f32 x) { return x != x ? 0 : x >= 2147483648.0f ? 2147483647 : x <= -2147483648.0f ? -2147483647 - 1 : (i32)x; }
DEVICE u32 gv_f32_to_u32(f32 x) { return !(x > 0.0f) ? 0u : x >= 4294967296.0f ? 4294967295u : (u32)x; }
DEVICE i64 gv_f32_to_i64(f32 x) { return x != x ? I64(0) : x >= 9223372036854775808.0f ? I64(9223372036854775807) : x <= -9223372036854775808.0f ? -I64(9223372036854775807) - I64(1) : (i64)x; }
DEVICE u64 gv_f32_to_u64(f32 x) { return !(x > 0.0f) ? U64(0) : x >= 18446744073709551616.0f ? U64(18446744073709551615) : (u64)x; }

#ifdef GV_USES_FLOAT64
DEVICE i32 gv_isnan_f64(f64 x) { return x != x; }
DEVICE i32 gv_isnegative_f64(f64 x) { return (i32)((u64)gv_f64_to_bits(x) >> 63); }
DEVICE i32 gv_isinfinity_f64(f64 x) { return (gv_f64_to_bits(x) & U64(0x7fffffffffffffff)) == U64(0x7ff0000000000000); }
DEVICE i32 gv_isfinite_f64(f64 x) { return (gv_f64_to_bits(x) & U64(0x7fffffffffffffff)) < U64(0x7ff0000000000000); }
DEVICE i32 gv_ispositiveinfinity_f64(f64 x) { return gv_f64_to_bits(x) == U64(0x7ff0000000000000); }
DEVICE i32 gv_isnegativeinfinity_f64(f64 x) { return gv_f64_to_bits(x) == U64(0xfff0000000000000); }
DEVICE i32 gv_sign_f64(f64 x) { return x > 0.0 ? 1 : x < 0.0 ? -1 : 0; }
DEVICE f64 gv_min_f64(f64 a, f64 b) { return a != b ? (a != a || a < b ? a : b) : (gv_isnegative_f64(a) ? a : b); }
DEVICE f64 gv_max_f64(f64 a, f64 b) { return a != b ? (a != a || a > b ? a : b) : (gv_isnegative_f64(b) ? a : b); }
DEVICE f64 gv_clamp_f64(f64 x, f64 low, f64 high) { return x < low ? low : x > high ? high : x; }
DEVICE f64 gv_rsqrt_f64(f64 x) { return 1.0 / gv_sqrt_f64(x); }
DEVICE i32 gv_f64_to_i32(f64 x) { return x != x ? 0 : x >= 2147483648.0 ? 2147483647 : x <= -2147483648.0 ? -2147483647 - 1 : (i32)x; }
DEVICE u32 gv_f64_to_u32(f64 x) { return !(x > 0.0) ? 0u : x >= 4294967296.0 ? 4294967295u : (u32)x; }
DEVICE i64 gv_f64_to_i64(f64 x) { return x != x ? I64(0) : x >= 9223372036854775808.0 ? I64(9223372036854775807) : x <= -9223372036854775808.0 ? -I64(9223372036854775807) - I64(1) : (i64)x; }
DEVICE u64 gv_f64_to_u64(f64 x) { return !(x > 0.0) ? U64(0) : x >= 18446744073709551616.0 ? U64(18446744073709551615) : (u64)x; }
#endif

/* Atomics. OpenCL C 1.2 has none on floats: compare and exchange the bits. */
#define gv_atomic_add_i32_g(p, v) atomic_add(p, v)
#define gv_atomic_min_i32_g(p, v) atomic_min(p, v)
#define gv_atomic_max_i32_g(p, v) atomic_max(p, v)
#define gv_atomic_and_i32_g(p, v) atomic_and(p, v)
#define gv_atomic_or_i32_g(p, v) atomic_or(p, v)
#define gv_atomic_xor_i32_g(p, v) atomic_xor(p, v)
#define gv_atomic_exchange_i32_g(p, v) atomic_xchg(p, v)
#define gv_atomic_compareexchange_i32_g(p, c, v) atomic_cmpxchg(p, c, v)
#define gv_atomic_add_u32_g(p, v) atomic_add(p, v)
#define gv_atomic_min_u32_g(p, v) atomic_min(p, v)
#define gv_atomic_max_u32_g(p, v) atomic_max(p, v)
#define gv_atomic_and_u32_g(p, v) atomic_and(p, v)
#define gv_atomic_or_u32_g(p, v) atomic_or(p, v)
#define gv_atomic_xor_u32_g(p, v) atomic_xor(p, v)
#define gv_atomic_exchange_u32_g(p, v) atomic_xchg(p, v)
#define gv_atomic_compareexchange_u32_g(p, c, v) atomic_cmpxchg(p, c, v)
#define gv_atomic_add_i32_s(p, v) atomic_add(p, v)
#define gv_atomic_min_i32_s(p, v) atomic_min(p, v)
#define gv_atomic_max_i32_s(p, v) atomic_max(p, v)
#define gv_atomic_and_i32_s(p, v) atomic_and(p, v)
#define gv_atomic_or_i32_s(p, v) atomic_or(p, v)
#define gv_atomic_xor_i32_s(p, v) atomic_xor(p, v)
#define gv_atomic_exchange_i32_s(p, v) atomic_xchg(p, v)
#define gv_atomic_compareexchange_i32_s(p, c, v) atomic_cmpxchg(p, c, v)
#define gv_atomic_add_u32_s(p, v) atomic_add(p, v)
#define gv_atomic_min_u32_s(p, v) atomic_min(p, v)
#define gv_atomic_max_u32_s(p, v) atomic_max(p, v)
#define gv_atomic_and_u32_s(p, v) atomic_and(p, v)
#define gv_atomic_or_u32_s(p, v) atomic_or(p, v)
#define gv_atomic_xor_u32_s(p, v) atomic_xor(p, v)
#define gv_atomic_exchange_u32_s(p, v) atomic_xchg(p, v)
#define gv_atomic_compareexchange_u32_s(p, c, v) atomic_cmpxchg(p, c, v)
DEVICE f32 gv_atomic_add_f32_g(volatile __global f32* p, f32 v)
{
    volatile __global u32* bits = (volatile __global u32*)p;
    u32 before = *bits;
    for (;;)
    {
        u32 seen = atomic_cmpxchg(bits, before, gv_f32_to_bits(gv_bits_to_f32(before) + v));
        if (seen == before)
            return gv_bits_to_f32(before);
        before = seen;
    }
}
DEVICE f32 gv_atomic_add_f32_s(volatile __local f32* p, f32 v)
{
    volatile __local u32* bits = (volatile __local u32*)p;
    u32 before = *bits;
    for (;;)
    {
        u32 seen = atomic_cmpxchg(bits, before, gv_f32_to_bits(gv_bits_to_f32(before) + v));
        if (seen == before)
            return gv_bits_to_f32(before);
        before = seen;
    }
}
#ifdef GV_USES_INT64_ATOMICS
#define gv_atomic_add_i64_g(p, v) atom_add(p, v)
#define gv_atomic_min_i64_g(p, v) atom_min(p, v)
#define gv_atomic_max_i64_g(p, v) atom_max(p, v)
#define gv_atomic_and_i64_g(p, v) atom_and(p, v)
#define gv_atomic_or_i64_g(p, v) atom_or(p, v)
#define gv_atomic_xor_i64_g(p, v) atom_xor(p, v)
#define gv_atomic_exchange_i64_g(p, v) atom_xchg(p, v)
#define gv_atomic_compareexchange_i64_g(p, c, v) atom_cmpxchg(p, c, v)
#define gv_atomic_add_u64_g(p, v) atom_add(p, v)
#define gv_atomic_min_u64_g(p, v) atom_min(p, v)
#define gv_atomic_max_u64_g(p, v) atom_max(p, v)
#define gv_atomic_and_u64_g(p, v) atom_and(p, v)
#define gv_atomic_or_u64_g(p, v) atom_or(p, v)
#define gv_atomic_xor_u64_g(p, v) atom_xor(p, v)
#define gv_atomic_exchange_u64_g(p, v) atom_xchg(p, v)
#define gv_atomic_compareexchange_u64_g(p, c, v) atom_cmpxchg(p, c, v)
#define gv_atomic_add_i64_s(p, v) atom_add(p, v)
#define gv_atomic_min_i64_s(p, v) atom_min(p, v)
#define gv_atomic_max_i64_s(p, v) atom_max(p, v)
#define gv_atomic_and_i64_s(p, v) atom_and(p, v)
#define gv_atomic_or_i64_s(p, v) atom_or(p, v)
#define gv_atomic_xor_i64_s(p, v) atom_xor(p, v)
#define gv_atomic_exchange_i64_s(p, v) atom_xchg(p, v)
#define gv_atomic_compareexchange_i64_s(p, c, v) atom_cmpxchg(p, c, v)
#define gv_atomic_add_u64_s(p, v) atom_add(p, v)
#define gv_atomic_min_u64_s(p, v) atom_min(p, v)
#define gv_atomic_max_u64_s(p, v) atom_max(p, v)
#define gv_atomic_and_u64_s(p, v) atom_and(p, v)
#define gv_atomic_or_u64_s(p, v) atom_or(p, v)
#define gv_atomic_xor_u64_s(p, v) atom_xor(p, v)
#define gv_atomic_exchange_u64_s(p, v) atom_xchg(p, v)
#define gv_atomic_compareexchange_u64_s(p, c, v) atom_cmpxchg(p, c, v)
#ifdef GV_USES_FLOAT64
DEVICE f64 gv_atomic_add_f64_g(volatile __global f64* p, f64 v)
{
    volatile __global u64* bits = (volatile __global u64*)p;
    u64 before = *bits;
    for (;;)
    {
        u64 seen = atom_cmpxchg(bits, before, gv_f64_to_bits(gv_bits_to_f64(before) + v));
        if (seen == before)
            return gv_bits_to_f64(before);
        before = seen;
    }
}
DEVICE f64 gv_atomic_add_f64_s(volatile __local f64* p, f64 v)
{
    volatile __local u64* bits = (volatile __local u64*)p;
    u64 before = *bits;
    for (;;)
    {
        u64 seen = atom_cmpxchg(bits, before, gv_f64_to_bits(gv_bits_to_f64(before) + v));
        if (seen == before)
            return gv_bits_to_f64(before);
        before = seen;
    }
}
#endif
#endif

