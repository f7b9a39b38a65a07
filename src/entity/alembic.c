/*
 * A script's head, and its halves for all dialects of the project.
 */
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"

fx_alembic *fx_alembic_new(fx_arena *a, const fx_entity_files *files, const fx_strs *dialects,
                           fx_alembic_state_fn *state, void *ctx)
{
    fx_alembic *al = fx_new(a, fx_alembic);

    *al = (fx_alembic){
        .a = a,
        .project = {.a = a, .files = files},
        .err = {.arena = a     },
        .dialects = *dialects,
        .state = state,
        .ctx = ctx
    };
    return al;
}

/* ---- the head ---- */

/* The docstring's first paragraph, as Alembic takes it. */
static const char *message_of(fx_arena *a, const py *root)
{
    const py *first = root->more->body.n == 0 ? NULL : root->more->body.at[0];

    if (first == NULL || first->kind != PY_EXPR || first->left == NULL ||
        first->left->kind != PY_STR)
        return "";
    char *text = fx_trim(a, first->left->text), *end = strstr(text, "\n\n");

    if (end != NULL)
        *end = '\0';
    end = strstr(text, "Revision ID:");
    if (end != NULL)
        *end = '\0';
    for (char *c = text; *c != '\0'; c++)
        *c = (char)(*c == '\n' || *c == '\r' || *c == '\t' ? ' ' : *c);
    return fx_trim(a, text);
}

static const py_value *global(fx_alembic *al, py_module *m, const char *name)
{
    return py_in_module(&al->project, m, m->file.root, name);
}

/* None, a text, or several. */
static bool read_texts(fx_alembic *al, py_module *m, const char *name, fx_strs *out)
{
    const py_value *v = global(al, m, name);

    if (v == NULL || v->kind == PV_NONE)
        return true;
    if (v->kind == PV_STRING) {
        *fx_push(al->a, out) = v->text;
        return true;
    }
    if (v->kind != PV_LIST)
        return py_unknown(&al->project, v, fx_fmt(al->a, "`%s`", name));
    fx_each (const py_value *const, item, &v->items) {
        if ((*item)->kind != PV_STRING)
            return py_unknown(&al->project, *item, fx_fmt(al->a, "`%s`", name));
        *fx_push(al->a, out) = (*item)->text;
    }
    return true;
}

bool fx_alembic_read(fx_alembic *al, const char *path, fx_alembic_script *out, fx_error *err)
{
    py_project *p = &al->project;
    py_module *m;
    const py_value *id;

    *out = (fx_alembic_script){.path = path};
    p->err = err;
    p->failed = false;
    m = py_module_at(p, path);
    if (m == NULL)
        return p->failed ? false : fx_fail_at(err, FX_INPUT, path, 0, 0, "the file is gone");
    id = global(al, m, "revision");
    if (id == NULL) {
        fx_fail_at(err, FX_INPUT, path, 0, 0, "the script has no `revision`");
        return fx_hint(err, "Alembic reads only scripts that begin with `revision = '...'` and "
                            "`down_revision = ...`. Move the file out of the folder.");
    }
    if (id->kind != PV_STRING)
        return py_unknown(p, id, "`revision`");
    out->id = id->text;
    out->line = id->node->line;
    out->module = m;
    out->message = message_of(al->a, m->file.root);
    return read_texts(al, m, "down_revision", &out->parents) &&
           read_texts(al, m, "depends_on", &out->depends) &&
           read_texts(al, m, "branch_labels", &out->labels);
}

/* ---- one half ---- */

static bool has_user(const fx_schema *s, const fx_enum *e)
{
    fx_each (const fx_table *const, t, &s->tables) {
        fx_each (const fx_column, c, &(*t)->columns) {
            const fx_type *type = c->type.kind == FX_TYPE_ARRAY ? c->type.element : &c->type;

            if (type->kind == FX_TYPE_ENUM && fx_enum_is(e, type->enum_name))
                return true;
        }
    }
    return false;
}

/* Where an enum is no object of the engine's, it ends with its last column. */
static void drop_unused_enums(script *s, const py *def)
{
    const fx_schema now = fx_schema_copy(s->a, s->state);
    const py_value at = {.node = def, .module = s->m};

    fx_each (const fx_enum, e, &now.enums) {
        const fx_object o = {.schema = e->schema, .table = e->name};

        if (!has_user(&now, e) && !al_emit(s, &at, al_step(s, &at, "drop_enum", &o)))
            s->p->failed = false;
    }
}

static void run_half(fx_alembic *al, const fx_alembic_script *s, bool up, fx_schema *state,
                     fx_alembic_half *out)
{
    py_module *m = s->module;
    const py_binding *b = py_module_binding(m, up ? "upgrade" : "downgrade");
    script run = {.al = al, .p = &al->project, .a = al->a, .m = m, .state = state, .out = out};

    *out = (fx_alembic_half){0};
    al->project.err = &al->err;
    al->project.failed = false;
    al->project.steps = 0;
    al->project.depth = 0;
    if (b == NULL || b->node->kind != PY_DEF)
        return;
    script_run(&run, b->node);
    if (al->dialects.n > 0 && !fx_strs_has(&al->dialects, "postgresql"))
        drop_unused_enums(&run, b->node);
}

static const char *text_of(fx_arena *a, const fx_steps *steps)
{
    fx_str out = {.arena = a};

    fx_each (const fx_step *const, step, steps) {
        fx_str_add(&out, fx_step_text(a, *step));
    }
    return fx_str_text(&out);
}

