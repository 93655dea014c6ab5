#include "tests/soak/soakfigures.h"

#include "tests/support/leftovers.h"

#include <QDir>
#include <QFile>

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <span>

namespace Loopscope::Soak {

namespace {

constexpr double kibPerMib = 1024;
constexpr double bytesPerMib = 1024 * 1024;
constexpr std::size_t fewestLaps = 9;

double residentMib()
{
    QFile status(QStringLiteral("/proc/self/status"));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toDouble() / kibPerMib;
    }
    return 0;
}

double allocatedMib()
{
    const auto info = ::mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd) / bytesPerMib;
}

template <typename Member>
double median(std::span<const Sample> samples, Member member)
{
    std::vector<double> values;
    for (const Sample &sample : samples)
        values.push_back(static_cast<double>(sample.*member));
    std::ranges::sort(values);
    return values[values.size() / 2];
}

struct Thirds
{
    std::span<const Sample> middle;
    std::span<const Sample> last;

    // What may be more at the end: a fraction of what it was, and so much besides.
    template <typename Member>
    void compare(const char *what, Member member, double fraction, double slack, QStringList *findings) const
    {
        const double before = median(middle, member);
        const double after = median(last, member);
        if (after > before * (1 + fraction) + slack)
            findings->append(
                QStringLiteral("%1 grew from %2 to %3").arg(QLatin1String(what)).arg(before).arg(after));
    }
};

} // namespace

Sample Sample::take()
{
    Sample sample;
    sample.allocatedMib = Soak::allocatedMib();
    sample.residentMib = Soak::residentMib();
    sample.descriptors = openDescriptors().size();
    sample.threads = Testing::threadNames().size();
    sample.children = Testing::childProcesses().size();
    return sample;
}

QStringList Sample::openDescriptors()
{
    QStringList targets;
    const QString program = QFile::symLinkTarget(QStringLiteral("/proc/self/exe"));
    const QDir folder(QStringLiteral("/proc/self/fd"));
    for (const QString &entry : folder.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot)) {
        const QByteArray path = QFile::encodeName(folder.filePath(entry));
        std::array<char, 512> target{};
        const ssize_t size = ::readlink(path.constData(), target.data(), target.size());
        const QString text = QString::fromLocal8Bit(target.data(), std::max<ssize_t>(0, size));
        const bool isLibrary = text.startsWith(QLatin1String("/usr/")) || text == program;
        if (!text.isEmpty() && !isLibrary) // empty: that of the listing itself
            targets.append(text);
    }
    return targets;
}

QJsonObject Sample::toJson() const
{
    return {{QStringLiteral("minute"), minute},
            {QStringLiteral("allocated_mib"), allocatedMib},
            {QStringLiteral("resident_mib"), residentMib},
            {QStringLiteral("descriptors"), descriptors},
            {QStringLiteral("threads"), threads},
            {QStringLiteral("children"), children},
            {QStringLiteral("latency_p50_ms"), latencyP50Ms},
            {QStringLiteral("latency_p99_ms"), latencyP99Ms}};
}

QString Sample::toString() const
{
    return QString::asprintf("%5.1f min: %6.2f MiB allocated, %6.1f MiB resident, %lld descriptors, "
                             "%lld threads, %lld children, latency p50 %.3f ms, p99 %.3f ms",
                             minute, allocatedMib, residentMib, descriptors, threads, children, latencyP50Ms,
                             latencyP99Ms);
}

QStringList growth(const std::vector<Sample> &samples)
{
    if (samples.size() < fewestLaps)
        return {};
    const std::size_t third = samples.size() / 3;
    const Thirds thirds{std::span(samples).subspan(third, third), std::span(samples).last(third)};
    QStringList findings;
    // The monitor knows 10 000 to 20 000 tasks that have ended: 6 MiB up and down.
    thirds.compare("Allocated memory in MiB", &Sample::allocatedMib, 0.05, 4, &findings);
    thirds.compare("Resident memory in MiB", &Sample::residentMib, 0.1, 8, &findings);
    thirds.compare("The number of descriptors", &Sample::descriptors, 0, 0, &findings);
    thirds.compare("The number of threads", &Sample::threads, 0, 0, &findings);
    thirds.compare("The number of child processes", &Sample::children, 0, 0, &findings);
    // Neighbours on the machine come and go; what a leak in the loop would do is many times that.
    thirds.compare("The latency p50 in ms", &Sample::latencyP50Ms, 2, 0.5, &findings);
    thirds.compare("The latency p99 in ms", &Sample::latencyP99Ms, 4, 5, &findings);
    return findings;
}

} // namespace Loopscope::Soak
