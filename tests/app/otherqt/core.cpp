// Calls itself libQt6Core.so.6 and has what the preloaded probe looks at, with another version's numbers.
#include <cstdint>

extern "C" {
__attribute__((visibility("default"))) std::uintptr_t qtHookData[] = {3, 7, 0x060109, 0, 0, 0, 22};

__attribute__((visibility("default"))) void makeApplication()
{
    if (qtHookData[5])
        reinterpret_cast<void (*)()>(qtHookData[5])();
}
}
