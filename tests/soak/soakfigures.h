#pragma once

#include <QJsonObject>
#include <QStringList>

#include <vector>

namespace Loopscope::Soak {

/// What the process holds after a lap, a rotation of all variants.
struct Sample
{
    double minute = 0; ///< since the start
    double allocatedMib = 0;
    double residentMib = 0;
    qsizetype descriptors = 0;
    qsizetype threads = 0; ///< see threadNames()
    qsizetype children = 0;
    double latencyP50Ms = 0; ///< of the loop of the reference run
    double latencyP99Ms = 0;

    /// Without the latencies, which a run has to tell.
    static Sample take();
    QJsonObject toJson() const;
    QString toString() const;
    /// What they are; without the program and its libraries, of which the symboliser keeps those it has
    /// looked into.
    static QStringList openDescriptors();
};

/// What grew between the first and the last third of the laps, one sentence each; the first lap, in which all
/// is made that stays with the process, does not count. Empty with fewer than seven laps.
QStringList growth(const std::vector<Sample> &samples);

} // namespace Loopscope::Soak
