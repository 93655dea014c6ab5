#pragma once

class QTextEdit;
class QWidget;

namespace Loopscope::Panels {

/// Which plain keys a control needs for itself while it has the focus.
enum class KeyUse
{
    Press, ///< Space, Enter
    List,  ///< Enter, the arrows, Home and End
    Type,  ///< everything that one can type
};

/// The window's one-key commands wait while the control has the focus and uses the key itself.
void keepKeys(QWidget *control, KeyUse use);
/// The same of Ctrl+C, while text of the view is selected: a view that is read only does not ask for it.
void keepCopy(QTextEdit *view);

} // namespace Loopscope::Panels
