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
#include "fx/base/path.h"

/* Clocks of file systems step by up to 10 ms: what is younger may change again unseen. */
enum { STEP_NS = 20 * 1000 * 1000 };

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

/* "12 345\n", then 12 bytes of what was asked and 345 of what was seen. */
static const char *after_head(const char *text, size_t n, size_t *asked, size_t *seen)
{
    char *end;

    *asked = strtoull(text, &end, 10);
    *seen = strtoull(end, &end, 10);
    if (*end != '\n' || *asked > n || *seen > n || n - (size_t)(end + 1 - text) < *asked + *seen)
        return NULL;
    return end + 1;
}

static bool read_lines(fx_arena *a, const char *text, fx_strs *lines)
{
    while (*text != '\0') {
        size_t length = strcspn(text, "\n");

        if (text[length] == '\0') /* a line without its end: not all was written */
            return false;
        *fx_push(a, lines) = fx_strndup(a, text, length);
        text += length + 1;
    }
    return lines->n > 0;
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

static bool find(fx_repo *r, fx_arena *a, const char *name, const fx_stamp *s, fx_strs *lines)
{
    const char *text = NULL;
    size_t n = 0, asked = 0, seen = 0;

    if (!map(a, fx_path_join(a, folder_of(r, a), name), &text, &n))
        return false;
    text = after_head(text, n, &asked, &seen);
    return text != NULL && asked == s->asked.n && memcmp(text, s->asked.text, asked) == 0 &&
           cache_unchanged(a, text + asked, seen) && read_lines(a, text + asked + seen, lines);
}

bool fx_cache_get(fx_repo *r, fx_arena *a, const char *name, fx_stamp *s, fx_strs *lines)
{
    *lines = (fx_strs){0};
    if (r == NULL)
        return false;
    if (find(r, a, name, s, lines))
        return true;
    *lines = (fx_strs){0};
    cache_see(s);
    return false;
}

static bool write_new(const char *path, const fx_str *text)
{
    FILE *f = fopen(path, "wxe");

    if (f == NULL)
        return false;
    bool whole = fwrite(text->text, 1, text->n, f) == text->n;

    return fclose(f) == 0 && whole;
}

void fx_cache_put(fx_repo *r, fx_arena *a, const char *name, const fx_stamp *s,
                  const fx_strs *lines)
{
    fx_error probe = {.arena = a};
    fx_str text = {.arena = a};

    if (r == NULL || s->newest + STEP_NS > s->begun)
        return;
    const char *dir = folder_of(r, a), *path = fx_path_join(a, dir, name);
    const char *temp = fx_fmt(a, "%s.%ld.tmp", path, (long)getpid());

    fx_str_addf(&text, "%zu %zu\n", s->asked.n, s->seen.n);
    fx_str_addn(&text, s->asked.text, s->asked.n);
    fx_str_addn(&text, s->seen.text, s->seen.n);
    fx_each (const char *, line, lines) {
        fx_str_addf(&text, "%s\n", *line);
    }
    if (!fx_dir_make(a, dir, &probe))
        return;
    unlink(temp);
    if (!write_new(temp, &text) || rename(temp, path) != 0)
        unlink(temp);
}
