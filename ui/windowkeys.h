#pragma once

#include "ui/panels/keyspanel.h"

#include <QKeySequence>

#include <functional>
#include <vector>

namespace Loopscope::Ui {

/// A key of the window and what it does. The keys and words are those of the overview (F1), in which one
/// without keys, but with words, is a heading.
struct KeyBinding
{
    std::vector<QKeySequence> sequences;
    std::function<void()> action;
    QString keys; ///< "PageUp, PageDown"; empty: told by another binding
    QString what;
};

/// Makes them work in the whole window. Keys without Ctrl leave fields and pressed controls alone.
void installKeys(QWidget *window, const std::vector<KeyBinding> &bindings);
std::vector<Panels::KeyRow> keyRows(const std::vector<KeyBinding> &bindings);

} // namespace Loopscope::Ui
