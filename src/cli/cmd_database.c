#include <limits.h>
#include <stdlib.h>

#include "fx/cli/output.h"
#include "fx/migrate/database.h"

enum { WAIT_SECONDS = 30 };

struct destroy {
    bool take_over;
    const char *unprotect;
};

static const fx_opt destroy_options[] = {
    FX_FLAG(struct destroy, take_over, 0, "take-over", "drop what other projects keep there, too"),
    FX_VALUE(struct destroy, unprotect, 0, "unprotect", "NAME",
             "allow it on the protected target NAME"),
    {0},
};

struct wait {
    const char *timeout;
};

static const fx_opt wait_options[] = {
    FX_VALUE(struct wait, timeout, 0, "timeout", "SECONDS", "at most so long (30); 0: one try"),
    {0},
};

static fx_agreement agreement(const fx_app *app, const struct destroy *opt)
{
    return (fx_agreement){.yes = app->globals.yes,
                          .take_over = opt->take_over,
                          .unprotect = opt->unprotect,
                          .ask = fx_asker(app)};
}

/* A document with the database and one fact. */
static void print_fact(const fx_app *app, const fx_place *place, const char *fact, bool is)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "database", place->url.text);
    fx_json_put_bool(&j, fact, is);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

/* ---- create ---- */

static bool create(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    fx_place place;
    bool created;

    (void)data;
    (void)args;
    if (!fx_app_place(app, true, &place, err) ||
        !fx_database_create(&app->ws, &place, &created, err))
        return false;
    if (app->globals.json)
        print_fact(app, &place, "created", created);
    fx_out(app, created ? "created  %s\n" : "%s is there already\n", place.url.text);
    return true;
}

/* ---- drop ---- */

static void json_dropped(fx_json *j, const fx_drop_result *r)
{
    fx_json_put_bool(j, "dropped", r->existed);
    fx_json_key(j, "tables");
    fx_json_open(j, '[');
    fx_each (const fx_table_rows, t, &r->tables) {
        fx_json_open(j, '{');
        fx_json_put(j, "table", t->table);
        fx_json_put_int(j, "rows", t->rows);
        fx_json_close(j, '}');
    }
    fx_json_close(j, ']');
    fx_json_put_int(j, "rows", r->rows);
    fx_json_put_int(j, "revisions", (int64_t)r->revisions);
}

static void print_dropped(const fx_app *app, const fx_place *place, const fx_drop_result *r)
{
    if (r->existed)
        fx_out(app, "dropped  %s (%zu table%s, %lld row%s)\n", place->url.text, r->tables.n,
               r->tables.n == 1 ? "" : "s", (long long)r->rows, r->rows == 1 ? "" : "s");
    else
        fx_out(app, "%s does not exist\n", place->url.text);
}

static bool drop(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const fx_agreement g = agreement(app, data);
    fx_place place;
    fx_drop_result r;

    (void)args;
    if (!fx_app_place(app, true, &place, err) || !fx_database_drop(&app->ws, &place, &g, &r, err))
        return false;
    if (app->globals.json) {
        fx_json j = fx_json_begin(app);

        fx_json_open(&j, '{');
        fx_json_put(&j, "database", place.url.text);
        json_dropped(&j, &r);
        fx_json_close(&j, '}');
        fx_json_end(&j);
    }
    print_dropped(app, &place, &r);
    return true;
}

/* ---- reset ---- */

static void trace(void *ctx, const char *sql)
{
    const fx_app *app = ctx;

    fx_note_text(app, fx_fmt(app->arena, "%s;\n", sql));
}

static void json_reset(const fx_app *app, const fx_place *place, const fx_reset_result *r)
{
    fx_json j = fx_json_begin(app);

    fx_json_open(&j, '{');
    fx_json_put(&j, "database", place->url.text);
    json_dropped(&j, &r->dropped);
    fx_json_key(&j, "upgraded");
    fx_json_open(&j, '[');
    fx_each (const fx_move, m, &r->run.plan.moves) {
        fx_json_text(&j, m->revision->id);
    }
    fx_json_close(&j, ']');
    fx_json_put_int(&j, "applied", (int64_t)r->run.applied);
    fx_json_close(&j, '}');
    fx_json_end(&j);
}

static bool reset(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const fx_agreement g = agreement(app, data);
    const fx_run_options o = {.trace = app->globals.verbose ? trace : NULL, .ctx = app};
    fx_place place;
    fx_reset_result r;

    (void)args;
    if (!fx_app_place(app, true, &place, err) ||
        !fx_database_reset(&app->ws, &place, &g, &o, &r, err))
        return false;
    if (app->globals.json)
        json_reset(app, &place, &r);
    print_dropped(app, &place, &r.dropped);
    fx_each (const fx_move, m, &r.run.plan.moves) {
        fx_out(app, "apply    %s %s\n", m->revision->id, m->revision->message);
    }
    fx_out(app, "%s is at %s (%zu revision%s)\n", place.url.text,
           r.run.label == NULL ? "the work tree" : r.run.label, r.run.applied,
           r.run.applied == 1 ? "" : "s");
    return true;
}

/* ---- wait ---- */

static bool read_seconds(const char *text, int *out, fx_error *err)
{
    char *end;
    long n = WAIT_SECONDS;

    if (text != NULL) {
        n = strtol(text, &end, 10);
        if (*text == '\0' || *end != '\0' || n < 0 || n > INT_MAX / 1000)
            return fx_fail(err, FX_USAGE, "--timeout takes seconds, not '%s'", text);
    }
    *out = (int)n;
    return true;
}

static bool wait_for(fx_app *app, const void *data, const fx_strs *args, fx_error *err)
{
    const struct wait *opt = data;
    fx_place place;
    int64_t waited;
    int seconds = 0;

    (void)args;
    if (!read_seconds(opt->timeout, &seconds, err) || !fx_app_place(app, false, &place, err) ||
        !fx_database_wait(&place, seconds * 1000, &waited, err))
        return false;
    if (app->globals.json)
        print_fact(app, &place, "ready", true);
    fx_out(app, "%s is there\n", place.url.text);
    return true;
}

const fx_command fx_database_create_command = {
    .name = "database create",
    .args = "",
    .summary = "an empty database, where there is none",
    .needs = FX_NEEDS_WORKSPACE,
    .acts = true,
    .run = create,
};

const fx_command fx_database_drop_command = {
    .name = "database drop",
    .args = "",
    .summary = "the database, with all tables and rows",
    .help = "Asks, or needs --yes; a protected target needs --unprotect NAME too. Keeps no copy.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = destroy_options,
    .options_size = sizeof(struct destroy),
    .acts = true,
    .run = drop,
};

const fx_command fx_database_reset_command = {
    .name = "database reset",
    .args = "",
    .summary = "drop the database and apply all revisions anew",
    .help = "First the revisions are tried in a scratch database: if they do not run, nothing is "
            "dropped.\n"
            "Asks, or needs --yes; a protected target needs --unprotect NAME too. Keeps no copy.",
    .needs = FX_NEEDS_WORKSPACE,
    .options = destroy_options,
    .options_size = sizeof(struct destroy),
    .acts = true,
    .run = reset,
};

const fx_command fx_database_wait_command = {
    .name = "database wait",
    .args = "",
    .summary = "until a connection works (exit 6 or 7 if none does)",
    .needs = FX_NEEDS_WORKSPACE,
    .options = wait_options,
    .options_size = sizeof(struct wait),
    .run = wait_for,
};
