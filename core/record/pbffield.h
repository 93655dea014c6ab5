#pragma once

#include <protozero/pbf_reader.hpp>

#include <string_view>

/// Helpers for reading protobuf messages field by field.
namespace Loopscope::Record::Pbf {

// Cases of a switch over tag_and_type(): a field of the wrong type then falls through to skip().
constexpr std::uint32_t number(std::uint32_t field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::varint);
}

constexpr std::uint32_t bytes(std::uint32_t field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::length_delimited);
}

constexpr std::uint32_t real(std::uint32_t field)
{
    return protozero::tag_and_type(field, protozero::pbf_wire_type::fixed64);
}

inline std::string_view viewOf(protozero::pbf_reader &reader)
{
    const auto view = reader.get_view();
    return {view.data(), view.size()};
}

inline protozero::pbf_reader readerOf(std::string_view message)
{
    return {message.data(), message.size()};
}

} // namespace Loopscope::Record::Pbf
