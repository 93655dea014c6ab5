#include "core/record/annotationview.h"

#include "core/record/perfettofields.h"

#include <protozero/pbf_reader.hpp>

#include <cmath>

namespace Loopscope::Record {

namespace {

constexpr quint64 largestAmount = quint64{1} << 62;

} // namespace

const AnnotationView *Annotations::find(std::string_view name) const
{
    const auto found = std::ranges::find(m_list, name, &AnnotationView::name);
    return found != m_list.end() ? &*found : nullptr;
}

std::optional<quint64> Annotations::maybeNumber(std::string_view name) const
{
    const AnnotationView *found = find(name);
    if (!found || found->kind != AnnotationView::Kind::Number)
        return std::nullopt;
    return found->number;
}

qint64 Annotations::amount(std::string_view name) const
{
    return static_cast<qint64>(std::min(number(name), largestAmount));
}

double Annotations::real(std::string_view name) const
{
    const AnnotationView *found = find(name);
    if (found && found->kind == AnnotationView::Kind::Number)
        return static_cast<double>(found->number);
    const bool isReal = found && found->kind == AnnotationView::Kind::Real && std::isfinite(found->real);
    return isReal ? found->real : 0;
}

QString Annotations::text(std::string_view name) const
{
    const AnnotationView *found = find(name);
    return found && found->kind == AnnotationView::Kind::Text ? toText(found->text) : QString();
}

std::vector<std::string_view> Annotations::texts(std::string_view name, std::size_t limit) const
{
    std::vector<std::string_view> result;
    const AnnotationView *found = find(name);
    if (!found || found->kind != AnnotationView::Kind::List)
        return result;
    using protozero::pbf_wire_type;
    protozero::pbf_reader list(found->text.data(), found->text.size());
    while (result.size() < limit &&
           list.next(Fields::Annotation::arrayValue, pbf_wire_type::length_delimited)) {
        protozero::pbf_reader entry = list.get_message();
        while (entry.next(Fields::Annotation::stringValue, pbf_wire_type::length_delimited)) {
            const auto view = entry.get_view();
            result.emplace_back(view.data(), view.size());
        }
    }
    return result;
}

} // namespace Loopscope::Record