static bool is_plain_sql(const fx_step *s)
{
    return s->kind == FX_STEP_EXECUTE && !s->execute.has_state && s->execute.refuses == NULL &&
           !s->execute.by_dialect;
}

/* The plain SQL from *at on; *at is behind it then. */
static fx_strs take_sql(fx_arena *a, const fx_steps *steps, size_t *at)
{
    fx_strs out = {0};

    for (; *at < steps->n && is_plain_sql(steps->at[*at]); (*at)++) {
        fx_each (const char *, text, &steps->at[*at]->execute.all) {
            *fx_push(a, &out) = *text;
        }
    }
    return out;
}

/* SQL that differs becomes one step with a text for each dialect. */
static void put_sql(fx_alembic *al, const fx_strs *texts, fx_steps *out)
{
    bool same = true;

    for (size_t i = 1; i < al->dialects.n; i++)
        same = same && fx_strs_equal(&texts[0], &texts[i]);
    if (same && texts[0].n == 0)
        return;
    fx_step *step = fx_new(al->a, fx_step);

    *step = (fx_step){.kind = FX_STEP_EXECUTE};
    step->execute.by_dialect = !same;
    step->execute.all = same ? texts[0] : (fx_strs){0};
    for (size_t i = 0; !same && i < al->dialects.n; i++)
        *fx_push(al->a, &step->execute.by) = (fx_execute_for){al->dialects.at[i], texts[i]};
    *fx_push(al->a, out) = step;
}

/* The dialects' steps as one list, where they differ in plain SQL only. */
static bool join(fx_alembic *al, const fx_alembic_half *halves, fx_steps *out)
{
    size_t n = al->dialects.n;
    size_t *at = fx_alloc(al->a, n * sizeof *at);
    fx_strs *texts = fx_alloc(al->a, n * sizeof *texts);

    for (;;) {
        const fx_step *next = NULL;
        bool ended = true;

        for (size_t i = 0; i < n; i++)
            texts[i] = take_sql(al->a, &halves[i].steps, &at[i]);
        put_sql(al, texts, out);
        for (size_t i = 0; i < n; i++) {
            const fx_steps *steps = &halves[i].steps;

            if ((at[i] < steps->n) != (at[0] < halves[0].steps.n))
                return false;
            if (at[i] == steps->n)
                continue;
            ended = false;
            if (next != NULL &&
                !fx_same(fx_step_text(al->a, next), fx_step_text(al->a, steps->at[at[i]])))
                return false;
            next = steps->at[at[i]++];
        }
        if (ended)
            return true;
        *fx_push(al->a, out) = next;
    }
}

/* What the dialects get is not one list of steps: said, and the first one's is taken. */
static void differ(fx_alembic *al, const fx_alembic_script *s, fx_alembic_half *out)
{
    py_module *m = s->module;
    fx_alembic_half told = {0};
    script run = {.al = al, .p = &al->project, .a = al->a, .m = m, .out = &told};
    const py at = {.line = al->project.dialect_line};

    al_refuse(&run, &at,
              fx_fmt(al->a, "%s get other tables than the rest: what is below is for %s alone",
                     fx_strs_join(al->a, &al->dialects, ", "), al->dialects.at[0]));
    fx_each (const fx_step *const, step, &out->steps) {
        *fx_push(al->a, &told.steps) = *step;
    }
    fx_each (const fx_alembic_refusal, r, &out->refusals) {
        *fx_push(al->a, &told.refusals) = *r;
    }
    *out = told;
}

static al_numbers copy_of(fx_arena *a, const al_numbers *numbers)
{
    al_numbers out = {0};

    fx_each (const al_number, n, numbers) {
        *fx_push(a, &out) = *n;
    }
    return out;
}

static void run_for_each(fx_alembic *al, const fx_alembic_script *s, bool up, fx_schema *state,
                         fx_alembic_half *out)
{
    const fx_schema before = fx_schema_copy(al->a, state);
    const al_numbers numbers = copy_of(al->a, &al->numbers);
    fx_alembic_half *halves = fx_alloc(al->a, al->dialects.n * sizeof *halves);
    fx_steps joined = {0};
    bool same = true;

    for (size_t i = 0; i < al->dialects.n; i++) {
        fx_schema own = fx_schema_copy(al->a, &before);

        al->project.dialect = al->dialects.at[i];
        al->numbers = copy_of(al->a, &numbers);
        run_half(al, s, up, &own, &halves[i]);
        same = same && fx_same(text_of(al->a, &halves[0].steps), text_of(al->a, &halves[i].steps));
        if (i == 0)
            *state = own;
    }
    al->project.dialect = NULL;
    *out = halves[0];
    if (same)
        return;
    if (join(al, halves, &joined))
        out->steps = joined;
    else
        differ(al, s, out);
}

void fx_alembic_half_of(fx_alembic *al, const fx_alembic_script *s, bool up, fx_schema *state,
                        fx_alembic_half *out)
{
    fx_schema first = fx_schema_copy(al->a, state);
    const al_numbers numbers = copy_of(al->a, &al->numbers);

    al->project.dialect = NULL;
    al->project.dialect_line = 0;
    run_half(al, s, up, &first, out);
    if (al->project.dialect_line > 0 && al->dialects.n > 0) {
        al->numbers = copy_of(al->a, &numbers);
        run_for_each(al, s, up, state, out);
    } else {
        *state = first;
    }
    if (!up) /* what comes next is behind the upgrade */
        al->numbers = numbers;
}
