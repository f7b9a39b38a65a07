/*
 * Ledger, its order: what comes into the place of others may build on what was
 * applied behind those. Rows are numbered anew then, parents first, and else as
 * they were.
 */
#include <string.h>

#include "ledger_sql.h"

typedef struct sorter {
    fx_arena *a;
    fx_rows rows; /* revision, parents, seq */
    bool *placed;
    fx_strs order;
} sorter;

static size_t row_of(const sorter *s, const char *id, size_t n)
{
    for (size_t i = 0; i < s->rows.n; i++) {
        if (strlen(s->rows.at[i].at[0]) == n && memcmp(s->rows.at[i].at[0], id, n) == 0)
            return i;
    }
    return s->rows.n;
}

/* Behind its parents. Those that are not applied count for nothing. */
static void place(sorter *s, size_t i) /* NOLINT(misc-no-recursion) */
{
    const char *parent = s->rows.at[i].at[1];

    if (s->placed[i])
        return;
    s->placed[i] = true;
    while (*parent != '\0') {
        size_t n = strcspn(parent, " "), at = row_of(s, parent, n);

        if (at < s->rows.n)
            place(s, at);
        parent += n + (parent[n] == ' ');
    }
    *fx_push(s->a, &s->order) = s->rows.at[i].at[0];
}

/* Over negative numbers, so that no two are ever the same. */
static bool number(const sorter *s, fx_db *db, const char *project, fx_error *err)
{
    const char *sql = fx_fmt(s->a,
                             "UPDATE fxgit_ledger SET seq = -CAST(? AS %s) "
                             "WHERE project = ? AND revision = ?",
                             ledger_words_of(db->driver->dialect->name)->integer);
    const char *back[] = {project};

    for (size_t i = 0; i < s->order.n; i++) {
        const char *args[] = {s->rows.at[i].at[2], project, s->order.at[i]};

        if (!fx_same(s->order.at[i], s->rows.at[i].at[0]) && !fx_db_run(db, sql, args, 3, err))
            return false;
    }
    return fx_db_run(db, "UPDATE fxgit_ledger SET seq = -seq WHERE project = ? AND seq < 0", back,
                     1, err);
}

bool ledger_put_in_order(fx_db *db, const char *project, fx_error *err)
{
    fx_arena *a = fx_arena_new();
    sorter s = {.a = a};
    bool done = fx_db_ask(db, a,
                          "SELECT revision, parents, seq FROM fxgit_ledger WHERE project = ? "
                          "ORDER BY seq",
                          &s.rows, err, project);

    s.placed = fx_alloc(a, (s.rows.n + 1) * sizeof *s.placed);
    for (size_t i = 0; i < s.rows.n; i++)
        place(&s, i);
    done = done && number(&s, db, project, err);
    fx_arena_free(a);
    return done;
}
