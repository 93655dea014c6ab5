# What is installed beside program, worker and probe: menu entry, icon, type of traces, manual, completion, documents.
# cmake --install BUILD --component program --prefix PREFIX   puts it there with the program.

include(GNUInstallDirs)

set(resources "${CMAKE_SOURCE_DIR}/resources")
install(FILES "${resources}/man/loopscope.1" DESTINATION "${CMAKE_INSTALL_MANDIR}/man1" COMPONENT program)
install(FILES "${resources}/completion/loopscope"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/bash-completion/completions" COMPONENT program)
file(GLOB documents CONFIGURE_DEPENDS "${resources}/docs/*.md")
install(FILES ${documents} "${CMAKE_SOURCE_DIR}/README.md" "${CMAKE_SOURCE_DIR}/LICENSE"
    DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/loopscope" COMPONENT program)

if(LOOPSCOPE_BUILD_UI)
    install(FILES "${resources}/desktop/loopscope.desktop"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/applications" COMPONENT program)
    install(FILES "${resources}/desktop/org.loopscope.loopscope.metainfo.xml"
        DESTINATION "${CMAKE_INSTALL_DATADIR}/metainfo" COMPONENT program)
    install(FILES "${resources}/desktop/loopscope-mime.xml" RENAME loopscope.xml
        DESTINATION "${CMAKE_INSTALL_DATADIR}/mime/packages" COMPONENT program)
    set(icons "${CMAKE_INSTALL_DATADIR}/icons/hicolor")
    install(FILES "${resources}/desktop/loopscope.svg" DESTINATION "${icons}/scalable/apps" COMPONENT program)
    foreach(size 16 22 24 32 48 64 128 256)
        install(FILES "${resources}/desktop/loopscope-${size}.png" RENAME loopscope.png
            DESTINATION "${icons}/${size}x${size}/apps" COMPONENT program)
    endforeach()
endif()
