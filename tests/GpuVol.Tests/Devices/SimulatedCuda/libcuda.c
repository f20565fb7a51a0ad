// A stand-in for the CUDA driver that works in host memory, so that the bindings, the pool, the transfers, the kernels' text
// and the error paths run without a GPU. It checks what the driver checks (current context, known handles, ranges) and
// counts what is alive. simulated_set tells it to fail; simulated_get reads its counts.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1 << 14, MOST_DEVICES = 8 };

typedef struct { char *address; size_t bytes; int device; } block;
typedef struct { int device; } context;
typedef struct { int device; } stream;
typedef struct { int timed; int recorded; double at; } event;
typedef struct { void *library; } module;
typedef struct { void (*launch)(const unsigned int *, const unsigned int *, void **); } function;

static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
static _Thread_local context *current;
static context contexts[MOST_DEVICES];
static int retained[MOST_DEVICES];
static block blocks[MOST], host_blocks[MOST];
static long long opengl_device, downloaded, mapped_bytes, fail_map;
static long long streams_alive, events_alive, modules_alive, launches, allocations, transfers;
static long long devices = 2, memory_bytes = 1LL << 33, capability = 90, driver_version = 12040, max_threads = 1024, refuse_images, init_code;
static int launch_code, run_code, sticky;

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1e3 + time.tv_nsec * 1e-6;
}

static int enter(void)
{
    if (sticky != 0)
        return sticky;
    return current == NULL || retained[current->device] == 0 ? 201 : 0;
}

static long long bytes_alive(int device)
{
    long long sum = 0;
    for (int i = 0; i < MOST; i++)
        if (blocks[i].address != NULL && (device < 0 || blocks[i].device == device))
            sum += (long long)blocks[i].bytes;
    return sum;
}

static long long count_alive(block *list)
{
    long long count = 0;
    for (int i = 0; i < MOST; i++)
        count += list[i].address != NULL;
    return count;
}

#ifndef WITHOUT_OPENGL
typedef struct { unsigned int buffer; char *mapped; size_t bytes; } resource;
enum { MOST_RESOURCES = 64 };
static resource *resources[MOST_RESOURCES];
#endif

static int inside(uint64_t address, size_t bytes)
{
#ifndef WITHOUT_OPENGL
    for (int i = 0; i < MOST_RESOURCES; i++)
        if (resources[i] != NULL && resources[i]->mapped != NULL && address >= (uint64_t)resources[i]->mapped && address + bytes <= (uint64_t)resources[i]->mapped + resources[i]->bytes)
            return 1;
#endif
    for (int i = 0; i < MOST; i++)
        if (blocks[i].address != NULL && address >= (uint64_t)blocks[i].address && address + bytes <= (uint64_t)blocks[i].address + blocks[i].bytes)
            return 1;
    return 0;
}

static int add(block *list, void *address, size_t bytes)
{
    for (int i = 0; i < MOST; i++)
        if (list[i].address == NULL)
        {
            list[i] = (block){address, bytes, current->device};
            return 0;
        }
    return 2;
}

static int drop(block *list, void *address)
{
    for (int i = 0; i < MOST; i++)
        if (address != NULL && list[i].address == address)
        {
            free(address);
            list[i].address = NULL;
            return 0;
        }
    return 1;
}

#define CALL(...) { pthread_mutex_lock(&gate); int code = enter(); if (code == 0) { __VA_ARGS__ } pthread_mutex_unlock(&gate); return code; }

void simulated_set(const char *name, long long value)
{
    pthread_mutex_lock(&gate);
    if (strcmp(name, "devices") == 0) devices = value;
    else if (strcmp(name, "memory") == 0) memory_bytes = value;
    else if (strcmp(name, "capability") == 0) capability = value;
    else if (strcmp(name, "driver") == 0) driver_version = value;
    else if (strcmp(name, "max-threads") == 0) max_threads = value;
    else if (strcmp(name, "refuse-images") == 0) refuse_images = value;
    else if (strcmp(name, "init") == 0) init_code = value;
    else if (strcmp(name, "fail-launch") == 0) launch_code = (int)value;
    else if (strcmp(name, "fail-run") == 0) run_code = (int)value;
    else if (strcmp(name, "sticky") == 0) sticky = (int)value;
    else if (strcmp(name, "opengl-device") == 0) opengl_device = value;
    else if (strcmp(name, "fail-map") == 0) fail_map = value;
    else abort();
    pthread_mutex_unlock(&gate);
}

