#pragma once

#include <QString>

#include <vector>

namespace Loopscope::Panels {

/// What a variant would be in Python's asyncio, with the lines that stand for one of the C++: "# C++: " and a
/// piece of that line, at the end of the Python one. The remark is for the program and not shown.
class Counterpart
{
public:
    Counterpart() = default;
    Counterpart(const QString &text, const QString &source);
    /// Of a built-in source; invalid when it has none.
    static Counterpart of(const QString &sourceFile);

    bool isValid() const { return !m_text.isEmpty(); }
    QString file() const { return m_file; }
    QString text() const { return m_text; }
    /// The line of the Python that stands for this one of the C++; 0: none does.
    int lineFor(int sourceLine) const;
    /// What it is about: the first line that stands for one, else the first below a comment in a function.
    int tellingLine() const { return m_tellingLine; }

    struct Pair
    {
        int line = 0;       ///< of the Python, from 1
        QString piece;      ///< of a line of the C++
        int sourceLine = 0; ///< the first that holds it; 0: none does
    };
    const std::vector<Pair> &pairs() const { return m_pairs; }

private:
    QString m_file;
    QString m_text;
    std::vector<Pair> m_pairs;
    int m_tellingLine = 1;
};

} // namespace Loopscope::Panels
