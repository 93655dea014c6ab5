#pragma once

#include "ui/theme/icons.h"
#include "ui/theme/theme.h"

#include <QAbstractButton>

#include <optional>

namespace Loopscope::Panels {

/// A push button: icon, text and the key that does the same.
class TextButton final : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Weight
    {
        Primary, ///< 40 high, filled with the accent: one per window
        Normal,  ///< 32 high, a border
        Quiet,   ///< 32 high, text alone
        Row,     ///< quiet and as wide as its column: text at the left, the key at the right
    };

    TextButton(const Theme::Theme *theme, Weight weight, QWidget *parent = nullptr);

    /// The accessible name is the text; the tool tip names the key.
    void setContent(const QString &text, std::optional<Theme::Icon> icon = std::nullopt,
                    const QString &key = QString());
    QString key() const { return m_key; }
    /// What it leads to is shown: its border says so.
    void setActive(bool active);
    bool isActive() const { return m_active; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    struct Colors
    {
        QColor fill;
        QColor border;
        QColor text;
    };
    Colors colors() const;
    int contentWidth() const;
    Theme::FontRole textRole() const;
    bool showsKey() const;
    bool isQuiet() const { return m_weight == Weight::Quiet || m_weight == Weight::Row; }
    void paintRow(QPainter &painter, const QColor &color) const;

    const Theme::Theme *m_theme;
    Weight m_weight;
    std::optional<Theme::Icon> m_icon;
    QString m_key;
    bool m_active = false;
};

} // namespace Loopscope::Panels
