# Helpers that keep each folder's CMakeLists.txt a list of facts.

# One precompiled header for everything that is written against Qt Core, one for the window.
function(loopscope_add_precompiled_header name)
    cmake_parse_arguments(ARG "" "" "HEADERS;LINK" ${ARGN})
    add_library(${name} OBJECT "${CMAKE_SOURCE_DIR}/resources/cmake/empty.cpp")
    target_link_libraries(${name} PRIVATE ${ARG_LINK})
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}")
    target_precompile_headers(${name} PRIVATE ${ARG_HEADERS})
endfunction()

loopscope_add_precompiled_header(loopscope_pch_core
    HEADERS <QtCore/QtCore> <algorithm> <array> <atomic> <chrono> <functional> <memory> <optional> <vector>
    LINK Qt6::Core)
if(LOOPSCOPE_BUILD_UI)
    loopscope_add_precompiled_header(loopscope_pch_widgets
        HEADERS <QtCore/QtCore> <QtWidgets/QtWidgets> <QtCharts/QChartView> <QtCharts/QLineSeries> <algorithm> <memory> <vector>
        LINK Qt6::Core Qt6::Widgets Qt6::Charts)
endif()

function(loopscope_configure_target target pch)
    target_include_directories(${target} PUBLIC "${CMAKE_SOURCE_DIR}")
    target_precompile_headers(${target} REUSE_FROM ${pch})
endfunction()

# loopscope_add_library(core_wire SOURCES ... LINK ... [PRIVATE_LINK ...] [WIDGETS])
# makes the static library loopscope_core_wire with the alias Loopscope::CoreWire: one per folder.
function(loopscope_add_library name)
    cmake_parse_arguments(ARG "WIDGETS" "" "SOURCES;LINK;PRIVATE_LINK" ${ARGN})
    set(target loopscope_${name})
    add_library(${target} STATIC ${ARG_SOURCES})
    set(alias "")
    string(REPLACE "_" ";" words "${name}")
    foreach(word IN LISTS words)
        string(SUBSTRING "${word}" 0 1 first)
        string(SUBSTRING "${word}" 1 -1 rest)
        string(TOUPPER "${first}" first)
        string(APPEND alias "${first}${rest}")
    endforeach()
    add_library(Loopscope::${alias} ALIAS ${target})
    target_link_libraries(${target} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK})
    if(ARG_WIDGETS)
        loopscope_configure_target(${target} loopscope_pch_widgets)
    else()
        loopscope_configure_target(${target} loopscope_pch_core)
    endif()
endfunction()

# loopscope_add_test(tst_ring LABEL core LINK Loopscope::CoreBase [SOURCES extra.cpp] [WIDGETS])
# builds <name>.cpp of the current folder, which includes its own <name>.moc, and runs it offscreen. A class with Q_OBJECT
# in a header belongs into a library.
function(loopscope_add_test name)
    cmake_parse_arguments(ARG "WIDGETS" "LABEL" "SOURCES;LINK" ${ARGN})
    add_executable(${name} ${name}.cpp ${ARG_SOURCES})
    target_link_libraries(${name} PRIVATE ${ARG_LINK} Qt6::Test)
    if(ARG_WIDGETS)
        loopscope_configure_target(${name} loopscope_pch_widgets)
    else()
        loopscope_configure_target(${name} loopscope_pch_core)
    endif()
    # AUTOMOC runs CMake and compiles a file of its own for each target, which was 17 % of the time of a build.
    set(moc "${CMAKE_CURRENT_BINARY_DIR}/${name}.moc")
    add_custom_command(OUTPUT "${moc}" DEPENDS ${name}.cpp
        COMMAND Qt6::moc "${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp" -o "${moc}" VERBATIM)
    target_sources(${name} PRIVATE "${moc}")
    target_include_directories(${name} PRIVATE "${CMAKE_CURRENT_BINARY_DIR}")
    set_target_properties(${name} PROPERTIES AUTOMOC OFF)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/tests")
    add_test(NAME ${name} COMMAND ${name})
    if(NOT TARGET ${ARG_LABEL}_tests) # core_tests, ui_tests, app_tests: what ctest -L runs
        add_custom_target(${ARG_LABEL}_tests)
    endif()
    add_dependencies(${ARG_LABEL}_tests ${name})
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" ENVIRONMENT "${LOOPSCOPE_TEST_ENVIRONMENT}")
endfunction()
