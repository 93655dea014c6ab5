# What the project is built from; all of it comes from Debian's packages (README.md, "Dependencies").

find_package(Threads REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network Sql HttpServer)
if(NOT TARGET Qt6::CorePrivate) # a component of its own from Qt 6.10 on
    find_package(Qt6 REQUIRED COMPONENTS CorePrivate)
endif()
find_package(QCoro6 REQUIRED COMPONENTS Core Network)
find_package(CLI11 REQUIRED)
find_package(nlohmann_json REQUIRED)
find_path(PROTOZERO_INCLUDE_DIR protozero/pbf_writer.hpp REQUIRED)
# The remote unwinder alone: libunwind itself would put its _Unwind_* functions before those of libgcc_s.
find_library(LIBUNWIND_REMOTE_LIBRARY NAMES unwind-${CMAKE_SYSTEM_PROCESSOR} REQUIRED)
pkg_check_modules(LIBDW REQUIRED IMPORTED_TARGET libdw)
find_package(CURL REQUIRED)
pkg_check_modules(HIREDIS REQUIRED IMPORTED_TARGET hiredis)

# The interpreter of the slide interpreter-lock; without it the slide says so. Debian's own Python, not one
# that a virtual environment puts first.
if(NOT DEFINED Python3_ROOT_DIR)
    set(Python3_ROOT_DIR /usr)
    set(Python3_FIND_STRATEGY LOCATION)
endif()
find_package(Python3 COMPONENTS Interpreter OPTIONAL_COMPONENTS Development.Embed)

if(LOOPSCOPE_BUILD_UI)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Gui Widgets Charts Svg)
endif()
if(LOOPSCOPE_BUILD_TESTS)
    find_package(Qt6 6.4 REQUIRED COMPONENTS Test)
endif()
