// What NVRTC knows without a header, for kernels that run on the host: every launch runs its blocks one after the other, and
// the threads of a block one after the other, or, where they wait for each other, in turns as coroutines.
#pragma once
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <tuple>
#include <ucontext.h>
#include <utility>

#define __device__
#define __host__
#define __shared__ static
#define __constant__ static const
#define __forceinline__ inline
#define __restrict__ __restrict

struct dim3 { unsigned int x, y, z; };
__attribute__((visibility("hidden"))) dim3 threadIdx, blockIdx, blockDim, gridDim;
__attribute__((visibility("hidden"))) ucontext_t simulated_scheduler, *simulated_threads;
__attribute__((visibility("hidden"))) size_t simulated_current;

static inline void __syncthreads() { swapcontext(&simulated_threads[simulated_current], &simulated_scheduler); }
static inline void __threadfence() {}
static inline void __threadfence_block() {}

static inline float __fsqrt_rn(float x) { return sqrtf(x); }
static inline double __dsqrt_rn(double x) { return sqrt(x); }
static inline float rsqrtf(float x) { return 1.0f / sqrtf(x); }
static inline double rsqrt(double x) { return 1.0 / sqrt(x); }
static inline int __popc(unsigned int x) { return __builtin_popcount(x); }
static inline int __popcll(unsigned long long x) { return __builtin_popcountll(x); }
static inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz((unsigned int)x); }
static inline int __clzll(long long x) { return x == 0 ? 64 : __builtin_clzll((unsigned long long)x); }
static inline int __float_as_int(float x) { int r; memcpy(&r, &x, 4); return r; }
static inline float __int_as_float(int x) { float r; memcpy(&r, &x, 4); return r; }
static inline long long __double_as_longlong(double x) { long long r; memcpy(&r, &x, 8); return r; }
static inline double __longlong_as_double(long long x) { double r; memcpy(&r, &x, 8); return r; }

#define SIMULATED_ATOMIC(name, type, expression) \
    static inline type name(type *address, type value) { type old = *address; *address = (expression); return old; }
#define SIMULATED_INTEGER_ATOMICS(type) \
    SIMULATED_ATOMIC(atomicExch, type, value) \
    SIMULATED_ATOMIC(atomicMin, type, value < old ? value : old) \
    SIMULATED_ATOMIC(atomicMax, type, value > old ? value : old) \
    SIMULATED_ATOMIC(atomicAnd, type, old & value) \
    SIMULATED_ATOMIC(atomicOr, type, old | value) \
    SIMULATED_ATOMIC(atomicXor, type, old ^ value) \
    static inline type atomicCAS(type *address, type expected, type value) { type old = *address; if (old == expected) *address = value; return old; }
SIMULATED_INTEGER_ATOMICS(int)
SIMULATED_INTEGER_ATOMICS(unsigned int)
SIMULATED_INTEGER_ATOMICS(unsigned long long)
SIMULATED_ATOMIC(atomicMin, long long, value < old ? value : old)
SIMULATED_ATOMIC(atomicMax, long long, value > old ? value : old)
SIMULATED_ATOMIC(atomicAdd, int, (int)((unsigned int)old + (unsigned int)value))
SIMULATED_ATOMIC(atomicAdd, unsigned int, old + value)
SIMULATED_ATOMIC(atomicAdd, unsigned long long, old + value)
SIMULATED_ATOMIC(atomicAdd, float, old + value)
SIMULATED_ATOMIC(atomicAdd, double, old + value)
SIMULATED_ATOMIC(atomicExch, float, value)

template <auto Kernel> struct simulated_kernel;

template <class... Arguments, void (*Kernel)(Arguments...)> struct simulated_kernel<Kernel>
{
    typedef std::tuple<Arguments...> Tuple;

    template <size_t... Index> static Tuple unpack(void **parameters, std::index_sequence<Index...>)
    {
        return Tuple(*(Arguments *)parameters[Index]...);
    }

    static inline Tuple *arguments;
    static inline bool *finished;

    static void coroutine()
    {
        std::apply(Kernel, *arguments);
        finished[simulated_current] = true;
    }

    static void run_block(Tuple &tuple)
    {
        for (threadIdx.z = 0; threadIdx.z < blockDim.z; threadIdx.z++)
            for (threadIdx.y = 0; threadIdx.y < blockDim.y; threadIdx.y++)
                for (threadIdx.x = 0; threadIdx.x < blockDim.x; threadIdx.x++)
                    std::apply(Kernel, tuple);
    }

    static void run_block_in_turns(Tuple &tuple, char *stacks, size_t stack_bytes)
    {
        const size_t count = (size_t)blockDim.x * blockDim.y * blockDim.z;
        arguments = &tuple;
        for (size_t i = 0; i < count; i++)
        {
            finished[i] = false;
            getcontext(&simulated_threads[i]);
            simulated_threads[i].uc_stack.ss_sp = stacks + i * stack_bytes;
            simulated_threads[i].uc_stack.ss_size = stack_bytes;
            simulated_threads[i].uc_link = &simulated_scheduler;
            makecontext(&simulated_threads[i], &coroutine, 0);
        }

        for (bool waiting = true; waiting;)
        {
            waiting = false;
            for (size_t i = 0; i < count; i++)
            {
                if (finished[i])
                    continue;
                simulated_current = i;
                threadIdx = { (unsigned int)(i % blockDim.x), (unsigned int)(i / blockDim.x % blockDim.y), (unsigned int)(i / blockDim.x / blockDim.y) };
                swapcontext(&simulated_scheduler, &simulated_threads[i]);
                waiting |= !finished[i];
            }
        }
    }

    static void launch(const unsigned int *grid, const unsigned int *block, void **parameters, bool waits)
    {
        const size_t stack_bytes = 64 << 10;
        const size_t count = (size_t)block[0] * block[1] * block[2];
        Tuple tuple = unpack(parameters, std::index_sequence_for<Arguments...>());
        gridDim = { grid[0], grid[1], grid[2] };
        blockDim = { block[0], block[1], block[2] };
        char *stacks = waits ? (char *)malloc(count * stack_bytes) : nullptr;
        simulated_threads = waits ? (ucontext_t *)malloc(count * sizeof(ucontext_t)) : nullptr;
        finished = waits ? (bool *)malloc(count) : nullptr;
        for (blockIdx.z = 0; blockIdx.z < gridDim.z; blockIdx.z++)
            for (blockIdx.y = 0; blockIdx.y < gridDim.y; blockIdx.y++)
                for (blockIdx.x = 0; blockIdx.x < gridDim.x; blockIdx.x++)
                {
                    if (waits)
                        run_block_in_turns(tuple, stacks, stack_bytes);
                    else
                        run_block(tuple);
                }
        free(stacks);
        free(simulated_threads);
        free(finished);
    }
};
