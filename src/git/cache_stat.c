/*
 * The stat of files and folders, taken and checked again.
 *
 * `seen` has a record for each path: its sign, the path, its facts; then one for each
 * folder: 'd', the path, how many names, and the facts and name of each.
 */
#include <dirent.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "cache_inner.h"
#include "fx/base/path.h"
#include "fx/base/share.h"

enum { CACHE_FOLDER = 'd', CROWD = 1024, SHARE = 512, HELPERS = 3 };

#define SECOND_NS 1000000000LL

typedef fx_facts facts;

typedef struct entry {
    const char *name;
    const char *was; /* what it has to be; NULL: `is` is wanted */
    facts *is;
} entry;

typedef struct folder {
    int fd;
    FX_VEC(entry) entries;
    atomic_size_t next; /* the first entry that nobody looks at */
    atomic_bool differs;
} folder;

static int64_t ns(const struct timespec *t)
{
    return t->tv_sec * SECOND_NS + t->tv_nsec;
}

static facts look(int dir, const char *name, int flags)
{
    facts f;
    struct stat s;

    memset(&f, 0, sizeof f); /* padding is compared, too */
    if (fstatat(dir, name, &s, flags) != 0) {
        f.missing = 1;
        return f;
    }
    f.modified = ns(&s.st_mtim);
    f.changed = ns(&s.st_ctim);
    f.inode = s.st_ino;
    f.size = (uint64_t)s.st_size;
    f.mode = s.st_mode;
    return f;
}

/* An empty log is none. */
static facts look_at(char kind, const char *path)
{
    facts f = look(AT_FDCWD, path, 0);

    if (kind == CACHE_LOG && f.size == 0) {
        memset(&f, 0, sizeof f);
        f.missing = 1;
    }
    return f;
}

static void look_at_entry(folder *f, const entry *e)
{
    const facts is = look(f->fd, e->name, 0);

    if (e->was == NULL)
        *e->is = is;
    else if (memcmp(e->was, &is, sizeof is) != 0)
        atomic_store(&f->differs, true);
}

static void look_at_some(void *arg)
{
    folder *f = arg;
    size_t n = f->entries.n;

    for (size_t from = atomic_fetch_add(&f->next, SHARE); from < n && !atomic_load(&f->differs);
         from = atomic_fetch_add(&f->next, SHARE)) {
        for (size_t i = from; i < from + SHARE && i < n; i++)
            look_at_entry(f, &f->entries.at[i]);
    }
}

/* A crowd is shared among threads: each stat is a call into the kernel. */
static void look_at_all(folder *f)
{
    fx_share(f->entries.n < CROWD ? 0 : HELPERS, look_at_some, f);
}

/* ---- records, read ---- */

/* What is left of the records. */
typedef struct bytes {
    const char *at, *end;
} bytes;

static bool take(bytes *b, void *out, size_t n)
{
    if ((size_t)(b->end - b->at) < n)
        return false;
    memcpy(out, b->at, n);
    b->at += n;
    return true;
}

static bool skip(bytes *b, size_t n)
{
    bool there = (size_t)(b->end - b->at) >= n;

    b->at += there ? n : 0;
    return there;
}

static bool take_text(bytes *b, const char **out)
{
    const char *end = memchr(b->at, '\0', (size_t)(b->end - b->at));

    if (end == NULL)
        return false;
    *out = b->at;
    b->at = end + 1;
    return true;
}

/* ---- taken ---- */

static void add_facts(fx_stamp *s, const facts *f)
{
    fx_str_addn(&s->seen, (const char *)f, sizeof *f);
    if (f->modified > s->newest)
        s->newest = f->modified;
    if (f->changed > s->newest)
        s->newest = f->changed;
}

static void add_head(fx_stamp *s, char kind, const char *path)
{
    fx_str_addc(&s->seen, kind);
    fx_str_addn(&s->seen, path, strlen(path) + 1);
}

static void read_names(fx_arena *a, DIR *dir, folder *out)
{
    for (const struct dirent *e = readdir(dir); e != NULL; e = readdir(dir)) {
        if (e->d_name[0] != '.')
            *fx_push(a, &out->entries) =
                (entry){.name = fx_strdup(a, e->d_name), .is = fx_new(a, facts)};
    }
}

/* In memory files lie as they were made: the next look at them has its way shortened. */
static int by_inode(const void *x, const void *y)
{
    const entry *a = x, *b = y;

    return (a->is->inode > b->is->inode) - (a->is->inode < b->is->inode);
}

