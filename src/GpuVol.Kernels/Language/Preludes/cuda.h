/* The kernel language in CUDA C++17: for NVRTC and nvcc, and for clang without CUDA's headers (which checks the text only). */
#if defined(__clang__) && !defined(__CUDACC_RTC__) && !defined(__NVCC__)
#define GV_CLANG 1
#pragma clang fp contract(off)
#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
#define __shared__ __attribute__((shared))
#define __forceinline__ inline __attribute__((always_inline))
#endif

#define KERNEL extern "C" __global__
#define DEVICE static __device__ __forceinline__
#define GLOBAL
#define LOCAL
#define PRIVATE
#define SHARED_ARRAY __shared__
#define GV_ZERO {}

typedef signed char i8;
typedef unsigned char u8;
typedef short i16;
typedef unsigned short u16;
typedef int i32;
typedef unsigned int u32;
typedef long long i64;
typedef unsigned long long u64;
typedef float f32;
typedef double f64;
#define I64(x) x##LL
#define U64(x) x##ULL

#ifdef GV_CLANG
#define GV_TID(a) __nvvm_read_ptx_sreg_tid_##a()
#define GV_NTID(a) __nvvm_read_ptx_sreg_ntid_##a()
#define GV_CTAID(a) __nvvm_read_ptx_sreg_ctaid_##a()
#define GV_NCTAID(a) __nvvm_read_ptx_sreg_nctaid_##a()
#else
#define GV_TID(a) threadIdx.a
#define GV_NTID(a) blockDim.a
#define GV_CTAID(a) blockIdx.a
#define GV_NCTAID(a) gridDim.a
#endif
#define GLOBAL_ID_X ((i64)GV_CTAID(x) * (i64)GV_NTID(x) + (i64)GV_TID(x))
#define GLOBAL_ID_Y ((i64)GV_CTAID(y) * (i64)GV_NTID(y) + (i64)GV_TID(y))
#define GLOBAL_ID_Z ((i64)GV_CTAID(z) * (i64)GV_NTID(z) + (i64)GV_TID(z))
#define GROUP_IDX_X ((i32)GV_TID(x))
#define GROUP_IDX_Y ((i32)GV_TID(y))
#define GROUP_IDX_Z ((i32)GV_TID(z))
#define GROUP_DIM_X ((i32)GV_NTID(x))
#define GROUP_DIM_Y ((i32)GV_NTID(y))
#define GROUP_DIM_Z ((i32)GV_NTID(z))
#define GRID_IDX_X ((i32)GV_CTAID(x))
#define GRID_IDX_Y ((i32)GV_CTAID(y))
#define GRID_IDX_Z ((i32)GV_CTAID(z))
#define GRID_DIM_X ((i32)GV_NCTAID(x))
#define GRID_DIM_Y ((i32)GV_NCTAID(y))
#define GRID_DIM_Z ((i32)GV_NCTAID(z))
#define GV_BARRIER() __syncthreads()

typedef struct { i32 X, Y; } gv_index2;
typedef struct { i32 X, Y, Z; } gv_index3;
DEVICE gv_index2 gv_make_index2(i32 x, i32 y) { gv_index2 r = { x, y }; return r; }
DEVICE gv_index3 gv_make_index3(i32 x, i32 y, i32 z) { gv_index3 r = { x, y, z }; return r; }
DEVICE i32 gv_equal_index2(gv_index2 a, gv_index2 b) { return a.X == b.X && a.Y == b.Y; }
DEVICE i32 gv_equal_index3(gv_index3 a, gv_index3 b) { return a.X == b.X && a.Y == b.Y && a.Z == b.Z; }

DEVICE u32 gv_f32_to_bits(f32 x) { union { f32 f; u32 u; } c; c.f = x; return c.u; }
DEVICE f32 gv_bits_to_f32(u32 x) { union { f32 f; u32 u; } c; c.u = x; return c.f; }
DEVICE u64 gv_f64_to_bits(f64 x) { union { f64 f; u64 u; } c; c.f = x; return c.u; }
DEVICE f64 gv_bits_to_f64(u64 x) { union { f64 f; u64 u; } c; c.u = x; return c.f; }