long long simulated_get(const char *name)
{
    pthread_mutex_lock(&gate);
    long long value = -1;
    if (strcmp(name, "bytes") == 0) value = bytes_alive(-1);
    else if (strcmp(name, "blocks") == 0) value = count_alive(blocks);
    else if (strcmp(name, "host-blocks") == 0) value = count_alive(host_blocks);
    else if (strcmp(name, "streams") == 0) value = streams_alive;
    else if (strcmp(name, "events") == 0) value = events_alive;
    else if (strcmp(name, "modules") == 0) value = modules_alive;
    else if (strcmp(name, "launches") == 0) value = launches;
    else if (strcmp(name, "allocations") == 0) value = allocations;
    else if (strcmp(name, "transfers") == 0) value = transfers;
    else if (strcmp(name, "downloaded-bytes") == 0) value = downloaded;
    else if (strcmp(name, "mapped-bytes") == 0) value = mapped_bytes;
#ifndef WITHOUT_OPENGL
    else if (strcmp(name, "resources") == 0)
    {
        value = 0;
        for (int i = 0; i < MOST_RESOURCES; i++)
            value += resources[i] != NULL;
    }
#endif
    else if (strcmp(name, "contexts") == 0) value = retained[0] + retained[1];
    pthread_mutex_unlock(&gate);
    return value;
}

int cuInit(unsigned int flags) { return flags != 0 ? 1 : (int)init_code; }
int cuDriverGetVersion(int *version) { *version = (int)driver_version; return 0; }

int cuGetErrorName(int code, const char **name)
{
    *name = code == 0 ? "CUDA_SUCCESS" : code == 1 ? "CUDA_ERROR_INVALID_VALUE" : code == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : code == 100 ? "CUDA_ERROR_NO_DEVICE" :
        code == 101 ? "CUDA_ERROR_INVALID_DEVICE" : code == 200 ? "CUDA_ERROR_INVALID_IMAGE" : code == 201 ? "CUDA_ERROR_INVALID_CONTEXT" : code == 400 ? "CUDA_ERROR_INVALID_HANDLE" :
        code == 205 ? "CUDA_ERROR_MAP_FAILED" : code == 208 ? "CUDA_ERROR_ALREADY_MAPPED" : code == 211 ? "CUDA_ERROR_NOT_MAPPED" : code == 219 ? "CUDA_ERROR_INVALID_GRAPHICS_CONTEXT" : code == 304 ? "CUDA_ERROR_OPERATING_SYSTEM" :
        code == 500 ? "CUDA_ERROR_NOT_FOUND" : code == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS" : code == 701 ? "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES" : code == 719 ? "CUDA_ERROR_LAUNCH_FAILED" : NULL;
    return *name == NULL;
}

int cuGetErrorString(int code, const char **text)
{
    *text = "a simulated error";
    return code < 0;
}

int cuDeviceGetCount(int *count) { *count = (int)devices; return 0; }
int cuDeviceGet(int *device, int ordinal) { *device = ordinal; return ordinal < 0 || ordinal >= devices ? 101 : 0; }
int cuDeviceGetName(char *name, int length, int device) { snprintf(name, (size_t)length, "Simulated GPU %c", 'A' + device); return device >= devices ? 101 : 0; }
int cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = (size_t)memory_bytes; return device >= devices ? 101 : 0; }

int cuDeviceGetAttribute(int *value, int attribute, int device)
{
    if (device >= devices)
        return 101;
    switch (attribute)
    {
        case 1: *value = (int)max_threads; return 0;
        case 6: case 7: *value = 65535; return 0;
        case 16: *value = 3; return 0;
        case 75: *value = (int)capability / 10; return 0;
        case 76: *value = (int)capability % 10; return 0;
        default: return 1;
    }
}

int cuDevicePrimaryCtxRetain(context **made, int device)
{
    pthread_mutex_lock(&gate);
    int code = device >= devices ? 101 : 0;
    if (code == 0)
    {
        retained[device]++;
        contexts[device].device = device;
        *made = &contexts[device];
    }
    pthread_mutex_unlock(&gate);
    return code;
}

int cuDevicePrimaryCtxRelease_v2(int device)
{
    pthread_mutex_lock(&gate);
    int code = retained[device] == 0 ? 201 : 0;
    if (code == 0 && --retained[device] == 0)
        for (int i = 0; i < MOST; i++)
            if (blocks[i].address != NULL && blocks[i].device == device)
                drop(blocks, blocks[i].address);
    pthread_mutex_unlock(&gate);
    return code;
}

int cuCtxSetCurrent(context *made) { current = made; return sticky; }

int cuMemGetInfo_v2(size_t *available, size_t *total)
CALL(*total = (size_t)memory_bytes; *available = (size_t)(memory_bytes - bytes_alive(current->device));)

