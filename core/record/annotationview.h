#pragma once

#include <QString>

#include <optional>
#include <string_view>
#include <vector>

namespace Loopscope::Record {

/// An annotation of an event that is being read; the views last as long as its packet.
struct AnnotationView
{
    enum class Kind : quint8
    {
        None,
        Number,
        Real,
        Text,
        List, ///< `text` is the whole message
    };

    std::string_view name;
    Kind kind = Kind::None;
    quint64 number = 0; ///< booleans and signed numbers too
    double real = 0;
    std::string_view text;
};

/// What an event's annotations say, by name. A value of another kind than asked for counts as absent.
class Annotations
{
public:
    void clear() { m_list.clear(); }
    void add(const AnnotationView &annotation) { m_list.push_back(annotation); }
    bool isEmpty() const { return m_list.empty(); }
    const std::vector<AnnotationView> &all() const { return m_list; }

    bool has(std::string_view name) const { return find(name) != nullptr; }
    bool isSet(std::string_view name) const { return number(name) == 1; }
    std::optional<quint64> maybeNumber(std::string_view name) const;
    quint64 number(std::string_view name) const { return maybeNumber(name).value_or(0); }
    /// As a count or as nanoseconds: at most 2^62.
    qint64 amount(std::string_view name) const;
    /// A whole number too.
    double real(std::string_view name) const;
    QString text(std::string_view name) const;
    /// The texts of a list, at most `limit`.
    std::vector<std::string_view> texts(std::string_view name, std::size_t limit) const;

private:
    const AnnotationView *find(std::string_view name) const;

    std::vector<AnnotationView> m_list;
};

inline QString toText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

} // namespace Loopscope::Record