/* Clang has no declarations of these without the headers; libdevice knows them under these names. */
#ifdef GV_CLANG
extern "C" __device__ float __nv_sinf(float);
extern "C" __device__ float __nv_cosf(float);
extern "C" __device__ float __nv_tanf(float);
extern "C" __device__ float __nv_asinf(float);
extern "C" __device__ float __nv_acosf(float);
extern "C" __device__ float __nv_atanf(float);
extern "C" __device__ float __nv_sinhf(float);
extern "C" __device__ float __nv_coshf(float);
extern "C" __device__ float __nv_tanhf(float);
extern "C" __device__ float __nv_asinhf(float);
extern "C" __device__ float __nv_acoshf(float);
extern "C" __device__ float __nv_atanhf(float);
extern "C" __device__ float __nv_expf(float);
extern "C" __device__ float __nv_exp2f(float);
extern "C" __device__ float __nv_logf(float);
extern "C" __device__ float __nv_log2f(float);
extern "C" __device__ float __nv_log10f(float);
extern "C" __device__ float __nv_cbrtf(float);
extern "C" __device__ float __nv_fsqrt_rn(float);
extern "C" __device__ float __nv_floorf(float);
extern "C" __device__ float __nv_ceilf(float);
extern "C" __device__ float __nv_truncf(float);
extern "C" __device__ float __nv_fabsf(float);
extern "C" __device__ float __nv_rintf(float);
extern "C" __device__ float __nv_roundf(float);
extern "C" __device__ float __nv_atan2f(float, float);
extern "C" __device__ float __nv_powf(float, float);
extern "C" __device__ float __nv_fmodf(float, float);
extern "C" __device__ float __nv_copysignf(float, float);
extern "C" __device__ float __nv_fmaf(float, float, float);
extern "C" __device__ double __nv_sin(double);
extern "C" __device__ double __nv_cos(double);
extern "C" __device__ double __nv_tan(double);
extern "C" __device__ double __nv_asin(double);
extern "C" __device__ double __nv_acos(double);
extern "C" __device__ double __nv_atan(double);
extern "C" __device__ double __nv_sinh(double);
extern "C" __device__ double __nv_cosh(double);
extern "C" __device__ double __nv_tanh(double);
extern "C" __device__ double __nv_asinh(double);
extern "C" __device__ double __nv_acosh(double);
extern "C" __device__ double __nv_atanh(double);
extern "C" __device__ double __nv_exp(double);
extern "C" __device__ double __nv_exp2(double);
extern "C" __device__ double __nv_log(double);
extern "C" __device__ double __nv_log2(double);
extern "C" __device__ double __nv_log10(double);
extern "C" __device__ double __nv_cbrt(double);
extern "C" __device__ double __nv_dsqrt_rn(double);
extern "C" __device__ double __nv_floor(double);
extern "C" __device__ double __nv_ceil(double);
extern "C" __device__ double __nv_trunc(double);
extern "C" __device__ double __nv_fabs(double);
extern "C" __device__ double __nv_rint(double);
extern "C" __device__ double __nv_round(double);
extern "C" __device__ double __nv_atan2(double, double);
extern "C" __device__ double __nv_pow(double, double);
extern "C" __device__ double __nv_fmod(double, double);
extern "C" __device__ double __nv_copysign(double, double);
extern "C" __device__ double __nv_fma(double, double, double);
#define GV_MATH(libdevice, cuda) libdevice
extern "C" __device__ int __nv_popc(int);
extern "C" __device__ int __nv_popcll(long long);
extern "C" __device__ int __nv_clz(int);
extern "C" __device__ int __nv_clzll(long long);
__device__ int atomicAdd(int*, int);
__device__ int atomicExch(int*, int);
__device__ int atomicMin(int*, int);
__device__ int atomicMax(int*, int);
__device__ int atomicAnd(int*, int);
__device__ int atomicOr(int*, int);
__device__ int atomicXor(int*, int);
__device__ int atomicCAS(int*, int, int);
__device__ unsigned int atomicAdd(unsigned int*, unsigned int);
__device__ unsigned int atomicExch(unsigned int*, unsigned int);
__device__ unsigned int atomicMin(unsigned int*, unsigned int);
__device__ unsigned int atomicMax(unsigned int*, unsigned int);
__device__ unsigned int atomicAnd(unsigned int*, unsigned int);
__device__ unsigned int atomicOr(unsigned int*, unsigned int);
__device__ unsigned int atomicXor(unsigned int*, unsigned int);
__device__ unsigned int atomicCAS(unsigned int*, unsigned int, unsigned int);
__device__ unsigned long long atomicAdd(unsigned long long*, unsigned long long);
__device__ unsigned long long atomicExch(unsigned long long*, unsigned long long);
__device__ unsigned long long atomicMin(unsigned long long*, unsigned long long);
__device__ unsigned long long atomicMax(unsigned long long*, unsigned long long);
__device__ unsigned long long atomicAnd(unsigned long long*, unsigned long long);
__device__ unsigned long long atomicOr(unsigned long long*, unsigned long long);
__device__ unsigned long long atomicXor(unsigned long long*, unsigned long long);
__device__ unsigned long long atomicCAS(unsigned long long*, unsigned long long, unsigned long long);
__device__ long long atomicMin(long long*, long long);
__device__ long long atomicMax(long long*, long long);
__device__ float atomicAdd(float*, float);
__device__ double atomicAdd(double*, double);
#else
#define GV_MATH(libdevice, cuda) cuda
#endif

