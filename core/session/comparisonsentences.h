#pragma once

#include "core/session/variantcomparison.h"

#include <QString>

#include <vector>

/// What the figures of variants say, a sentence each; variantcomparison.h chooses among them.
namespace Loopscope::Session {

/// Within 10 %.
bool isSame(Base::Duration one, Base::Duration other);
/// Of the loop under test.
std::vector<const Trace::Stall *> stallsOf(const RunReport &report);
/// Of those that the code made.
Base::Duration longestStallOf(const MeasuredVariant &variant);

QString speedSentence(const MeasuredVariant &one, const MeasuredVariant &other);
/// From the slide's worst variant on. Empty when no loop was blocked, or both for as long. It names the
/// variant when that is not the one that the headline praises.
QString loopSentence(const MeasuredVariant &to, const MeasuredVariant &from, const MeasuredVariant *praised);
QString loopHeadline(const MeasuredVariant &best, const MeasuredVariant &worst, bool isLast);
/// Empty unless there are jobs of threads and of processes.
QString poolSentence(const std::vector<MeasuredVariant> &variants);
/// Why the better one's requests take longer each; empty when they do not.
QString queueingNote(const Scenario::Scenario &scenario, const Scenario::RunFigures &best,
                     const Scenario::RunFigures &worst);
/// From when on a request's latency counts, where that is not when it was sent.
QString latencyNote(const Scenario::Scenario &scenario);

/// What the variant did wrong.
void addWrong(const MeasuredVariant &variant, const MeasuredVariant &best, ComparisonFindings *findings);
/// What the machine delayed, and the longest wait that no stall explains.
void addDelays(const std::vector<MeasuredVariant> &variants, ComparisonFindings *findings);

} // namespace Loopscope::Session
