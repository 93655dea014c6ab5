#include "core/monitor/dwarfframes.h"
#include "core/monitor/functionname.h"
#include "core/monitor/symboliser.h"

#include <QByteArray>
#include <QDir>
#include <QFileInfo>
#include <QHash>

#include <cxxabi.h>
#include <dwarf.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

namespace Loopscope::Monitor {

namespace {

const char *linkageName(Dwarf_Die *die)
{
    for (const unsigned attribute : {DW_AT_linkage_name, DW_AT_MIPS_linkage_name}) {
        Dwarf_Attribute found;
        if (dwarf_attr_integrate(die, attribute, &found))
            return dwarf_formstring(&found);
    }
    return nullptr;
}

QString functionName(Dwarf_Die *die)
{
    if (const char *name = linkageName(die))
        return readableFunctionName(demangledName(name));
    const char *name = dwarf_diename(die);
    return name ? readableFunctionName(QString::fromUtf8(name)) : QString();
}

// Our files are compiled with names relative to the source root; the compilation directory, which debug
// information puts before relative names, is relative too and says nothing.
QString sourceName(const char *name, const char *compilationDirectory)
{
    QString file = QString::fromUtf8(name);
    const QString directory = QString::fromUtf8(compilationDirectory);
    if (!directory.isEmpty() && !directory.startsWith(u'/') && file.startsWith(directory + u'/'))
        file.remove(0, directory.size() + 1);
    // clang names system headers from its own place: /usr/bin/../lib/gcc/...
    return file.contains(QLatin1String("/../")) ? QDir::cleanPath(file) : file;
}

bool startsWithAny(const QString &text, std::initializer_list<const char *> prefixes)
{
    return std::ranges::any_of(prefixes,
                               [&](const char *prefix) { return text.startsWith(QLatin1String(prefix)); });
}

Trace::FrameOrigin originOf(const Trace::Frame &frame)
{
    using Trace::FrameOrigin;
    if (startsWithAny(frame.module, {"libc.so", "libc-", "libtsan", "libasan", "libm.so", "libpthread",
                                     "ld-linux", "libstdc++", "libgcc_s", "linux-vdso", "[vdso]"}))
        return FrameOrigin::System;
    if (startsWithAny(frame.module, {"libQt", "libQCoro"}) || frame.file.contains(QLatin1String("/qcoro/")) ||
        frame.file.contains(QLatin1String("/qt6/")))
        return FrameOrigin::Qt;
    if (frame.module.startsWith(QLatin1String("libloopscope-")) ||
        frame.file.startsWith(QLatin1String("core/monitor/")) ||
        frame.file.startsWith(QLatin1String("core/link/")) ||
        frame.file.startsWith(QLatin1String("core/async/")))
        return FrameOrigin::Monitor;
    if (startsWithAny(frame.file, {"/usr/include/", "/usr/lib/", "/usr/local/include/"}))
        return FrameOrigin::Library;
    if (!frame.file.isEmpty() && frame.line > 0)
        return FrameOrigin::Own;
    return FrameOrigin::Library;
}

const Dwfl_Callbacks callbacks{dwfl_linux_proc_find_elf, findLocalDebugInfo, nullptr, nullptr};

} // namespace

// The standard search asks debuginfod, which brings libcurl into the process and may go to the network. Ours
// looks at local files alone: the program's own, and those of Debian's -dbgsym packages by build id.
int findLocalDebugInfo(Dwfl_Module *module, void **, const char *, Dwarf_Addr, const char *, const char *,
                       GElf_Word, char **fileName)
{
    const unsigned char *bits = nullptr;
    GElf_Addr address = 0;
    const int length = dwfl_module_build_id(module, &bits, &address);
    if (length < 2)
        return -1;
    const QByteArray id = QByteArray::fromRawData(reinterpret_cast<const char *>(bits), length).toHex();
    const QByteArray path = "/usr/lib/debug/.build-id/" + id.left(2) + '/' + id.mid(2) + ".debug";
    const int descriptor = ::open(path.constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor >= 0)
        *fileName = ::strdup(path.constData());
    return descriptor;
}

QString demangledName(const char *name)
{
    if (!name)
        return {};
    int status = 0;
    char *demangled = abi::__cxa_demangle(name, nullptr, nullptr, &status);
    QString result = QString::fromUtf8(status == 0 && demangled ? demangled : name);
    std::free(demangled);
    return result;
}

class Symboliser::Private
{
public:
    Private() { reopen(); }
    ~Private() { dwfl_end(dwfl); }

