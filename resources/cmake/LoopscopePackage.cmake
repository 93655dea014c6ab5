# cpack -G DEB --config build/release/CPackConfig.cmake   makes two packages for Debian 12: the program, and the monitor
# for one's own programs. Nothing is stripped: without line tables no line of a scenario can be named.

set(CPACK_PACKAGE_NAME loopscope)
set(CPACK_PACKAGE_VERSION "${PROJECT_VERSION}")
set(CPACK_PACKAGE_CONTACT "The Loopscope authors <loopscope@users.noreply.invalid>")
set(CPACK_PACKAGE_DIRECTORY "${CMAKE_BINARY_DIR}/package")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL program monitor)
set(CPACK_COMPONENTS_GROUPING IGNORE)
set(CPACK_STRIP_FILES OFF)
set(CPACK_PRE_BUILD_SCRIPTS "${CMAKE_SOURCE_DIR}/resources/cmake/LoopscopePackageFiles.cmake")
set(CPACK_LOOPSCOPE_SOURCE "${CMAKE_SOURCE_DIR}")
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_GENERATOR DEB)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)

# The monitor knows private structures of Qt: the packages go with the Qt that they were built with.
set(qt_abi "qt6-base-abi (= ${Qt6Core_VERSION})")

set(CPACK_DEBIAN_PROGRAM_PACKAGE_NAME loopscope)
set(CPACK_DEBIAN_PROGRAM_PACKAGE_DEPENDS "${qt_abi}")
set(CPACK_DEBIAN_PROGRAM_PACKAGE_SECTION devel)
set(CPACK_DEBIAN_PROGRAM_DESCRIPTION "oscilloscope for Qt event loops
Shows which line of code blocks a Qt event loop, while it blocks it: live in
a window with scenarios that are done badly and well, in any Qt 6 program as
it is, and in recorded traces.")
# Loaded when it is there: Wayland, and what single scenarios need.
set(CPACK_DEBIAN_PROGRAM_PACKAGE_RECOMMENDS
    "fonts-dejavu-core, qt6-wayland, libqt6sql6-odbc, unixodbc, libsqliteodbc, python3")

set(CPACK_DEBIAN_MONITOR_PACKAGE_NAME libloopscope-monitor-dev)
set(CPACK_DEBIAN_MONITOR_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_MONITOR_DESCRIPTION "monitor of Qt event loops for your own programs
Names the slow callbacks of an event loop in the program that is linked with
it, records traces, and holds tests to a latency budget. With headers and
the CMake package Loopscope.")
set(CPACK_DEBIAN_MONITOR_PACKAGE_DEPENDS "qt6-base-dev, ${qt_abi}")
set(CPACK_DEBIAN_MONITOR_PACKAGE_RECOMMENDS "qcoro-qt6-dev")
set(CPACK_DEBIAN_MONITOR_PACKAGE_CONTROL_EXTRA
    "${CMAKE_SOURCE_DIR}/resources/debian/shlibs;${CMAKE_SOURCE_DIR}/resources/debian/triggers")

include(CPack)
