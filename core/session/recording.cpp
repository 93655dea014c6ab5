#include "core/session/recording.h"

#include <QCoreApplication>
#include <QPointer>

#include <utility>

namespace Loopscope::Session {

namespace {

// As one would type it after --set.
QString settingText(const QVariant &value)
{
    if (value.typeId() == QMetaType::Bool)
        return value.toBool() ? QStringLiteral("on") : QStringLiteral("off");
    return value.toString();
}

Record::RunDescription descriptionOf(const RunPlan &plan)
{
    Record::RunDescription description;
    description.scenario = plan.scenarioId;
    description.variant = plan.variantId;
    for (auto value = plan.parameters.values().begin(); value != plan.parameters.values().end(); ++value)
        description.parameters.emplace_back(value.key(), settingText(value.value()));
    return description;
}

Record::PerfettoWriter::Limits limitsOf(const RunPlan &plan)
{
    Record::PerfettoWriter::Limits limits;
    limits.keepLast = plan.recordLast;
    return limits;
}

} // namespace

Record::RunDescription describeProgram(const QString &name, qint64 pid, Base::Duration threshold)
{
    Record::RunDescription description;
    description.program = name;
    description.pid = pid;
    description.parameters.emplace_back(QStringLiteral("threshold_ms"),
                                        QString::number(Base::toMilliseconds(threshold)));
    return description;
}

Recording::Recording(Trace::EventSource *source, const RunPlan &plan, const QString &path)
    : Recording(source, descriptionOf(plan), path, limitsOf(plan))
{}

Recording::Recording(Trace::EventSource *source, Record::RunDescription description, const QString &path,
                     Record::PerfettoWriter::Limits limits)
    : m_source(source)
    , m_path(path)
    , m_writer(std::make_shared<Record::PerfettoWriter>(std::move(description), limits))
{
    const QPointer<Recording> self = this;
    const auto onEnd = [self](Record::RecordError error) {
        // On the writer's thread.
        QMetaObject::invokeMethod(qApp, [self, error] {
            if (self)
                self->onClosed(error);
        });
    };
    const Record::RecordError error = m_writer->open(path, onEnd);
    if (error != Record::RecordError::None) {
        m_problem = Record::describe(error, path);
        m_source = nullptr;
        return;
    }
    m_state = State::Open;
    m_source->addSink(m_writer);
}

Recording::~Recording()
{
    leaveSource();
}

// It may be gone before the last of the file is written.
void Recording::leaveSource()
{
    if (Trace::EventSource *source = std::exchange(m_source, nullptr))
        source->removeSink(m_writer);
}

void Recording::finish(const Record::RunSummary &summary)
{
    if (m_state != State::Open)
        return;
    m_state = State::Closing;
    leaveSource();
    m_writer->finish(summary);
}

void Recording::discard()
{
    if (m_state == State::Closed)
        return;
    leaveSource();
    m_writer->remove();
    m_state = State::Closed;
}

void Recording::onClosed(Record::RecordError error)
{
    if (m_state == State::Closed)
        return;
    leaveSource();
    m_state = State::Closed;
    if (error != Record::RecordError::None) {
        m_problem = Record::describe(error, m_path);
        Q_EMIT failed(m_problem);
    }
    Q_EMIT closed();
}

} // namespace Loopscope::Session
