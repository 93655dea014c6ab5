#include "ui/windowkeys.h"

#include <QShortcut>

namespace Loopscope::Ui {

void installKeys(QWidget *window, const std::vector<KeyBinding> &bindings)
{
    for (const KeyBinding &binding : bindings) {
        for (const QKeySequence &sequence : binding.sequences) {
            auto *shortcut = new QShortcut(sequence, window);
            shortcut->setAutoRepeat(false);
            QObject::connect(shortcut, &QShortcut::activated, window, binding.action);
        }
    }
}

std::vector<Panels::KeyRow> keyRows(const std::vector<KeyBinding> &bindings)
{
    std::vector<Panels::KeyRow> rows;
    for (const KeyBinding &binding : bindings) {
        if (!binding.what.isEmpty())
            rows.push_back({binding.keys, binding.what});
    }
    return rows;
}

} // namespace Loopscope::Ui
