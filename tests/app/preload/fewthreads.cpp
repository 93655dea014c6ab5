// Preloaded into a program: no more than LOOPSCOPE_TEST_THREADS threads besides the first live at a time, as
// if the machine had no more.

#include <dlfcn.h>
#include <pthread.h>
#include <sys/resource.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>

namespace {

struct Start
{
    void *(*function)(void *);
    void *argument;
};

std::atomic<int> living{0};

void *runCounted(void *argument)
{
    auto *start = static_cast<Start *>(argument);
    const Start copy = *start;
    delete start;
    // Qt ends threads by pthread_exit too, which runs what was pushed.
    void *result = nullptr;
    pthread_cleanup_push([](void *) { --living; }, nullptr);
    result = copy.function(copy.argument);
    pthread_cleanup_pop(1);
    return result;
}

} // namespace

extern "C" __attribute__((visibility("default"))) int
pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*function)(void *), void *argument)
{
    using Function = int (*)(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "pthread_create"));
    const char *limit = std::getenv("LOOPSCOPE_TEST_THREADS");
    if (limit && ++living > std::atoi(limit)) {
        --living;
        return EAGAIN;
    }
    return real(thread, attributes, runCounted, new Start{function, argument});
}

// The limit is told, too, as `ulimit -u` is.
extern "C" __attribute__((visibility("default"))) int getrlimit64(__rlimit_resource_t resource,
                                                                  rlimit64 *limit)
{
    using Function = int (*)(__rlimit_resource_t, rlimit64 *);
    static const auto real = reinterpret_cast<Function>(dlsym(RTLD_NEXT, "getrlimit64"));
    const int result = real(resource, limit);
    const char *threads = std::getenv("LOOPSCOPE_TEST_THREADS");
    if (threads && resource == RLIMIT_NPROC)
        limit->rlim_cur = static_cast<rlim64_t>(std::atoi(threads));
    return result;
}

extern "C" __attribute__((visibility("default"))) int getrlimit(__rlimit_resource_t resource, rlimit *limit)
{
    rlimit64 wide{};
    const int result = getrlimit64(resource, &wide);
    *limit = {wide.rlim_cur, wide.rlim_max};
    return result;
}
