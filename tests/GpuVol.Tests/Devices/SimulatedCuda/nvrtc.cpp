// A stand-in for NVRTC that compiles CUDA text for the host with the system's C++ compiler. An image is a
// shared library behind a header of 16 bytes: a magic word and the library's length.
#include <dlfcn.h>
#include <fstream>
#include <iterator>
#include <map>
#include <regex>
#include <string>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct program
{
    std::string source, log, image;
};

static std::string read_all(const std::string &path)
{
    std::ifstream stream(path, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), {});
}

static std::string here()
{
    Dl_info info;
    dladdr((void *)&here, &info);
    std::string path = info.dli_fname;
    return path.substr(0, path.rfind('/'));
}

static int run(const std::string &command) { return system(command.c_str()); }

extern "C" {
int nvrtcVersion(int *major, int *minor) { *major = 12; *minor = 4; return 0; }
int nvrtcGetNumSupportedArchs(int *count) { *count = 4; return 0; }
int nvrtcGetSupportedArchs(int *archs) { archs[0] = 50; archs[1] = 70; archs[2] = 80; archs[3] = 90; return 0; }
const char *nvrtcGetErrorString(int code) { return code == 0 ? "NVRTC_SUCCESS" : code == 5 ? "NVRTC_ERROR_INVALID_OPTION" : code == 6 ? "NVRTC_ERROR_COMPILATION" : "NVRTC_ERROR_INTERNAL_ERROR"; }

int nvrtcCreateProgram(program **made, const char *source, const char *, int, const char *const *, const char *const *)
{
    *made = new program{source, "", ""};
    return 0;
}

int nvrtcDestroyProgram(program **made)
{
    delete *made;
    *made = nullptr;
    return 0;
}

int nvrtcCompileProgram(program *made, int count, const char *const *options)
{
    // The flags that keep the arithmetic as written must be there; unknown ones are refused as NVRTC does.
    std::map<std::string, bool> wanted = {{"--std=c++17", false}, {"--fmad=false", false}, {"--ftz=false", false}, {"--prec-div=true", false}, {"--prec-sqrt=true", false}};
    std::string target;
    for (int i = 0; i < count; i++)
    {
        std::string option = options[i];
        if (option.rfind("--gpu-architecture=", 0) == 0)
            target = option.substr(19);
        else if (wanted.count(option) != 0)
            wanted[option] = true;
        else
        {
            made->log = "nvrtc: error: unrecognized option " + option;
            return 5;
        }
    }
    for (auto &option : wanted)
        if (!option.second)
        {
            made->log = "simulated nvrtc: error: option " + option.first + " is missing";
            return 5;
        }
    if (target.empty())
    {
        made->log = "simulated nvrtc: error: no architecture";
        return 5;
    }

    char folder[] = "/tmp/gpuvol-nvrtc-XXXXXX";
    if (mkdtemp(folder) == nullptr)
        return 11;
    const std::string base = folder, cxx = run("command -v c++ > /dev/null 2>&1") == 0 ? "c++" : "clang++";
    const std::string flags = " -std=c++17 -D__CUDACC_RTC__ -w ";
    std::ofstream(base + "/source.cu") << made->source;
    int code = run(cxx + flags + "-D__global__=simulated_global -include " + here() + "/device.hpp -x c++ -E " + base + "/source.cu > " + base + "/plain.cpp 2> " + base + "/log");
    if (code == 0)
    {
        std::string plain = read_all(base + "/plain.cpp");
        const char *waits = made->source.find("__syncthreads") != std::string::npos && plain.find("__syncthreads()", plain.find("simulated_global")) != std::string::npos ? "true" : "false";
        std::string launchers;
        std::regex kernel("simulated_global\\s+void\\s+(\\w+)\\s*\\(");
        for (std::sregex_iterator match(plain.begin(), plain.end(), kernel), end; match != end; ++match)
        {
            const std::string name = (*match)[1];
            launchers += "extern \"C\" void simulated_launch_" + name + "(const unsigned int *grid, const unsigned int *block, void **parameters) { simulated_kernel<&" + name + ">::launch(grid, block, parameters, " + waits + "); }\n";
        }
        std::ofstream(base + "/plain.cpp") << plain << "\n" << launchers;
        code = run(cxx + flags + "-Dsimulated_global= -O2 -ffp-contract=off -fno-strict-aliasing -fwrapv -shared -fPIC -x c++ " + base + "/plain.cpp -o " + base + "/image.so 2> " + base + "/log");
    }
    made->log = read_all(base + "/log");
    if (code == 0)
    {
        const std::string library = read_all(base + "/image.so");
        const unsigned long long length = library.size();
        made->image = std::string("SIMCUBIN") + std::string((const char *)&length, 8) + library;
    }
    run("rm -rf " + base);
    return code == 0 ? 0 : 6;
}

int nvrtcGetProgramLogSize(program *made, size_t *size) { *size = made->log.size() + 1; return 0; }
int nvrtcGetProgramLog(program *made, char *log) { memcpy(log, made->log.c_str(), made->log.size() + 1); return 0; }
int nvrtcGetCUBINSize(program *made, size_t *size) { *size = made->image.size(); return 0; }
int nvrtcGetCUBIN(program *made, char *image) { memcpy(image, made->image.data(), made->image.size()); return 0; }
int nvrtcGetPTXSize(program *made, size_t *size) { *size = made->image.size(); return 0; }
int nvrtcGetPTX(program *made, char *image) { memcpy(image, made->image.data(), made->image.size()); return 0; }
}
