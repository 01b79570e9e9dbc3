# Finds Emscripten's own toolchain file: a newer SDK where there is one, else the system's.
set(ckpt_emscripten_file cmake/Modules/Platform/Emscripten.cmake)
foreach(root "$ENV{EMSDK}/upstream/emscripten" "$ENV{HOME}/emsdk/upstream/emscripten"
             /opt/emsdk/upstream/emscripten /usr/share/emscripten)
  if(EXISTS "${root}/${ckpt_emscripten_file}")
    include("${root}/${ckpt_emscripten_file}")
    return()
  endif()
endforeach()
message(FATAL_ERROR "Emscripten was not found: install the package emscripten, or set EMSDK.")
