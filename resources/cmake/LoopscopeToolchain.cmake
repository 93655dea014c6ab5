# Compiler, flags and sanitizers for every target of the project.

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_AUTOMOC ON)

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()
# 1 has lines, functions and what was inlined, which is all that a stack needs; 2, with variables and types for a debugger,
# makes builds many times as large.
set(LOOPSCOPE_DEBUG_INFO 1 CACHE STRING "Debug information: 1 for stacks, 2 for a debugger")
# -Og compiles about as fast as -O0 here and leaves stacks that unwind like those of a release.
set(CMAKE_CXX_FLAGS_DEBUG "-Og -g${LOOPSCOPE_DEBUG_INFO}")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g${LOOPSCOPE_DEBUG_INFO}")

# A test with information for a debugger is 170 MB: ld takes 6 s of CPU time to link one, lld 1.2 s.
find_program(LOOPSCOPE_LLD ld.lld)
if(LOOPSCOPE_LLD AND CMAKE_BUILD_TYPE STREQUAL "Debug")
    add_link_options(-fuse-ld=lld)
endif()

# ccache keeps precompiled headers only when it may ignore their time stamps and macros.
find_program(LOOPSCOPE_CCACHE ccache)
if(LOOPSCOPE_CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${LOOPSCOPE_CCACHE})
endif()

# Position independent everywhere, spelled the same for programs and libraries: one precompiled header serves both.
add_compile_options(-fPIC -Wall -Wextra -Wpedantic)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fcoroutines>)
    if(CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
        add_compile_options(-Wno-maybe-uninitialized) # g++ 12 reports the constructor of std::stop_source itself
    endif()
endif()
# source_location, debug information and the code view agree on paths relative to the source root.
add_compile_options(-ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
if(LOOPSCOPE_WERROR)
    add_compile_options(-Werror)
endif()

add_compile_definitions(QT_NO_KEYWORDS QT_NO_CAST_TO_ASCII QT_NO_FOREACH)
# What any Qt up to 6.8 calls deprecated is not there for us, as far as the headers in use know it.
add_compile_definitions(QT_DISABLE_DEPRECATED_BEFORE=0x060800)

if(LOOPSCOPE_SANITIZE)
    # A call in place of a return would leave its function out of stacks, which the tests look at.
    add_compile_options(-fsanitize=${LOOPSCOPE_SANITIZE} -fno-omit-frame-pointer -fno-optimize-sibling-calls)
    add_link_options(-fsanitize=${LOOPSCOPE_SANITIZE})
    foreach(sanitizer address thread) # g++ and clang have different words for it
        if(LOOPSCOPE_SANITIZE MATCHES "${sanitizer}")
            string(TOUPPER "LOOPSCOPE_SANITIZE_${sanitizer}" macro)
            add_compile_definitions(${macro})
        endif()
    endforeach()
    if(LOOPSCOPE_SANITIZE MATCHES "undefined")
        add_compile_options(-fno-sanitize-recover=undefined)
    endif()
endif()
if(LOOPSCOPE_BUILD_FUZZERS)
    add_compile_options(-fsanitize=fuzzer-no-link)
endif()
