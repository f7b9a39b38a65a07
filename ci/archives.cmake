# The program takes its libraries from archives where the system has them: a hook is started several times a commit,
# and libgit2 alone brings 16 shared libraries (SSH, TLS, Kerberos) for what fxgit leaves to git. git_local.c stands in
# for that. Drivers, tests and libfxgit stay with the shared ones.
set(FXGIT_ARCHIVES auto CACHE STRING "link the program with archives of libraries: auto, on or off")
set_property(CACHE FXGIT_ARCHIVES PROPERTY STRINGS auto on off)

# fx_either NAME SHARED LIBRARY...: shared, or archives for a target with the property FX_ARCHIVES.
# As the linker wants them: what needs something stands before what has it.
set(archives "")
set(archives_missing "")
function(fx_either name shared)
    set(found "")
    foreach(library ${ARGN})
        find_library(FX_ARCHIVE_${library} NAMES lib${library}.a)
        mark_as_advanced(FX_ARCHIVE_${library})
        list(APPEND found ${FX_ARCHIVE_${library}})
        if(NOT FX_ARCHIVE_${library})
            string(APPEND archives_missing " lib${library}.a")
        endif()
    endforeach()
    list(APPEND archives ${found})
    add_library(fx_${name}_archives INTERFACE)
    target_link_libraries(fx_${name}_archives INTERFACE ${found})
    add_library(fx_${name} INTERFACE)
    target_link_libraries(fx_${name} INTERFACE
        $<IF:$<BOOL:$<TARGET_PROPERTY:FX_ARCHIVES>>,fx_${name}_archives,${shared}>)
    set(archives ${archives} PARENT_SCOPE)
    set(archives_missing ${archives_missing} PARENT_SCOPE)
endfunction()
fx_either(git2 PkgConfig::GIT2 git2 http_parser pcre2-8 mbedcrypto z)
fx_either(yaml PkgConfig::YAML yaml)
fx_either(sqlite PkgConfig::SQLITE sqlite3)
target_link_libraries(fx_sqlite_archives INTERFACE m)
fx_either(crypto PkgConfig::CRYPTO crypto)

# what libgit2 needs depends on how it was built: whether this list is right, the linker says
set(FX_PROGRAM_ARCHIVES OFF)
if(NOT FXGIT_ARCHIVES STREQUAL "off")
    if(NOT archives_missing)
        unset(FX_ARCHIVES_LINK CACHE) # what is installed may have changed
        try_compile(FX_ARCHIVES_LINK ${CMAKE_BINARY_DIR}/archives
            SOURCES ${CMAKE_SOURCE_DIR}/ci/archives.c ${CMAKE_SOURCE_DIR}/src/cli/git_local.c
            LINK_LIBRARIES ${archives} m ${CMAKE_DL_LIBS} OUTPUT_VARIABLE archives_output)
        set(FX_PROGRAM_ARCHIVES ${FX_ARCHIVES_LINK})
    endif()
    if(NOT FX_PROGRAM_ARCHIVES AND FXGIT_ARCHIVES STREQUAL "on")
        message(FATAL_ERROR "the program does not link with archives. Missing:${archives_missing}\n"
            "${archives_output}")
    elseif(NOT FX_PROGRAM_ARCHIVES)
        message(STATUS "the program is linked with shared libraries, and starts slower")
    endif()
endif()
