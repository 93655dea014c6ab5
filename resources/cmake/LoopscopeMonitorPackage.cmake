# What programs link: libloopscope-monitor.so, its headers and find_package(Loopscope).
# cmake --install BUILD --component monitor --prefix PREFIX   puts this alone there.

include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(LOOPSCOPE_PUBLIC_HEADERS
    core/base/export.h core/link/assertownloop.h core/link/latencybudget.h core/link/loopmonitor.h core/link/testing.h)
set(LOOPSCOPE_COROUTINE_HEADERS
    core/async/spawn.h core/async/stop.h core/async/tracked.h core/base/sourceplace.h core/base/steadytime.h
    core/monitor/currenttask.h
    core/monitor/threadmark.h core/trace/track.h)

# Inside the tree headers are included as "core/link/x.h", installed as <loopscope/link/x.h>: nobody's own folder
# `core` can come between.
function(loopscope_install_header path)
    set(source "${CMAKE_SOURCE_DIR}/${path}")
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS "${source}")
    file(READ "${source}" text)
    string(REGEX REPLACE "#include \"core/([^\"]+)\"" "#include <loopscope/\\1>" text "${text}")
    string(REGEX REPLACE "^core/" "" path "${path}")
    loopscope_install_text("${path}" "${text}")
endfunction()

function(loopscope_install_text path text)
    set(file "${CMAKE_BINARY_DIR}/include/loopscope/${path}")
    file(CONFIGURE OUTPUT "${file}" CONTENT "${text}" @ONLY)
    get_filename_component(folder "${path}" DIRECTORY)
    install(FILES "${file}" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}/loopscope/${folder}" COMPONENT monitor)
endfunction()

function(loopscope_add_monitor_package)
    cmake_parse_arguments(ARG "" "MAP" "SOURCES;LINK" ${ARGN})
    set(target loopscope-monitor)
    set(map "${CMAKE_CURRENT_SOURCE_DIR}/${ARG_MAP}")
    add_library(${target} SHARED ${ARG_SOURCES})
    target_precompile_headers(${target} REUSE_FROM loopscope_pch_core)
    target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}" INTERFACE "$<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>")
    # All of the last layer, of the lower ones what it uses.
    target_link_libraries(${target} PRIVATE "$<LINK_LIBRARY:WHOLE_ARCHIVE,${ARG_LINK}>" PUBLIC Qt6::Core)
    target_link_options(${target} PRIVATE "LINKER:--version-script=${map}" "LINKER:--no-undefined")
    # LOOPSCOPE_DEBUG works also in programs that only link it: no linker may leave it out for that.
    target_link_options(${target} INTERFACE "LINKER:--no-as-needed")
    target_compile_features(${target} INTERFACE cxx_std_20)
    set_target_properties(${target} PROPERTIES
        EXPORT_NAME Monitor VERSION "${PROJECT_VERSION}" SOVERSION "${PROJECT_VERSION_MAJOR}" LINK_DEPENDS "${map}"
        LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
    if(LOOPSCOPE_SANITIZE) # their run-time libraries come with the program
        set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
        return()
    endif()

    add_library(loopscope-coroutines INTERFACE)
    target_link_libraries(loopscope-coroutines INTERFACE ${target} "$<INSTALL_INTERFACE:QCoro6::Core>")
    set_target_properties(loopscope-coroutines PROPERTIES EXPORT_NAME Coroutines)

    install(TARGETS ${target} loopscope-coroutines EXPORT LoopscopeTargets
        LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT monitor)
    set(package "${CMAKE_INSTALL_LIBDIR}/cmake/Loopscope")
    install(EXPORT LoopscopeTargets NAMESPACE Loopscope:: DESTINATION "${package}" COMPONENT monitor)
    configure_package_config_file("${CMAKE_SOURCE_DIR}/resources/cmake/LoopscopeConfig.cmake.in"
        "${CMAKE_BINARY_DIR}/LoopscopeConfig.cmake" INSTALL_DESTINATION "${package}")
    write_basic_package_version_file("${CMAKE_BINARY_DIR}/LoopscopeConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
    install(FILES "${CMAKE_BINARY_DIR}/LoopscopeConfig.cmake" "${CMAKE_BINARY_DIR}/LoopscopeConfigVersion.cmake"
        DESTINATION "${package}" COMPONENT monitor)

    foreach(header IN LISTS LOOPSCOPE_PUBLIC_HEADERS LOOPSCOPE_COROUTINE_HEADERS)
        loopscope_install_header(${header})
    endforeach()
    loopscope_install_text(monitor.h "#pragma once\n\n#include <loopscope/link/assertownloop.h>\n#include <loopscope/link/loopmonitor.h>\n")
    loopscope_install_text(testing.h "#pragma once\n\n#include <loopscope/link/testing.h>\n")
    loopscope_install_text(coroutines.h "#pragma once\n\n#include <loopscope/async/spawn.h>\n")
endfunction()
