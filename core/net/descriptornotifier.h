#pragma once

#include <QEvent>
#include <QSocketNotifier>

#include <functional>

namespace Loopscope::Net {

/// Calls a function when a descriptor is ready, without the signal in between. The function may dispose of
/// the notifier.
class DescriptorNotifier final : public QSocketNotifier
{
    Q_OBJECT

public:
    DescriptorNotifier(int descriptor, Type type, const QString &name, std::function<void()> ready)
        : QSocketNotifier(descriptor, type)
        , m_ready(std::move(ready))
    {
        setObjectName(name);
    }

    /// Stops at once; the object goes when its own event may be running no more.
    struct Disposer
    {
        void operator()(DescriptorNotifier *notifier) const
        {
            notifier->setEnabled(false);
            if (notifier->m_running)
                notifier->deleteLater();
            else
                delete notifier;
        }
    };

protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::SockAct)
            return QSocketNotifier::event(event);
        m_running = true;
        m_ready();
        m_running = false;
        return true;
    }

private:
    const std::function<void()> m_ready;
    bool m_running = false;
};

using DescriptorNotifierPointer = std::unique_ptr<DescriptorNotifier, DescriptorNotifier::Disposer>;

} // namespace Loopscope::Net
