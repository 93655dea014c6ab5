# Run by cpack on the folder of each package before it is closed: what only a Debian package has.

foreach(pair "program|loopscope" "monitor|libloopscope-monitor-dev")
    string(REPLACE "|" ";" pair "${pair}")
    list(GET pair 0 component)
    list(GET pair 1 package)
    set(root "${CPACK_TEMPORARY_DIRECTORY}/${component}/usr")
    if(NOT IS_DIRECTORY "${root}")
        continue()
    endif()
    set(documents "${root}/share/doc/${package}")
    file(MAKE_DIRECTORY "${documents}" "${root}/share/lintian/overrides")

    file(COPY_FILE "${CPACK_LOOPSCOPE_SOURCE}/resources/debian/copyright" "${documents}/copyright")
    file(COPY_FILE "${CPACK_LOOPSCOPE_SOURCE}/resources/debian/${package}.lintian-overrides"
        "${root}/share/lintian/overrides/${package}")
    file(REMOVE "${documents}/LICENSE") # it is in copyright
    if(component STREQUAL "program") # the fonts that were built into the window
        foreach(font fonts-roboto-unhinted fonts-jetbrains-mono)
            if(EXISTS "/usr/share/doc/${font}/copyright")
                file(COPY_FILE "/usr/share/doc/${font}/copyright" "${documents}/copyright.${font}")
            endif()
        endforeach()
    endif()
    string(TIMESTAMP date "%a, %d %b %Y %H:%M:%S +0000" UTC)
    file(WRITE "${documents}/changelog" "${package} (${CPACK_PACKAGE_VERSION}) unstable; urgency=medium\n\n"
        "  * See CHANGELOG.md of the project.\n\n -- ${CPACK_PACKAGE_CONTACT}  ${date}\n")

    file(GLOB pages "${root}/share/man/man1/*.1")
    foreach(file IN LISTS pages ITEMS "${documents}/changelog")
        execute_process(COMMAND gzip --best --no-name --force "${file}" COMMAND_ERROR_IS_FATAL ANY)
    endforeach()
    file(GLOB_RECURSE files "${documents}/*" "${root}/share/lintian/*" "${root}/share/man/*")
    file(CHMOD ${files} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ WORLD_READ)
endforeach()