#define gv_sin_f32(x) GV_MATH(__nv_sinf, sinf)(x)
#define gv_cos_f32(x) GV_MATH(__nv_cosf, cosf)(x)
#define gv_tan_f32(x) GV_MATH(__nv_tanf, tanf)(x)
#define gv_asin_f32(x) GV_MATH(__nv_asinf, asinf)(x)
#define gv_acos_f32(x) GV_MATH(__nv_acosf, acosf)(x)
#define gv_atan_f32(x) GV_MATH(__nv_atanf, atanf)(x)
#define gv_sinh_f32(x) GV_MATH(__nv_sinhf, sinhf)(x)
#define gv_cosh_f32(x) GV_MATH(__nv_coshf, coshf)(x)
#define gv_tanh_f32(x) GV_MATH(__nv_tanhf, tanhf)(x)
#define gv_asinh_f32(x) GV_MATH(__nv_asinhf, asinhf)(x)
#define gv_acosh_f32(x) GV_MATH(__nv_acoshf, acoshf)(x)
#define gv_atanh_f32(x) GV_MATH(__nv_atanhf, atanhf)(x)
#define gv_exp_f32(x) GV_MATH(__nv_expf, expf)(x)
#define gv_exp2_f32(x) GV_MATH(__nv_exp2f, exp2f)(x)
#define gv_log_f32(x) GV_MATH(__nv_logf, logf)(x)
#define gv_log2_f32(x) GV_MATH(__nv_log2f, log2f)(x)
#define gv_log10_f32(x) GV_MATH(__nv_log10f, log10f)(x)
#define gv_cbrt_f32(x) GV_MATH(__nv_cbrtf, cbrtf)(x)
#define gv_sqrt_f32(x) GV_MATH(__nv_fsqrt_rn, __fsqrt_rn)(x)
#define gv_floor_f32(x) GV_MATH(__nv_floorf, floorf)(x)
#define gv_ceiling_f32(x) GV_MATH(__nv_ceilf, ceilf)(x)
#define gv_truncate_f32(x) GV_MATH(__nv_truncf, truncf)(x)
#define gv_abs_f32(x) GV_MATH(__nv_fabsf, fabsf)(x)
#define gv_round_f32(x) GV_MATH(__nv_rintf, rintf)(x)
#define gv_roundawayfromzero_f32(x) GV_MATH(__nv_roundf, roundf)(x)
#define gv_atan2_f32(x, y) GV_MATH(__nv_atan2f, atan2f)(x, y)
#define gv_pow_f32(x, y) GV_MATH(__nv_powf, powf)(x, y)
#define gv_fmod_f32(x, y) GV_MATH(__nv_fmodf, fmodf)(x, y)
#define gv_copysign_f32(x, y) GV_MATH(__nv_copysignf, copysignf)(x, y)
#define gv_fma_f32(x, y, z) GV_MATH(__nv_fmaf, fmaf)(x, y, z)
#define gv_sin_f64(x) GV_MATH(__nv_sin, sin)(x)
#define gv_cos_f64(x) GV_MATH(__nv_cos, cos)(x)
#define gv_tan_f64(x) GV_MATH(__nv_tan, tan)(x)
#define gv_asin_f64(x) GV_MATH(__nv_asin, asin)(x)
#define gv_acos_f64(x) GV_MATH(__nv_acos, acos)(x)
#define gv_atan_f64(x) GV_MATH(__nv_atan, atan)(x)
#define gv_sinh_f64(x) GV_MATH(__nv_sinh, sinh)(x)
#define gv_cosh_f64(x) GV_MATH(__nv_cosh, cosh)(x)
#define gv_tanh_f64(x) GV_MATH(__nv_tanh, tanh)(x)
#define gv_asinh_f64(x) GV_MATH(__nv_asinh, asinh)(x)
#define gv_acosh_f64(x) GV_MATH(__nv_acosh, acosh)(x)
#define gv_atanh_f64(x) GV_MATH(__nv_atanh, atanh)(x)
#define gv_exp_f64(x) GV_MATH(__nv_exp, exp)(x)
#define gv_exp2_f64(x) GV_MATH(__nv_exp2, exp2)(x)
#define gv_log_f64(x) GV_MATH(__nv_log, log)(x)
#define gv_log2_f64(x) GV_MATH(__nv_log2, log2)(x)
#define gv_log10_f64(x) GV_MATH(__nv_log10, log10)(x)
#define gv_cbrt_f64(x) GV_MATH(__nv_cbrt, cbrt)(x)
#define gv_sqrt_f64(x) GV_MATH(__nv_dsqrt_rn, __dsqrt_rn)(x)
#define gv_floor_f64(x) GV_MATH(__nv_floor, floor)(x)
#define gv_ceiling_f64(x) GV_MATH(__nv_ceil, ceil)(x)
#define gv_truncate_f64(x) GV_MATH(__nv_trunc, trunc)(x)
#define gv_abs_f64(x) GV_MATH(__nv_fabs, fabs)(x)
#define gv_round_f64(x) GV_MATH(__nv_rint, rint)(x)
#define gv_roundawayfromzero_f64(x) GV_MATH(__nv_round, round)(x)
#define gv_atan2_f64(x, y) GV_MATH(__nv_atan2, atan2)(x, y)
#define gv_pow_f64(x, y) GV_MATH(__nv_pow, pow)(x, y)
#define gv_fmod_f64(x, y) GV_MATH(__nv_fmod, fmod)(x, y)
#define gv_copysign_f64(x, y) GV_MATH(__nv_copysign, copysign)(x, y)
#define gv_fma_f64(x, y, z) GV_MATH(__nv_fma, fma)(x, y, z)

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

