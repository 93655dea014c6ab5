#include "core/monitor/addressresolver.h"

#include <QFile>
#include <QHash>

#include <elf.h>
#include <link.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace Loopscope::Monitor {

namespace {

struct Segment
{
    quint64 start = 0;
    quint64 end = 0;
    quint64 bias = 0; ///< what is taken off an address to get the file's own
    int module = 0;
};

struct Module
{
    QString path;
    QByteArray buildId;
};

struct Modules
{
    std::vector<Segment> segments; // by start
    std::vector<Module> modules;
};

constexpr std::size_t mostNoteBytes = 4096;
constexpr std::size_t mostBuildId = 64;

// The notes of a loaded module are in memory that is mapped as long as the module is.
QByteArray buildIdIn(const char *notes, std::size_t size)
{
    const auto padded = [](std::size_t length) { return (length + 3) & ~std::size_t{3}; };
    size = std::min(size, mostNoteBytes);
    for (std::size_t at = 0; at + sizeof(ElfW(Nhdr)) <= size;) {
        ElfW(Nhdr) header;
        std::memcpy(&header, notes + at, sizeof header);
        const std::size_t name = at + sizeof header;
        const std::size_t content = name + padded(header.n_namesz);
        if (content > size || header.n_descsz > size - content)
            return {};
        if (header.n_type == NT_GNU_BUILD_ID && header.n_namesz == 4 &&
            std::memcmp(notes + name, "GNU", 4) == 0 && header.n_descsz <= mostBuildId)
            return QByteArray(notes + content, static_cast<qsizetype>(header.n_descsz));
        at = content + padded(header.n_descsz);
    }
    return {};
}

QString pathOf(const dl_phdr_info &info, bool isProgram)
{
    if (isProgram)
        return QFile::symLinkTarget(QStringLiteral("/proc/self/exe"));
    return QString::fromLocal8Bit(info.dlpi_name);
}

int addModule(dl_phdr_info *info, std::size_t, void *context)
{
    auto *modules = static_cast<Modules *>(context);
    const int index = static_cast<int>(modules->modules.size());
    modules->modules.push_back({pathOf(*info, index == 0), {}});
    for (int i = 0; i < info->dlpi_phnum; ++i) {
        const ElfW(Phdr) &header = info->dlpi_phdr[i];
        const quint64 start = info->dlpi_addr + header.p_vaddr;
        if (header.p_type == PT_LOAD)
            modules->segments.push_back({start, start + header.p_memsz, info->dlpi_addr, index});
        else if (header.p_type == PT_NOTE && modules->modules.back().buildId.isEmpty())
            modules->modules.back().buildId =
                buildIdIn(reinterpret_cast<const char *>(start), header.p_filesz);
    }
    return 0;
}

std::mutex buildIdLock; // protects buildIds(): resolver's thread and whoever asks
QHash<QString, QByteArray> &buildIds()
{
    static auto *known = new QHash<QString, QByteArray>; // never destroyed: threads may outlive main()
    return *known;
}

} // namespace

class AddressResolver::Private
{
public:
    void reload()
    {
        loaded = {};
        ::dl_iterate_phdr(addModule, &loaded);
        std::ranges::sort(loaded.segments, {}, &Segment::start);
        const std::lock_guard lock(buildIdLock);
        for (const Module &module : loaded.modules)
            buildIds().insert(module.path, module.buildId);
    }

    const Segment *segmentOf(quint64 address) const
    {
        auto after = std::ranges::upper_bound(loaded.segments, address, {}, &Segment::start);
        if (after == loaded.segments.begin())
            return nullptr;
        --after;
        return address < after->end ? &*after : nullptr;
    }

    Modules loaded;
};

AddressResolver::AddressResolver()
    : d(std::make_unique<Private>())
{}

AddressResolver::~AddressResolver() = default;

void AddressResolver::warmUp()
{
    d->reload();
}

std::vector<Trace::Frame> AddressResolver::resolve(const AddressStack &stack)
{
    // Modules come and go; a list of some hundred is read in less time than one stack is unwound.
    d->reload();
    std::vector<Trace::Frame> frames;
    frames.reserve(stack.addresses.size());
    for (const quint64 address : stack.addresses) {
        Trace::Frame frame;
        frame.address = address;
        if (const Segment *segment = d->segmentOf(address)) {
            frame.module = d->loaded.modules[static_cast<std::size_t>(segment->module)].path;
            frame.address = address - segment->bias;
        }
        frames.push_back(frame);
    }
    return frames;
}

QByteArray AddressResolver::buildIdOf(const QString &path)
{
    const std::lock_guard lock(buildIdLock);
    return buildIds().value(path);
}

} // namespace Loopscope::Monitor
