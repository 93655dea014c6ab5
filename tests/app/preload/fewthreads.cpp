// Preloaded into a program: no more than LOOPSCOPE_TEST_THREADS threads besides the first live at a time, as
// if the machine had no more.

#include <dlfcn.h>
#include <pthread.h>

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
