#include "core/monitor/unwinder.h"

#include <dlfcn.h>
#include <libunwind.h>

#include <cstring>

// Exported by libunwind-x86_64, but declared in none of its public headers; Linux perf uses it the same way.
extern "C" int UNW_OBJ(dwarf_search_unwind_table)(unw_addr_space_t, unw_word_t, unw_dyn_info_t *,
                                                  unw_proc_info_t *, int, void *);

namespace Loopscope::Monitor {

namespace {

bool findModule(quint64 address, dl_find_object *module)
{
    // Lock-free in glibc: a thread that is blocked inside dlopen() can't hold us up.
    return ::_dl_find_object(reinterpret_cast<void *>(address), module) == 0;
}

bool isCode(quint64 address)
{
    dl_find_object module;
    return findModule(address, &module);
}

const ThreadSnapshot &snapshotOf(void *argument)
{
    return *static_cast<const ThreadSnapshot *>(argument);
}

bool readStack(const ThreadSnapshot &snapshot, quint64 address, quint64 *value)
{
    if (address < snapshot.stackStart ||
        address - snapshot.stackStart + sizeof(*value) > snapshot.stack.size())
        return false;
    std::memcpy(value, snapshot.stack.data() + (address - snapshot.stackStart), sizeof(*value));
    return true;
}

// The binary search table of .eh_frame_hdr, in the one form that linkers write: count as udata4,
// entries as pairs of sdata4 relative to the header.
struct UnwindTable
{
    quint8 version;
    quint8 framePointerEncoding;
    quint8 countEncoding;
    quint8 tableEncoding;
    qint32 framePointer;
    quint32 count;
};

int findProcInfo(unw_addr_space_t space, unw_word_t ip, unw_proc_info_t *info, int needUnwindInfo,
                 void *argument)
{
    dl_find_object module;
    if (!findModule(ip, &module) || !module.dlfo_eh_frame)
        return -UNW_ENOINFO;
    UnwindTable table;
    std::memcpy(&table, module.dlfo_eh_frame, sizeof(table));
    constexpr quint8 udata4 = 0x03;
    constexpr quint8 dataRelativeSdata4 = 0x3b;
    if (table.version != 1 || table.countEncoding != udata4 || table.tableEncoding != dataRelativeSdata4)
        return -UNW_ENOINFO;
    unw_dyn_info_t dynamic{};
    dynamic.format = UNW_INFO_FORMAT_REMOTE_TABLE;
    dynamic.start_ip = reinterpret_cast<unw_word_t>(module.dlfo_map_start);
    dynamic.end_ip = reinterpret_cast<unw_word_t>(module.dlfo_map_end);
    dynamic.u.rti.segbase = reinterpret_cast<unw_word_t>(module.dlfo_eh_frame);
    dynamic.u.rti.table_data = dynamic.u.rti.segbase + sizeof(table);
    constexpr quint64 entrySize = 2 * sizeof(qint32);
    dynamic.u.rti.table_len = table.count * entrySize / sizeof(unw_word_t);
    return UNW_OBJ(dwarf_search_unwind_table)(space, ip, &dynamic, info, needUnwindInfo, argument);
}

__attribute__((no_sanitize("address", "thread"))) int
accessMemory(unw_addr_space_t, unw_word_t address, unw_word_t *value, int write, void *argument)
{
    if (write)
        return -UNW_EINVAL;
    quint64 word = 0;
    if (readStack(snapshotOf(argument), address, &word)) {
        *value = word;
        return UNW_ESUCCESS;
    }
    dl_find_object module;
    if (!findModule(address, &module) || !module.dlfo_eh_frame ||
        address + sizeof(word) > reinterpret_cast<quint64>(module.dlfo_map_end))
        return -UNW_EINVAL;
    std::memcpy(value, reinterpret_cast<const void *>(address), sizeof(*value));
    return UNW_ESUCCESS;
}

int accessRegister(unw_addr_space_t, unw_regnum_t number, unw_word_t *value, int write, void *argument)
{
    if (write || number < 0 || number >= ThreadSnapshot::count)
        return -UNW_EBADREG;
    *value = snapshotOf(argument).registers[static_cast<std::size_t>(number)];
    return UNW_ESUCCESS;
}

int accessFloatRegister(unw_addr_space_t, unw_regnum_t, unw_fpreg_t *, int, void *)
{
    return -UNW_EINVAL;
}

int noDynamicInfo(unw_addr_space_t, unw_word_t *, void *)
{
    return -UNW_ENOINFO;
}

void putUnwindInfo(unw_addr_space_t, unw_proc_info_t *, void *) {}

int noResume(unw_addr_space_t, unw_cursor_t *, void *)
{
    return -UNW_EINVAL;
}

int noProcName(unw_addr_space_t, unw_word_t, char *, size_t, unw_word_t *, void *)
{
    return -UNW_EINVAL;
}

// A return address stands behind a call: E8 rel32, or FF /2 with 2 to 7 bytes.
__attribute__((no_sanitize("address", "thread"))) bool followsCall(quint64 address)
{
    dl_find_object module;
    if (!findModule(address, &module) || address - 8 < reinterpret_cast<quint64>(module.dlfo_map_start))
        return false;
    const auto *code = reinterpret_cast<const quint8 *>(address);
    if (code[-5] == 0xe8)
        return true;
    for (int length = 2; length <= 7; ++length) {
        if (code[-length] == 0xff && ((code[-length + 1] >> 3) & 7) == 2)
            return true;
    }
    return false;
}

} // namespace

class Unwinder::Private
{
public:
    unw_accessors_t accessors{};
    unw_addr_space_t space = nullptr;
};

Unwinder::Unwinder()
    : d(std::make_unique<Private>())
{
    d->accessors.find_proc_info = findProcInfo;
    d->accessors.put_unwind_info = putUnwindInfo;
    d->accessors.get_dyn_info_list_addr = noDynamicInfo;
    d->accessors.access_mem = accessMemory;
    d->accessors.access_reg = accessRegister;
    d->accessors.access_fpreg = accessFloatRegister;
    d->accessors.resume = noResume;
    d->accessors.get_proc_name = noProcName;
    d->space = unw_create_addr_space(&d->accessors, 0);
    unw_set_caching_policy(d->space, UNW_CACHE_GLOBAL);
}

Unwinder::~Unwinder()
{
    unw_destroy_addr_space(d->space);
}

AddressStack Unwinder::walk(const ThreadSnapshot &snapshot)
{
    AddressStack result;
    unw_cursor_t cursor;
    auto *argument = const_cast<ThreadSnapshot *>(&snapshot);
    if (unw_init_remote(&cursor, d->space, argument) != 0)
        return result;
    while (result.addresses.size() < mostFrames) {
        unw_word_t ip = 0;
        if (unw_get_reg(&cursor, UNW_REG_IP, &ip) != 0 || ip == 0)
            break;
        if (!isCode(ip))
            break;
        result.addresses.push_back(ip);
        const int step = unw_step(&cursor);
        if (step == 0)
            result.isComplete = true;
        if (step <= 0)
            break;
    }
    return result;
}

// A parked thread's frame pointer is not known, and frames that use one end the walk. It points to a pair
// (former frame pointer, return address) on the stack: try those from the inside until a walk gets to the
// end.
AddressStack Unwinder::unwind(const ThreadSnapshot &snapshot)
{
    AddressStack best = walk(snapshot);
    if (best.isComplete || snapshot.allRegisters)
        return best;
    constexpr int mostAttempts = 24;
    ThreadSnapshot guess = snapshot;
    int attempts = 0;
    const quint64 end = snapshot.stackStart + snapshot.stack.size();
    for (quint64 at = snapshot.stackStart; at + 16 <= end && attempts < mostAttempts; at += 8) {
        quint64 returnAddress = 0;
        if (!readStack(snapshot, at + 8, &returnAddress) || !isCode(returnAddress) ||
            !followsCall(returnAddress))
            continue;
        ++attempts;
        guess.registers[ThreadSnapshot::Rbp] = at;
        AddressStack candidate = walk(guess);
        if (candidate.isComplete && candidate.addresses.size() >= best.addresses.size()) {
            candidate.isApproximate = true;
            return candidate;
        }
        if (candidate.addresses.size() > best.addresses.size()) {
            best = std::move(candidate);
            best.isApproximate = true;
        }
    }
    return best;
}

} // namespace Loopscope::Monitor
