#include "core/session/linedifference.h"

#include <QRegularExpression>

#include <algorithm>
#include <limits>

namespace Loopscope::Session {

namespace {

using Kind = DifferenceLine::Kind;

constexpr qsizetype mostCells = 4'000'000;

/// Lengths of the longest common subsequences of all endings of two texts.
class CommonLengths
{
public:
    CommonLengths(const QStringList &before, const QStringList &after)
        : m_width(static_cast<std::size_t>(after.size()) + 1)
        , m_cells((static_cast<std::size_t>(before.size()) + 1) * m_width)
    {
        for (qsizetype i = before.size() - 1; i >= 0; --i) {
            for (qsizetype j = after.size() - 1; j >= 0; --j)
                cell(i, j) =
                    before[i] == after[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
        }
    }

    int at(qsizetype i, qsizetype j) const { return m_cells[index(i, j)]; }

private:
    std::size_t index(qsizetype i, qsizetype j) const
    {
        return static_cast<std::size_t>(i) * m_width + static_cast<std::size_t>(j);
    }
    int &cell(qsizetype i, qsizetype j) { return m_cells[index(i, j)]; }

    const std::size_t m_width;
    std::vector<int> m_cells;
};

// Where both begin, and both end, with the same lines is settled; what lies between is compared.
std::vector<DifferenceLine> middleDifference(const QStringList &before, const QStringList &after, int offset)
{
    std::vector<DifferenceLine> lines;
    const auto remove = [&](qsizetype i) {
        lines.push_back({Kind::Removed, before[i], offset + static_cast<int>(i) + 1, 0, 0});
    };
    const auto add = [&](qsizetype j) {
        lines.push_back({Kind::Added, after[j], 0, offset + static_cast<int>(j) + 1, 0});
    };
    qsizetype i = 0;
    qsizetype j = 0;
    if (before.size() * after.size() <= mostCells) {
        const CommonLengths common(before, after);
        while (i < before.size() && j < after.size()) {
            if (before[i] == after[j]) {
                lines.push_back({Kind::Same, before[i], offset + static_cast<int>(i) + 1,
                                 offset + static_cast<int>(j) + 1, 0});
                ++i;
                ++j;
            } else if (common.at(i + 1, j) >= common.at(i, j + 1)) {
                remove(i++);
            } else {
                add(j++);
            }
        }
    }
    for (; i < before.size(); ++i)
        remove(i);
    for (; j < after.size(); ++j)
        add(j);
    return lines;
}

// Within a stretch that differs: what goes before what comes.
void order(std::vector<DifferenceLine> *lines)
{
    const auto isSame = [](const DifferenceLine &line) { return line.kind == Kind::Same; };
    for (auto at = lines->begin(); at != lines->end();) {
        at = std::find_if_not(at, lines->end(), isSame);
        const auto end = std::find_if(at, lines->end(), isSame);
        std::stable_partition(at, end, [](const auto &line) { return line.kind == Kind::Removed; });
        at = end;
    }
}

} // namespace

std::vector<DifferenceLine> lineDifference(const QStringList &before, const QStringList &after)
{
    const qsizetype shorter = std::min(before.size(), after.size());
    qsizetype head = 0;
    while (head < shorter && before[head] == after[head])
        ++head;
    qsizetype tail = 0;
    while (tail < shorter - head && before[before.size() - 1 - tail] == after[after.size() - 1 - tail])
        ++tail;

    std::vector<DifferenceLine> lines;
    for (qsizetype i = 0; i < head; ++i)
        lines.push_back({Kind::Same, before[i], static_cast<int>(i) + 1, static_cast<int>(i) + 1, 0});
    auto middle = middleDifference(before.mid(head, before.size() - head - tail),
                                   after.mid(head, after.size() - head - tail), static_cast<int>(head));
    order(&middle);
    std::ranges::move(middle, std::back_inserter(lines));
    for (qsizetype i = tail; i > 0; --i)
        lines.push_back({Kind::Same, before[before.size() - i], static_cast<int>(before.size() - i) + 1,
                         static_cast<int>(after.size() - i) + 1, 0});
    return lines;
}

namespace {

QStringList withoutOwnName(const QStringList &source)
{
    static const QRegularExpression declaration(QStringLiteral("^\\s*(?:class|struct)\\s+(\\w+)"));
    QString name;
    for (const QString &line : source) {
        const QRegularExpressionMatch match = declaration.match(line);
        if (match.hasMatch()) {
            name = match.captured(1);
            break;
        }
    }
    QStringList lines = source;
    if (!name.isEmpty())
        lines.replaceInStrings(name, QStringLiteral("\x01"));
    return lines;
}

qsizetype indentOf(const QString &line)
{
    const auto first = std::ranges::find_if(line, [](QChar character) { return character != u' '; });
    return first - line.begin();
}

} // namespace

std::vector<DifferenceLine> sourceDifference(const QStringList &before, const QStringList &after)
{
    std::vector<DifferenceLine> lines = lineDifference(withoutOwnName(before), withoutOwnName(after));
    for (DifferenceLine &line : lines)
        line.text = line.after > 0 ? after[line.after - 1] : before[line.before - 1];
    return lines;
}

std::vector<DifferenceLine> unindented(std::vector<DifferenceLine> lines)
{
    const auto isSkipped = [](const DifferenceLine &line) { return line.kind == Kind::Skipped; };
    for (auto at = lines.begin(); at != lines.end();) {
        at = std::find_if_not(at, lines.end(), isSkipped);
        const auto end = std::find_if(at, lines.end(), isSkipped);
        qsizetype common = std::numeric_limits<qsizetype>::max();
        std::for_each(at, end, [&common](const DifferenceLine &line) {
            if (indentOf(line.text) < line.text.size())
                common = std::min(common, indentOf(line.text));
        });
        std::for_each(at, end, [common](DifferenceLine &line) {
            const qsizetype indent = indentOf(line.text);
            if (indent >= common)
                line.text = QString((indent - common) / 2, u' ') + line.text.mid(indent);
        });
        at = end;
    }
    return lines;
}

std::vector<DifferenceLine> folded(const std::vector<DifferenceLine> &lines, int context)
{
    const auto count = static_cast<int>(lines.size());
    std::vector<bool> isNear(lines.size(), false);
    for (int at = 0; at < count; ++at) {
        if (lines[static_cast<std::size_t>(at)].kind == Kind::Same)
            continue;
        const int last = std::min(count - 1, at + context);
        for (int near = std::max(0, at - context); near <= last; ++near)
            isNear[static_cast<std::size_t>(near)] = true;
    }
    std::vector<DifferenceLine> result;
    for (std::size_t at = 0; at < lines.size(); ++at) {
        if (isNear[at])
            result.push_back(lines[at]);
        else if (!result.empty() && result.back().kind == Kind::Skipped)
            ++result.back().skipped;
        else
            result.push_back({Kind::Skipped, {}, 0, 0, 1});
    }
    return result;
}

} // namespace Loopscope::Session