    void reopen()
    {
        units.clear();
        dwfl_end(dwfl);
        dwfl = dwfl_begin(&callbacks);
        if (dwfl) {
            dwfl_report_begin(dwfl);
            dwfl_linux_proc_report(dwfl, ::getpid());
            dwfl_report_end(dwfl, nullptr, nullptr);
        }
    }

    Dwfl_Module *moduleOf(quint64 address)
    {
        Dwfl_Module *module = dwfl ? dwfl_addrmodule(dwfl, address) : nullptr;
        if (!module) { // loaded since
            reopen();
            module = dwfl ? dwfl_addrmodule(dwfl, address) : nullptr;
        }
        return module;
    }

    const std::vector<Trace::Frame> &framesOf(quint64 address);
    std::vector<Trace::Frame> lookUp(quint64 address);

    Dwfl *dwfl = nullptr;
    UnitIndex units;
    QHash<quint64, std::vector<Trace::Frame>> cache;
};

Symboliser::Symboliser()
    : d(std::make_unique<Private>())
{}

Symboliser::~Symboliser() = default;

void Symboliser::warmUp()
{
    const auto address = reinterpret_cast<quint64>(&readableFunctionName);
    d->framesOf(address);
    d->framesOf(reinterpret_cast<quint64>(&::getpid));
}

QString Symboliser::symbolName(quint64 address)
{
    Dwfl_Module *module = d->moduleOf(address);
    return module ? demangledName(dwfl_module_addrname(module, address)) : QString();
}

std::vector<Trace::Frame> Symboliser::resolve(const AddressStack &stack)
{
    std::vector<Trace::Frame> frames;
    for (std::size_t i = 0; i < stack.addresses.size(); ++i) {
        // A return address may be the first instruction of the next line: the call is before it.
        const quint64 address = stack.addresses[i] - (i > 0 ? 1 : 0);
        const auto &resolved = d->framesOf(address);
        frames.insert(frames.end(), resolved.begin(), resolved.end());
    }
    return frames;
}

const std::vector<Trace::Frame> &Symboliser::Private::framesOf(quint64 address)
{
    const auto known = cache.constFind(address);
    if (known != cache.constEnd())
        return *known;
    constexpr qsizetype mostCached = 100'000;
    if (cache.size() > mostCached)
        cache.clear();
    return *cache.insert(address, lookUp(address));
}

std::vector<Trace::Frame> Symboliser::Private::lookUp(quint64 address)
{
    if (Dwfl_Module *module = moduleOf(address))
        return framesAt(module, address, &units);
    Trace::Frame unknown;
    unknown.address = address;
    return {unknown};
}

namespace {

// The same for a function that lies in a class within another function, as a lambda's does: libdw looks only
// into functions that cover the address. Outermost first.
bool appendScopes(Dwarf_Die *parent, Dwarf_Addr address, std::vector<Dwarf_Die> *scopes)
{
    Dwarf_Die child;
    for (int more = dwarf_child(parent, &child); more == 0; more = dwarf_siblingof(&child, &child)) {
        const bool covers = dwarf_haspc(&child, address) == 1;
        if (covers)
            scopes->push_back(child);
        if (appendScopes(&child, address, scopes) || covers)
            return true;
    }
    return false;
}

// Innermost first, up to the function that was compiled by itself and beyond.
std::vector<Dwarf_Die> scopesOf(Dwarf_Die *unit, Dwarf_Addr address)
{
    // dwarf_getscopes() goes on with the scopes of the innermost function's text; the callers are the
    // parents of its entry.
    Dwarf_Die *innermost = nullptr;
    Dwarf_Die *found = nullptr;
    std::vector<Dwarf_Die> scopes;
    int count = dwarf_getscopes(unit, address, &innermost);
    if (count > 0)
        count = dwarf_getscopes_die(innermost, &found);
    if (count > 0)
        scopes.assign(found, found + count);
    std::free(innermost);
    std::free(found);
    if (scopes.empty() && appendScopes(unit, address, &scopes))
        std::ranges::reverse(scopes);
    return scopes;
}

// Compilers give the half of a coroutine that is resumed a symbol of its own, and in the debug information
// the coroutine's bare name.
bool isResumed(Dwfl_Module *module, quint64 address)
{
    const char *symbol = dwfl_module_addrname(module, address);
    return symbol && isResumedCoroutine(QLatin1String(symbol));
}

/// An address in terms of the unit that it came from.
struct Place
{
    Dwarf_Die *unit = nullptr; ///< null without debug information
    Dwarf_Addr address = 0;
    const char *compilationDirectory = nullptr;
};

Place placeOf(Dwfl_Module *module, quint64 address, UnitIndex *units)
{
    Dwarf_Addr bias = 0;
    Place place;
    place.unit = units->unitAt(module, address, &bias);
    place.address = address - bias;
    Dwarf_Attribute directory;
    if (place.unit && dwarf_attr(place.unit, DW_AT_comp_dir, &directory))
        place.compilationDirectory = dwarf_formstring(&directory);
    return place;
}

void setLine(const Place &place, Trace::Frame *frame)
{
    Dwarf_Line *line = place.unit ? dwarf_getsrc_die(place.unit, place.address) : nullptr;
    if (!line)
        return;
    frame->file = sourceName(dwarf_linesrc(line, nullptr, nullptr), place.compilationDirectory);
    dwarf_lineno(line, &frame->line);
}

// From the inside out: each inlined function is called at the place that its entry names, in the next one.
void appendInlined(Dwfl_Module *module, const Place &place, const Trace::Frame &innermost,
                   std::vector<Trace::Frame> *frames)
{
    const quint64 address = innermost.address;
    std::vector<Dwarf_Die> scopes;
    if (place.unit)
        scopes = scopesOf(place.unit, place.address);
    Dwarf_Files *files = nullptr;
    std::size_t fileCount = 0;
    if (!scopes.empty())
        dwarf_getsrcfiles(place.unit, &files, &fileCount);
    Trace::Frame current = innermost;
    for (Dwarf_Die &scope : scopes) {
        const int tag = dwarf_tag(&scope);
        if (tag != DW_TAG_inlined_subroutine && tag != DW_TAG_subprogram)
            continue;
        if (const QString name = functionName(&scope); !name.isEmpty())
            current.function = name;
        if (tag == DW_TAG_subprogram && isResumed(module, address) && !current.function.endsWith(u')'))
            current.function += QStringLiteral("()");
        if (tag == DW_TAG_subprogram)
            break;
        current.inlined = true;
        frames->push_back(current);
        current = innermost;
        Dwarf_Attribute attribute;
        Dwarf_Word number = 0;
        if (dwarf_attr(&scope, DW_AT_call_file, &attribute) && dwarf_formudata(&attribute, &number) == 0 &&
            files)
            current.file =
                sourceName(dwarf_filesrc(files, number, nullptr, nullptr), place.compilationDirectory);
        if (dwarf_attr(&scope, DW_AT_call_line, &attribute) && dwarf_formudata(&attribute, &number) == 0)
            current.line = static_cast<int>(number);
    }
    frames->push_back(current);
}

} // namespace

std::vector<Trace::Frame> framesAt(Dwfl_Module *module, quint64 address, UnitIndex *units)
{
    Trace::Frame frame;
    frame.address = address;
    std::vector<Trace::Frame> frames;
    const char *path =
        dwfl_module_info(module, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, nullptr);
    frame.module = QFileInfo(QString::fromUtf8(path)).fileName();
    if (const char *symbol = dwfl_module_addrname(module, address))
        frame.function = readableFunctionName(demangledName(symbol));
    const Place place = placeOf(module, address, units);
    setLine(place, &frame);
    appendInlined(module, place, frame, &frames);
    for (Trace::Frame &each : frames) {
        if (each.function.isEmpty())
            each.function = QStringLiteral("??");
        each.origin = originOf(each);
    }
    return frames;
}

std::unique_ptr<StackResolver> makeStackResolver()
{
    return std::make_unique<Symboliser>();
}

} // namespace Loopscope::Monitor