#define gv_popcount_u32(x) GV_MATH(__nv_popc, __popc)((i32)(x))
#define gv_popcount_u64(x) GV_MATH(__nv_popcll, __popcll)((i64)(x))
#define gv_leadingzerocount_u32(x) GV_MATH(__nv_clz, __clz)((i32)(x))
#define gv_leadingzerocount_u64(x) GV_MATH(__nv_clzll, __clzll)((i64)(x))

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

/* Atomics. CUDA spells some 64-bit ones unsigned only. */
#define gv_atomic_add_i32_g(p, v) atomicAdd(p, v)
#define gv_atomic_min_i32_g(p, v) atomicMin(p, v)
#define gv_atomic_max_i32_g(p, v) atomicMax(p, v)
#define gv_atomic_and_i32_g(p, v) atomicAnd(p, v)
#define gv_atomic_or_i32_g(p, v) atomicOr(p, v)
#define gv_atomic_xor_i32_g(p, v) atomicXor(p, v)
#define gv_atomic_exchange_i32_g(p, v) atomicExch(p, v)
#define gv_atomic_compareexchange_i32_g(p, c, v) atomicCAS(p, c, v)
#define gv_atomic_add_u32_g(p, v) atomicAdd(p, v)
#define gv_atomic_min_u32_g(p, v) atomicMin(p, v)
#define gv_atomic_max_u32_g(p, v) atomicMax(p, v)
#define gv_atomic_and_u32_g(p, v) atomicAnd(p, v)
#define gv_atomic_or_u32_g(p, v) atomicOr(p, v)
#define gv_atomic_xor_u32_g(p, v) atomicXor(p, v)
#define gv_atomic_exchange_u32_g(p, v) atomicExch(p, v)
#define gv_atomic_compareexchange_u32_g(p, c, v) atomicCAS(p, c, v)
#define gv_atomic_add_u64_g(p, v) atomicAdd(p, v)
#define gv_atomic_min_u64_g(p, v) atomicMin(p, v)
#define gv_atomic_max_u64_g(p, v) atomicMax(p, v)
#define gv_atomic_and_u64_g(p, v) atomicAnd(p, v)
#define gv_atomic_or_u64_g(p, v) atomicOr(p, v)
#define gv_atomic_xor_u64_g(p, v) atomicXor(p, v)
#define gv_atomic_exchange_u64_g(p, v) atomicExch(p, v)
#define gv_atomic_compareexchange_u64_g(p, c, v) atomicCAS(p, c, v)
#define gv_atomic_add_i64_g(p, v) ((i64)atomicAdd((u64*)(p), (u64)(v)))
#define gv_atomic_min_i64_g(p, v) atomicMin(p, v)
#define gv_atomic_max_i64_g(p, v) atomicMax(p, v)
#define gv_atomic_and_i64_g(p, v) ((i64)atomicAnd((u64*)(p), (u64)(v)))
#define gv_atomic_or_i64_g(p, v) ((i64)atomicOr((u64*)(p), (u64)(v)))
#define gv_atomic_xor_i64_g(p, v) ((i64)atomicXor((u64*)(p), (u64)(v)))
#define gv_atomic_exchange_i64_g(p, v) ((i64)atomicExch((u64*)(p), (u64)(v)))
#define gv_atomic_compareexchange_i64_g(p, c, v) ((i64)atomicCAS((u64*)(p), (u64)(c), (u64)(v)))
#define gv_atomic_add_f32_g(p, v) atomicAdd(p, v)
#define gv_atomic_add_f64_g(p, v) atomicAdd(p, v)
#define gv_atomic_add_i32_s(p, v) atomicAdd(p, v)
#define gv_atomic_min_i32_s(p, v) atomicMin(p, v)
#define gv_atomic_max_i32_s(p, v) atomicMax(p, v)
#define gv_atomic_and_i32_s(p, v) atomicAnd(p, v)
#define gv_atomic_or_i32_s(p, v) atomicOr(p, v)
#define gv_atomic_xor_i32_s(p, v) atomicXor(p, v)
#define gv_atomic_exchange_i32_s(p, v) atomicExch(p, v)
#define gv_atomic_compareexchange_i32_s(p, c, v) atomicCAS(p, c, v)
#define gv_atomic_add_u32_s(p, v) atomicAdd(p, v)
#define gv_atomic_min_u32_s(p, v) atomicMin(p, v)
#define gv_atomic_max_u32_s(p, v) atomicMax(p, v)
#define gv_atomic_and_u32_s(p, v) atomicAnd(p, v)
#define gv_atomic_or_u32_s(p, v) atomicOr(p, v)
#define gv_atomic_xor_u32_s(p, v) atomicXor(p, v)
#define gv_atomic_exchange_u32_s(p, v) atomicExch(p, v)
#define gv_atomic_compareexchange_u32_s(p, c, v) atomicCAS(p, c, v)
#define gv_atomic_add_u64_s(p, v) atomicAdd(p, v)
#define gv_atomic_min_u64_s(p, v) atomicMin(p, v)
#define gv_atomic_max_u64_s(p, v) atomicMax(p, v)
#define gv_atomic_and_u64_s(p, v) atomicAnd(p, v)
#define gv_atomic_or_u64_s(p, v) atomicOr(p, v)
#define gv_atomic_xor_u64_s(p, v) atomicXor(p, v)
#define gv_atomic_exchange_u64_s(p, v) atomicExch(p, v)
#define gv_atomic_compareexchange_u64_s(p, c, v) atomicCAS(p, c, v)
#define gv_atomic_add_i64_s(p, v) ((i64)atomicAdd((u64*)(p), (u64)(v)))
#define gv_atomic_min_i64_s(p, v) atomicMin(p, v)
#define gv_atomic_max_i64_s(p, v) atomicMax(p, v)
#define gv_atomic_and_i64_s(p, v) ((i64)atomicAnd((u64*)(p), (u64)(v)))
#define gv_atomic_or_i64_s(p, v) ((i64)atomicOr((u64*)(p), (u64)(v)))
#define gv_atomic_xor_i64_s(p, v) ((i64)atomicXor((u64*)(p), (u64)(v)))
#define gv_atomic_exchange_i64_s(p, v) ((i64)atomicExch((u64*)(p), (u64)(v)))
#define gv_atomic_compareexchange_i64_s(p, c, v) ((i64)atomicCAS((u64*)(p), (u64)(c), (u64)(v)))
#define gv_atomic_add_f32_s(p, v) atomicAdd(p, v)
#define gv_atomic_add_f64_s(p, v) atomicAdd(p, v)