static void see_folder(fx_stamp *s, const char *path)
{
    fx_arena *a = s->seen.arena;
    DIR *dir = opendir(path);
    folder f = {0};
    uint32_t n;

    add_head(s, CACHE_FOLDER, path);
    if (dir != NULL) {
        read_names(a, dir, &f);
        f.fd = dirfd(dir);
        look_at_all(&f);
        closedir(dir);
        fx_sort(&f.entries, by_inode);
    }
    n = (uint32_t)f.entries.n;
    fx_str_addn(&s->seen, (const char *)&n, sizeof n);
    fx_each (const entry, e, &f.entries) {
        add_facts(s, e->is);
        fx_str_addn(&s->seen, e->name, strlen(e->name) + 1);
    }
    fx_each (const entry, e, &f.entries) {
        if (S_ISDIR(e->is->mode))
            see_folder(s, fx_path_join(a, path, e->name));
    }
}

int64_t fx_facts_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return ns(&now);
}

fx_facts fx_facts_of(int dir, const char *path)
{
    return look(dir, path, AT_SYMLINK_NOFOLLOW);
}

bool fx_facts_equal(const fx_facts *x, const fx_facts *y)
{
    return memcmp(x, y, sizeof *x) == 0;
}

bool fx_facts_settled(const fx_facts *f, int64_t now)
{
    return !f->missing && f->modified + CACHE_STEP_NS <= now && f->changed + CACHE_STEP_NS <= now;
}

bool fx_facts_timely(const fx_facts *f, int64_t now)
{
    return !f->missing && f->modified % SECOND_NS != 0 && f->modified <= now + CACHE_STEP_NS &&
           now <= f->modified + CACHE_STEP_NS;
}

void cache_see(fx_stamp *s)
{
    s->begun = fx_facts_now();
    if (s->asked.n == 0)
        return;
    for (const char *at = s->asked.text; at < s->asked.text + s->asked.n; at += strlen(at) + 1) {
        const char kind = *at++;

        if (kind != CACHE_PATH && kind != CACHE_LOG)
            continue;
        const facts f = look_at(kind, at);

        add_head(s, kind, at);
        add_facts(s, &f);
    }
}

/* What was changed since the look at the paths is newer than it. */
bool cache_see_below(fx_stamp *s)
{
    const fx_str paths = s->seen;

    if (paths.n == 0)
        return true;
    bytes b = {paths.text, paths.text + paths.n};

    s->seen = (fx_str){.arena = paths.arena};
    fx_str_addn(&s->seen, paths.text, paths.n);
    while (b.at < b.end) {
        const char kind = *b.at++, *path;
        facts was;

        if (!take_text(&b, &path) || !take(&b, &was, sizeof was))
            return false;
        const facts is = look_at(kind, path);

        if (!fx_facts_equal(&is, &was))
            return false;
        if (kind == CACHE_PATH && S_ISDIR(is.mode))
            see_folder(s, path);
    }
    return s->newest == 0 || s->newest + CACHE_STEP_NS <= s->begun;
}

/* ---- checked ---- */

static bool take_entries(fx_arena *a, bytes *b, folder *f)
{
    uint32_t n;

    if (!take(b, &n, sizeof n) || n > (size_t)(b->end - b->at) / sizeof(facts))
        return false;
    f->entries.at = fx_alloc(a, (n + 1) * sizeof *f->entries.at);
    for (; f->entries.n < n; f->entries.n++) {
        entry *e = &f->entries.at[f->entries.n];

        e->was = b->at;
        if (!skip(b, sizeof(facts)) || !take_text(b, &e->name))
            return false;
    }
    return true;
}

/* The folder's own stat was compared already: its names are those that were seen. */
static bool same_folder(fx_arena *a, const char *path, bytes *b)
{
    folder f = {.fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC)};
    bool same = take_entries(a, b, &f) && f.fd >= 0;

    if (same)
        look_at_all(&f);
    if (f.fd >= 0)
        close(f.fd);
    return same && !f.differs;
}

static bool same_path(char kind, const char *path, bytes *b)
{
    const facts is = look_at(kind, path);
    facts was;

    return take(b, &was, sizeof was) && memcmp(&is, &was, sizeof is) == 0;
}

bool cache_unchanged(fx_arena *a, const char *seen, size_t n)
{
    if (n == 0) /* then `seen` may be NULL */
        return true;
    bytes b = {seen, seen + n};

    while (b.at < b.end) {
        const char kind = *b.at++, *path;

        if (!take_text(&b, &path) ||
            !(kind == CACHE_FOLDER ? same_folder(a, path, &b) : same_path(kind, path, &b)))
            return false;
    }
    return true;
}
