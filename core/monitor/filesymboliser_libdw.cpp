#include "core/monitor/dwarfframes.h"
#include "core/monitor/filesymboliser.h"

#include <QFileInfo>
#include <QHash>

#include <cstring>
#include <map>

namespace Loopscope::Monitor {

namespace {

constexpr qsizetype mostCached = 100'000;
constexpr std::size_t mostModules = 2000;

const Dwfl_Callbacks callbacks{nullptr, findLocalDebugInfo, dwfl_offline_section_address, nullptr};

/// One file, opened.
class ModuleFile
{
public:
    explicit ModuleFile(const QString &path)
        : m_dwfl(dwfl_begin(&callbacks))
    {
        if (!m_dwfl || !QFileInfo(path).isFile()) // a pipe or device would hold us up
            return;
        const QByteArray name = path.toLocal8Bit();
        dwfl_report_begin(m_dwfl);
        m_module = dwfl_report_offline(m_dwfl, name.constData(), name.constData(), -1);
        dwfl_report_end(m_dwfl, nullptr, nullptr);
        GElf_Addr bias = 0;
        if (m_module && dwfl_module_getelf(m_module, &bias))
            m_bias = bias;
    }
    ~ModuleFile() { dwfl_end(m_dwfl); }
    ModuleFile(const ModuleFile &) = delete;
    ModuleFile &operator=(const ModuleFile &) = delete;

    bool is(const QByteArray &buildId) const
    {
        const unsigned char *bits = nullptr;
        GElf_Addr address = 0;
        const int length = m_module ? dwfl_module_build_id(m_module, &bits, &address) : 0;
        if (buildId.isEmpty())
            return m_module && length <= 0;
        return length == buildId.size() &&
               std::memcmp(bits, buildId.constData(), static_cast<std::size_t>(length)) == 0;
    }

    std::vector<Trace::Frame> framesAt(quint64 offset)
    {
        return Monitor::framesAt(m_module, offset + m_bias, &m_units);
    }

    QString symbolName(quint64 offset) const
    {
        return demangledName(dwfl_module_addrname(m_module, offset + m_bias));
    }

private:
    Dwfl *const m_dwfl;
    Dwfl_Module *m_module = nullptr;
    quint64 m_bias = 0;
    UnitIndex m_units;
};

} // namespace

class FileSymboliser::Private
{
public:
    ModuleFile &fileOf(const QString &path)
    {
        if (files.size() > mostModules)
            files.clear();
        auto &file = files[path];
        if (!file)
            file = std::make_unique<ModuleFile>(path);
        return *file;
    }

    std::vector<Trace::Frame> lookUp(const ModuleAddress &address)
    {
        Trace::Frame unknown;
        unknown.address = address.offset;
        unknown.module = QFileInfo(address.path).fileName();
        if (address.path.isEmpty())
            return {unknown};
        ModuleFile &file = fileOf(address.path);
        if (!file.is(address.buildId))
            return {unknown};
        std::vector<Trace::Frame> frames = file.framesAt(address.offset);
        for (Trace::Frame &frame : frames)
            frame.address = address.offset;
        return frames;
    }

    std::map<QString, std::unique_ptr<ModuleFile>> files;
    QHash<std::pair<QString, quint64>, std::vector<Trace::Frame>> cache;
};

FileSymboliser::FileSymboliser()
    : d(std::make_unique<Private>())
{}

FileSymboliser::~FileSymboliser() = default;

void FileSymboliser::warmUp(const QString &path)
{
    d->fileOf(path);
}

std::vector<Trace::Frame> FileSymboliser::resolve(const std::vector<ModuleAddress> &stack)
{
    std::vector<Trace::Frame> frames;
    for (std::size_t i = 0; i < stack.size(); ++i) {
        ModuleAddress address = stack[i];
        // A return address may be the first instruction of the next line: the call is before it.
        if (i > 0 && address.offset > 0)
            --address.offset;
        const std::pair key(address.path, address.offset);
        auto known = d->cache.constFind(key);
        if (known == d->cache.constEnd()) {
            if (d->cache.size() > mostCached)
                d->cache.clear();
            known = d->cache.insert(key, d->lookUp(address));
        }
        frames.insert(frames.end(), known->begin(), known->end());
    }
    return frames;
}

QString FileSymboliser::symbolName(const ModuleAddress &address)
{
    if (address.path.isEmpty())
        return {};
    const ModuleFile &file = d->fileOf(address.path);
    return file.is(address.buildId) ? file.symbolName(address.offset) : QString();
}

} // namespace Loopscope::Monitor
