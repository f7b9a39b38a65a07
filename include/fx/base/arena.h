/*
 * Arena: memory that lives and dies together.
 *
 * A function that takes an arena allocates in it; nobody frees a single
 * object. Foreign handles (databases, repositories) are closed with the arena
 * by fx_defer. Running out of memory ends the process: an open transaction
 * rolls back by itself.
 */
#ifndef FX_BASE_ARENA_H
#define FX_BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

typedef struct fx_arena fx_arena;

fx_arena *fx_arena_new(void);

/* Runs the deferred functions, last first, then frees all memory. NULL is fine. */
void fx_arena_free(fx_arena *a);

/* Frees what is in it, for the same again: some of its memory stays. Nothing may be deferred. */
void fx_arena_clear(fx_arena *a);

/* How much memory it holds. */
size_t fx_arena_bytes(const fx_arena *a);

/* Where files that are written with it (fx_file_write) are temporary: a folder, made when it is
 * needed; NULL, as at first: beside each. */
void fx_arena_set_temp_dir(fx_arena *a, const char *dir);
const char *fx_arena_temp_dir(const fx_arena *a);

/* Zeroed memory aligned for any type; never NULL. */
void *fx_alloc(fx_arena *a, size_t size) __attribute__((malloc, returns_nonnull));

/* A larger copy of `old`; the old memory stays valid until the arena ends. */
void *fx_grow(fx_arena *a, const void *old, size_t old_size, size_t new_size);
/* The same, but the arena's latest object stays where it is if there is room behind it: what is
 * built in one go is not copied. */
void *fx_extend(fx_arena *a, void *old, size_t old_size, size_t new_size);

/* Calls fn(arg) when the arena ends. */
void fx_defer(fx_arena *a, void (*fn)(void *), void *arg);

char *fx_strdup(fx_arena *a, const char *s);            /* NULL stays NULL */
char *fx_strndup(fx_arena *a, const char *s, size_t n); /* at most n bytes; NUL-terminated */
char *fx_fmt(fx_arena *a, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
char *fx_vfmt(fx_arena *a, const char *fmt, va_list ap) __attribute__((format(printf, 2, 0)));

#define fx_new(a, T) ((T *)fx_alloc((a), sizeof(T)))

/* For foreign handles only (git/, db/, base/): FX_AUTO(git_tree) *t = NULL; */
#define FX_AUTO(T) __attribute__((cleanup(T##_auto))) T
#define FX_DEFINE_AUTO(T, destroy)     \
    static inline void T##_auto(T **p) \
    {                                  \
        destroy(*p);                   \
    }

#endif