int cuMemAlloc_v2(uint64_t *address, size_t bytes)
CALL(
    char *made = NULL;
    if (bytes == 0) code = 1;
    else if (bytes_alive(current->device) + (long long)bytes > memory_bytes || (made = aligned_alloc(256, (bytes + 255) / 256 * 256)) == NULL) code = 2;
    else if ((code = add(blocks, made, bytes)) == 0) { *address = (uint64_t)made; allocations++; })

int cuMemFree_v2(uint64_t address) CALL(code = drop(blocks, (void *)address);)

int cuMemHostAlloc(void **address, size_t bytes, unsigned int flags)
CALL((void)flags; *address = aligned_alloc(4096, (bytes + 4095) / 4096 * 4096); code = add(host_blocks, *address, bytes);)

int cuMemFreeHost(void *address) CALL(code = drop(host_blocks, address);)

int cuMemcpyHtoDAsync_v2(uint64_t target, const void *source, size_t bytes, stream *queue)
CALL(if (queue == NULL) code = 400; else if (!inside(target, bytes)) code = 1; else { memcpy((void *)target, source, bytes); transfers++; })

int cuMemcpyDtoHAsync_v2(void *target, uint64_t source, size_t bytes, stream *queue)
CALL(if (queue == NULL) code = 400; else if (!inside(source, bytes)) code = 1; else { memcpy(target, (void *)source, bytes); transfers++; downloaded += (long long)bytes; })

int cuMemcpyDtoDAsync_v2(uint64_t target, uint64_t source, size_t bytes, stream *queue)
CALL(if (queue == NULL) code = 400; else if (!inside(source, bytes) || !inside(target, bytes)) code = 1; else { memcpy((void *)target, (void *)source, bytes); transfers++; })

int cuStreamCreate(stream **made, unsigned int flags)
CALL((void)flags; *made = malloc(sizeof(stream)); (*made)->device = current->device; streams_alive++;)

int cuStreamDestroy_v2(stream *queue) CALL(free(queue); streams_alive--;)
int cuStreamSynchronize(stream *queue) CALL(if (queue == NULL || queue->device != current->device) code = 400;)

int cuEventCreate(event **made, unsigned int flags)
CALL(*made = calloc(1, sizeof(event)); (*made)->timed = (flags & 2) == 0; events_alive++;)

int cuEventDestroy_v2(event *mark) CALL(free(mark); events_alive--;)
int cuEventRecord(event *mark, stream *queue) CALL(if (queue == NULL) code = 400; else { mark->recorded = 1; mark->at = now(); })
int cuEventSynchronize(event *mark) CALL(if (mark == NULL) code = 400;)

int cuEventElapsedTime(float *milliseconds, event *start, event *stop)
CALL(if (!start->timed || !stop->timed || !start->recorded || !stop->recorded) code = 400; else *milliseconds = (float)(stop->at - start->at);)

int cuModuleLoadDataEx(module **made, const void *image, unsigned int options, int *names, void **values)
CALL(
    (void)options; (void)names; (void)values;
    char path[64] = "/tmp/gpuvol-image-XXXXXX";
    uint64_t length;
    memcpy(&length, (const char *)image + 8, 8);
    if (refuse_images > 0 || memcmp(image, "SIMCUBIN", 8) != 0)
    {
        refuse_images--;
        code = 200;
    }
    else
    {
        int file = mkstemp(path);
        if (write(file, (const char *)image + 16, length) != (ssize_t)length) code = 200;
        close(file);
        void *library = code == 0 ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
        unlink(path);
        if (library == NULL) code = 200;
        else { *made = malloc(sizeof(module)); (*made)->library = library; modules_alive++; }
    })

int cuModuleUnload(module *made) CALL(dlclose(made->library); free(made); modules_alive--;)

int cuModuleGetFunction(function **made, module *from, const char *name)
CALL(
    char symbol[512];
    snprintf(symbol, sizeof symbol, "simulated_launch_%s", name);
    void *launch = dlsym(from->library, symbol);
    if (launch == NULL) code = 500;
    else { *made = malloc(sizeof(function)); memcpy(&(*made)->launch, &launch, sizeof launch); })

int cuFuncGetAttribute(int *value, int attribute, function *kernel)
CALL((void)kernel; if (attribute != 0) code = 1; else *value = (int)max_threads;)

int cuLaunchKernel(function *kernel, unsigned int gx, unsigned int gy, unsigned int gz, unsigned int bx, unsigned int by, unsigned int bz,
                   unsigned int shared, stream *queue, void **parameters, void **extra)
CALL(
    (void)shared; (void)extra;
    unsigned int grid[3] = {gx, gy, gz};
    unsigned int group[3] = {bx, by, bz};
    if (queue == NULL || kernel == NULL) code = 400;
    else if (gx == 0 || gy == 0 || gz == 0 || gx > 2147483647u || gy > 65535 || gz > 65535 || (long long)bx * by * bz > max_threads) code = 1;
    else if (launch_code != 0) { code = launch_code; launch_code = 0; }
    else if (run_code != 0) { sticky = run_code; run_code = 0; }
    else { kernel->launch(grid, group, parameters); launches++; })

