# Target "translations": brings resources/translations/loopscope_LANGUAGE.ts up to what the sources say.
set(LOOPSCOPE_LANGUAGE "de" CACHE STRING "Language of the target translations")
find_program(LOOPSCOPE_LUPDATE NAMES lupdate6 lupdate-qt6 lupdate
    PATHS "${QT6_INSTALL_PREFIX}/${QT6_INSTALL_BINS}" /usr/lib/qt6/bin REQUIRED NO_DEFAULT_PATH)
add_custom_target(translations
    COMMAND "${CMAKE_COMMAND}" -E make_directory resources/translations
    COMMAND "${LOOPSCOPE_LUPDATE}" -I . core ui app -extensions cpp,h
        -ts "resources/translations/loopscope_${LOOPSCOPE_LANGUAGE}.ts"
    WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}"
    VERBATIM)
