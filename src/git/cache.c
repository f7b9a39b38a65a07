/*
 * A kept answer is a file: what was asked, what was seen, lines. What was seen
 * is checked in place: a folder whose own stat is the same has the same names,
 * so it is not read again.
 */
#include "fx/git/cache.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cache_inner.h"
#include "fx/base/hash.h"
#include "fx/base/path.h"

void fx_stamp_begin(fx_stamp *s, fx_arena *a)
{
    *s = (fx_stamp){.asked = {.arena = a}, .seen = {.arena = a}};
}

static void ask(fx_stamp *s, char kind, const char *text)
{
    fx_str_addc(&s->asked, kind);
    fx_str_addn(&s->asked, text, strlen(text) + 1);
}

void fx_stamp_text(fx_stamp *s, const char *text)
{
    ask(s, text == NULL ? CACHE_NOTHING : CACHE_TEXT, text == NULL ? "" : text);
}

void fx_stamp_path(fx_stamp *s, const char *path)
{
    ask(s, CACHE_PATH, path);
}

void fx_stamp_log(fx_stamp *s, const char *path)
{
    ask(s, CACHE_LOG, path);
}

static const char *folder_of(fx_repo *r, fx_arena *a)
{
    return fx_path_join(a, fx_repo_commondir(r), "fxgit/cache");
}

/* "12 345 9c56cc51b374c3ba\n": then 12 bytes of what was asked, 345 of what was seen, and lines; a
 * hash of all of them. */
static const char *after_head(const char *text, size_t n, size_t *asked, size_t *seen)
{
    char *end;

    *asked = strtoull(text, &end, 10);
    *seen = strtoull(end, &end, 10);
    uint64_t hash = strtoull(end, &end, 16);

    if (*end != '\n' || *asked > n || *seen > n)
        return NULL;
    n -= (size_t)(end + 1 - text);
    return n >= *asked + *seen && fx_hash64(FX_HASH64, end + 1, n) == hash ? end + 1 : NULL;
}

typedef struct mapping {
    void *at;
    size_t n;
} mapping;

static void unmap(void *arg)
{
    const mapping *m = arg;

    munmap(m->at, m->n);
}

/* Mapped, not copied: nobody changes such a file, a new one takes its place. It ends with a line,
 * so a NUL is put behind it by the page's rest, or the file is passed over. */
static bool map(fx_arena *a, const char *path, const char **text, size_t *n)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    mapping *m = fx_new(a, mapping);
    struct stat s;

    if (fd < 0)
        return false;
    if (fstat(fd, &s) == 0 && s.st_size > 0 && s.st_size % sysconf(_SC_PAGESIZE) != 0) {
        *n = m->n = (size_t)s.st_size;
        m->at = mmap(NULL, m->n, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
    }
    close(fd);
    if (m->n == 0 || m->at == MAP_FAILED)
        return false;
    fx_defer(a, unmap, m);
    *text = m->at;
    return true;
}

/* A last line without its end: not all was written. */
static bool find(fx_repo *r, fx_arena *a, const char *name, const fx_stamp *s, const char **lines)
{
    const char *text = NULL, *at;
    size_t n = 0, asked = 0, seen = 0;

    if (!map(a, fx_path_join(a, folder_of(r, a), name), &text, &n) || text[n - 1] != '\n')
        return false;
    at = after_head(text, n, &asked, &seen);
    if (at == NULL || asked != s->asked.n || memcmp(at, s->asked.text, asked) != 0 ||
        !cache_unchanged(a, at + asked, seen))
        return false;
    *lines = at + asked + seen;
    return **lines != '\0';
}

bool fx_cache_text(fx_repo *r, fx_arena *a, const char *name, fx_stamp *s, const char **text)
{
    *text = "";
    if (r == NULL)
        return false;
    if (find(r, a, name, s, text))
        return true;
    cache_see(s);
    return false;
}

bool fx_cache_get(fx_repo *r, fx_arena *a, const char *name, fx_stamp *s, fx_strs *lines)
{
    const char *text;

    *lines = (fx_strs){0};
    if (!fx_cache_text(r, a, name, s, &text))
        return false;
    for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1)
        *fx_push(a, lines) = fx_strndup(a, text, (size_t)(end - text));
    return true;
}

static bool write_new(const char *path, const char *head, const fx_str *body)
{
    FILE *f = fopen(path, "wxe");

    if (f == NULL)
        return false;
    bool whole = fputs(head, f) >= 0 && fwrite(body->text, 1, body->n, f) == body->n;

    return fclose(f) == 0 && whole;
}

/* What was seen below folders was seen after it was read: that it is older than that, the clock of
 * the file system has to say. */
static bool is_timely(const char *temp)
{
    const fx_facts f = fx_facts_of(AT_FDCWD, temp);

    return fx_facts_timely(&f, fx_facts_now());
}

void fx_cache_put(fx_repo *r, fx_arena *a, const char *name, const fx_stamp *s,
                  const fx_strs *lines)
{
    fx_str text = {.arena = a};

    fx_each (const char *, line, lines) {
        fx_str_add(&text, *line);
        fx_str_addc(&text, '\n');
    }
    fx_cache_put_text(r, a, name, s, fx_str_text(&text), text.n);
}

void fx_cache_put_text(fx_repo *r, fx_arena *a, const char *name, const fx_stamp *s,
                       const char *lines, size_t n)
{
    fx_error probe = {.arena = a};
    fx_str body = {.arena = a};
    fx_stamp whole = *s;

    if (r == NULL || !cache_see_below(&whole))
        return;
    const char *dir = folder_of(r, a), *path = fx_path_join(a, dir, name);
    const char *temp = fx_fmt(a, "%s.%ld.tmp", path, (long)getpid());

    fx_str_addn(&body, whole.asked.text, whole.asked.n);
    fx_str_addn(&body, whole.seen.text, whole.seen.n);
    fx_str_addn(&body, lines, n);
    const char *head = fx_fmt(a, "%zu %zu %016llx\n", whole.asked.n, whole.seen.n,
                              (unsigned long long)fx_hash64(FX_HASH64, body.text, body.n));

    if (!fx_dir_make(a, dir, &probe))
        return;
    unlink(temp);
    if (!write_new(temp, head, &body) || !(s->seen.n == 0 || is_timely(temp)) ||
        rename(temp, path) != 0)
        unlink(temp);
}