#ifndef WITHOUT_OPENGL
// OpenGL's buffers are real ones of the context that is current on the thread: mapping one maps it with OpenGL.
static void *gl(const char *name)
{
    static void *(*find)(const char *);
    if (find == NULL)
    {
        void *egl = dlopen("libEGL.so.1", RTLD_NOW | RTLD_LOCAL), *address = egl == NULL ? NULL : dlsym(egl, "eglGetProcAddress");
        memcpy(&find, &address, sizeof find);
    }
    return find == NULL ? NULL : find(name);
}

#define GL(result, name, ...) ((result (*)(__VA_ARGS__))gl(name))
enum { GL_VERSION = 0x1F02, GL_COPY_WRITE_BUFFER = 0x8F37, GL_BUFFER_SIZE = 0x8764, GL_WRITE_ONLY = 0x88B9 };

static int known(resource *wanted)
{
    for (int i = 0; i < MOST_RESOURCES; i++)
        if (wanted != NULL && resources[i] == wanted)
            return 1;
    return 0;
}

static int map(resource *it)
{
    int bytes = 0;
    if (!known(it)) return 400;
    if (it->mapped != NULL) return 208;
    if (fail_map > 0) { fail_map--; return 205; }
    GL(void, "glBindBuffer", unsigned int, unsigned int)(GL_COPY_WRITE_BUFFER, it->buffer);
    GL(void, "glGetBufferParameteriv", unsigned int, unsigned int, int *)(GL_COPY_WRITE_BUFFER, GL_BUFFER_SIZE, &bytes);
    it->mapped = GL(char *, "glMapBuffer", unsigned int, unsigned int)(GL_COPY_WRITE_BUFFER, GL_WRITE_ONLY);
    it->bytes = (size_t)bytes;
    GL(void, "glBindBuffer", unsigned int, unsigned int)(GL_COPY_WRITE_BUFFER, 0);
    return it->mapped == NULL ? 205 : 0;
}

static int unmap(resource *it)
{
    if (!known(it)) return 400;
    if (it->mapped == NULL) return 211;
    GL(void, "glBindBuffer", unsigned int, unsigned int)(GL_COPY_WRITE_BUFFER, it->buffer);
    unsigned char kept = GL(unsigned char, "glUnmapBuffer", unsigned int)(GL_COPY_WRITE_BUFFER);
    GL(void, "glBindBuffer", unsigned int, unsigned int)(GL_COPY_WRITE_BUFFER, 0);
    mapped_bytes += (long long)it->bytes;
    it->mapped = NULL;
    return kept ? 0 : 304;
}

int cuGLGetDevices_v2(unsigned int *count, int *list, unsigned int most, unsigned int which)
CALL(
    if (gl("glGetString") == NULL || GL(const char *, "glGetString", unsigned int)(GL_VERSION) == NULL) code = 219;
    else if (opengl_device < 0) code = 100;
    else if (most < 1 || which != 1) code = 1;
    else { *count = 1; list[0] = (int)opengl_device; })

int cuGraphicsGLRegisterBuffer(resource **made, unsigned int buffer, unsigned int flags)
CALL(
    code = flags == 2 && GL(unsigned char, "glIsBuffer", unsigned int)(buffer) && current->device == opengl_device ? 2 : 1;
    for (int i = 0; i < MOST_RESOURCES && code == 2; i++)
        if (resources[i] == NULL)
        {
            *made = resources[i] = calloc(1, sizeof(resource));
            (*made)->buffer = buffer;
            code = 0;
        })

int cuGraphicsUnregisterResource(resource *it)
CALL(
    if (!known(it)) code = 400;
    else if (it->mapped != NULL) code = 208;
    else
        for (int i = 0; i < MOST_RESOURCES; i++)
            if (resources[i] == it) { free(it); resources[i] = NULL; })

int cuGraphicsMapResources(unsigned int count, resource **list, stream *queue)
CALL(if (queue == NULL) code = 400; for (unsigned int i = 0; i < count && code == 0; i++) code = map(list[i]);)

int cuGraphicsUnmapResources(unsigned int count, resource **list, stream *queue)
CALL(if (queue == NULL) code = 400; for (unsigned int i = 0; i < count && code == 0; i++) code = unmap(list[i]);)

int cuGraphicsResourceGetMappedPointer_v2(uint64_t *address, size_t *bytes, resource *it)
CALL(if (!known(it) || it->mapped == NULL) code = 211; else { *address = (uint64_t)it->mapped; *bytes = it->bytes; })
#endif
