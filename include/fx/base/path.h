/*
 * Path: names of files, and reading and writing whole files.
 */
#ifndef FX_BASE_PATH_H
#define FX_BASE_PATH_H

#include "fx/base/error.h"
#include "fx/base/vec.h"

/* An absolute name stays as it is. */
char *fx_path_join(fx_arena *a, const char *dir, const char *name);
char *fx_path_dir(fx_arena *a, const char *path); /* "." if it has none */
const char *fx_path_base(const char *path);
/* Against the working directory; `.` and `..` folded, links not followed. */
char *fx_path_absolute(fx_arena *a, const char *path);
/* `path` seen from `dir` (both absolute); "../" where needed; "" when they are the same. */
char *fx_path_relative(fx_arena *a, const char *dir, const char *path);
bool fx_path_exists(const char *path);
bool fx_path_is_dir(const char *path);
bool fx_path_is_file(const char *path); /* a regular one, or a link to one */
/* Without links, `.` and `..`: of what is not there, as far as it is. */
const char *fx_path_real(fx_arena *a, const char *path);

/* A whole file of at most `max` bytes; NUL-terminated copy. A missing file fails with FX_INPUT. */
bool fx_file_read(fx_arena *a, const char *path, size_t max, const char **text, size_t *n,
                  fx_error *err) FX_CHECK;
/* Writes a file by a temporary name, fsync and rename: the old or the new text, never a half. The
 * temporary file is in the arena's folder for them, where that is on the same file system, else
 * beside it and hidden; one that a killed process left there is taken away. */
bool fx_file_write(fx_arena *a, const char *path, const char *text, size_t n, int mode,
                   fx_error *err) FX_CHECK;
bool fx_dir_make(fx_arena *a, const char *path, fx_error *err) FX_CHECK; /* with its parents */
/* Files below `dir`, recursively, as paths relative to it with '/', sorted by bytes; hidden ones
 * left out. Symbolic links to files count, those to folders are not followed. A missing folder is
 * empty. */
bool fx_dir_list(fx_arena *a, const char *dir, fx_strs *out, fx_error *err) FX_CHECK;
/* The same without any link, and each with `dir` before it. */
bool fx_dir_files(fx_arena *a, const char *dir, fx_strs *out, fx_error *err) FX_CHECK;

#endif
