#pragma once

#include "core/wire/wirefields.h"
#include "ui/theme/theme.h"

#include <QWidget>

namespace Loopscope::Panels {

/// A message of a protocol taken apart: its bytes in boxes, one box per field, with name and meaning.
class BytesView final : public QWidget
{
    Q_OBJECT

public:
    /// One box as it is shown.
    struct Box
    {
        QString name; ///< "opcode"
        Wire::Field field;
        QString bytes; ///< "03 00"; cut where the line ends
    };
    enum class Tone
    {
        Plain,
        Right,
        Wrong
    };

    explicit BytesView(const Theme::Theme *theme, QWidget *parent = nullptr);

    /// `bytes` may be cut; the fields know their sizes.
    void setMessage(const QByteArray &bytes, std::vector<Wire::Field> fields);
    /// The line above: what it is, and more about it.
    void setTitle(const QString &title, const QString &note, Tone tone = Tone::Plain);
    const std::vector<Box> &boxes() const { return m_boxes; }
    QString title() const { return m_title; }
    QString note() const { return m_note; }
    Tone tone() const { return m_tone; }

    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override { return {320, heightForWidth(320)}; }

    static QString nameOf(Wire::FieldKind kind);
    static Theme::ColorRole colorOf(Wire::FieldKind kind);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int boxWidth(const Box &box, int most) const;
    int boxHeight() const;
    std::vector<QRect> place(int width) const;
    void describe();
    void paintBoxAt(QPainter &painter, const QRect &rect, const Box &box) const;

    const Theme::Theme *m_theme;
    QByteArray m_bytes;
    std::vector<Box> m_boxes;
    QString m_title;
    QString m_note;
    Tone m_tone = Tone::Plain;
};

} // namespace Loopscope::Panels
