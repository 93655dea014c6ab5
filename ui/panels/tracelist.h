#pragma once

#include "ui/theme/theme.h"

#include <QStringList>
#include <QWidget>

#include <utility>
#include <vector>

class QVBoxLayout;

namespace Loopscope::Panels {

class TextButton;

/// A trace that is open, as the left column tells of it.
struct TraceCard
{
    QString letter; ///< "A"; empty when there is one alone
    Theme::ColorRole color = Theme::ColorRole::TraceA;
    QString name;    ///< "before.perfetto-trace"
    QString figures; ///< "41.2 s, 3.1 MB"
    QString date;    ///< "21 Nov, 16:04"
};

/// The left column while traces are replayed, 216 wide: which ones, what they say of themselves, the recent
/// ones, and the ways out.
class TraceList final : public QWidget
{
    Q_OBJECT

public:
    explicit TraceList(const Theme::Theme *theme, QWidget *parent = nullptr);

    void setTraces(std::vector<TraceCard> cards);
    /// "Program" and "invoice-editor", one under the other; a value may have several lines.
    void setFacts(std::vector<std::pair<QString, QString>> facts);
    const std::vector<std::pair<QString, QString>> &facts() const { return m_facts; }
    /// Paths, the newest first; those that are open are not among them.
    void setRecent(const QStringList &paths);

    const std::vector<TraceCard> &traces() const { return m_cards; }
    TextButton *backButton() const { return m_back; }
    TextButton *openButton() const { return m_open; }
    const std::vector<TextButton *> &recentButtons() const { return m_recent; }

Q_SIGNALS:
    void backRequested();
    void openRequested();
    void recentRequested(const QString &path);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int factsTop() const;
    int recentTop() const;
    void place();
    void paintCard(QPainter &painter, const QRect &rect, const TraceCard &card) const;

    const Theme::Theme *m_theme;
    std::vector<TraceCard> m_cards;
    std::vector<std::pair<QString, QString>> m_facts;
    std::vector<TextButton *> m_recent;
    TextButton *m_back;
    TextButton *m_open;
};

} // namespace Loopscope::Panels
