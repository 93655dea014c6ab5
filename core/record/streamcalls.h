#pragma once

#include "core/trace/callplace.h"

#include <QHash>
#include <QString>

#include <string_view>
#include <vector>

namespace Loopscope::Record {

/// A queued call whose function wants a name.
struct StreamCall
{
    QString key;
    Trace::CallPlace place;
    QString name; ///< comes back; empty when it cannot be known
};

/// Names that come over a stream with the place of a function in them (Trace::CallPlace), and what becomes of
/// them when the function has been looked up. One thread.
class StreamCalls
{
public:
    static constexpr qsizetype mostCalls = 20'000; ///< further ones keep the name that they came with

    /// What a reader is told by now. Asks for the function when it is met for the first time.
    QString readable(const QString &name);
    /// readable() will not say anything else later.
    bool isFinal(const QString &name) const;

    std::vector<StreamCall> takeQuestions() { return std::exchange(m_questions, {}); }
    void learn(const StreamCall &answer) { m_calls[answer.key] = {true, answer.name}; }

private:
    struct Call
    {
        bool isKnown = false;
        QString name;
    };

    QHash<QString, Call> m_calls;
    std::vector<StreamCall> m_questions;
};

} // namespace Loopscope::Record
