/*
 * Log: the commits that brought the files of a folder, in one walk of git's.
 */
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "inner.h"

/* One commit of the walk begins with MARK, its fields end with it; then its files follow, each
 * after a NUL (-z), the first one after a line end as well. */
#define MARK   "\001"
#define FORMAT "--format=" MARK "%H" MARK "%P" MARK "%an" MARK "%ad" MARK "%ct" MARK "%s" MARK

typedef struct walk {
    fx_repo *r;
    fx_broughts *out;
    fx_brought next; /* what the next files get */
} walk;

/* The field before the next MARK; *at goes behind it. */
static const char *field(fx_arena *a, const char **at)
{
    size_t n = strcspn(*at, MARK);
    const char *text = fx_strndup(a, *at, n);

    *at += n + ((*at)[n] != '\0');
    return text;
}

static void split_words(fx_arena *a, const char *text, fx_strs *out)
{
    while (*text != '\0') {
        size_t n = strcspn(text, " ");

        if (n > 0)
            *fx_push(a, out) = fx_strndup(a, text, n);
        text += n + (text[n] == ' ');
    }
}

static void read_commit(walk *w, const char *at)
{
    fx_arena *a = w->r->arena;

    fx_commit *c = &w->next.commit;

    *c = (fx_commit){.id = field(a, &at)};
    split_words(a, field(a, &at), &c->parents);
    c->author = field(a, &at);
    c->date = field(a, &at);
    w->next.when = strtoll(field(a, &at), NULL, 10);
    c->subject = field(a, &at);
    /* only the edge of a shallow clone, or a root, has no parents */
    if (c->parents.n == 0 && fx_repo_is_edge(w->r, c->id))
        *c = (fx_commit){0};
}

static void read_all(walk *w, const char *text, size_t n)
{
    const char *end = text + n;

    while (text < end) {
        const char *word = *text == '\n' ? text + 1 : text;

        if (*word == MARK[0]) {
            read_commit(w, word + 1);
        } else if (*word != '\0') {
            w->next.path = fx_strdup(w->r->arena, word);
            *fx_push(w->r->arena, w->out) = w->next;
        }
        text = word + strlen(word) + 1;
    }
}

/* -c: a file that a merge made itself belongs to the merge, and others are not named there. */
bool fx_repo_log(fx_repo *r, bool others, const char *dir, fx_broughts *out, fx_error *err)
{
    static const char *const head[] = {"HEAD", NULL};
    static const char *const rest[] = {"--branches", "--remotes", "--tags", "--not", "HEAD", NULL};
    static const char *const first[] = {"--literal-pathspecs",
                                        "-c",
                                        "log.showSignature=false",
                                        "-c",
                                        "log.follow=false",
                                        "-c",
                                        "diff.relative=false",
                                        "log",
                                        "-z",
                                        "-c",
                                        "--date-order",
                                        "--name-only",
                                        "--no-renames",
                                        "--diff-filter=d",
                                        "--date=short",
                                        "--encoding=UTF-8",
                                        FORMAT};
    walk w = {.r = r, .out = out, .next = {.others = others}};
    fx_strs args = {0};
    const char *text = NULL;
    size_t n = 0;

    *out = (fx_broughts){0};
    for (size_t i = 0; i < sizeof first / sizeof *first; i++)
        *fx_push(r->arena, &args) = first[i];
    for (const char *const *arg = others ? rest : head; *arg != NULL; arg++)
        *fx_push(r->arena, &args) = *arg;
    *fx_push(r->arena, &args) = "--";
    *fx_push(r->arena, &args) = *dir == '\0' ? "." : dir;
    *fx_push(r->arena, &args) = NULL;
    if (!fx_repo_git(r, args.at, &text, &n, err))
        return false;
    read_all(&w, text, n);
    return true;
}
