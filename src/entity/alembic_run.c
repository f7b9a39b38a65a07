/*
 * The statements of upgrade() and downgrade(), one after the other. One whose
 * effect is not known becomes a step that refuses; what follows goes on.
 */
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"

typedef enum { GO_ON, RETURNED, RAISED } flow;

enum { DEPTH_MAX = 16, TURNS_MAX = 1000, STATEMENTS_MAX = 20000 };

static flow run_body(script *s, py_scope *in, const py_list *body);

static void bind(script *s, py_scope *in, const char *name, const py_value *v)
{
    fx_each (py_arg, local, &in->locals) {
        if (fx_same(local->name, name)) {
            local->value = v;
            return;
        }
    }
    *fx_push(s->a, &in->locals) = (py_arg){name, v};
}

/* a = x; a, (b, c) = x */
/* NOLINTNEXTLINE(misc-no-recursion): as deep as names stand in brackets */
static void bind_target(script *s, py_scope *in, const py *target, const py_value *v)
{
    if (target->kind == PY_NAME)
        bind(s, in, target->text, v);
    if (target->kind == PY_INDEX && target->left->kind == PY_NAME)
        bind(s, in, target->left->text,
             py_not_known(s->p, in, target, "it is changed after it was made"));
    if (target->kind != PY_TUPLE && target->kind != PY_LIST)
        return;
    for (size_t i = 0; i < target->kids.n; i++) {
        bool known = v->kind == PV_LIST && v->items.n == target->kids.n;

        bind_target(s, in, target->kids.at[i],
                    known ? v->items.at[i]
                          : py_not_known(s->p, in, target, "one of several that are set at once"));
    }
}

/* ---- calls ---- */

/* The name or call that a chain of attributes and calls begins with. */
static const py_value *root_of(const py_value *v)
{
    while ((v->kind == PV_METHOD || v->kind == PV_CALL) && v->of != NULL &&
           (v->of->kind == PV_METHOD || v->of->kind == PV_CALL || v->of->kind == PV_OUTER))
        v = v->of;
    return v;
}

/* print(), log.info(): nothing of the database. */
static bool only_talks(const py *call, const py_value *v)
{
    const py *callee = call->left;
    const py_value *root = root_of(v);

    if (callee != NULL && callee->kind == PY_NAME && fx_same(callee->text, "print"))
        return true;
    return root->kind == PV_OUTER &&
           (fx_starts(root->text, "logging.") || fx_starts(root->text, "warnings.") ||
            fx_starts(root->text, "loguru."));
}

/* commit(), flush(), close() of a session: the revision has a transaction of its own. */
static bool ends_work(const py_value *v)
{
    static const char *const names[] = {"commit",   "flush",       "close",     "begin",
                                        "get_bind", "get_context", "expire_all"};
    const char *name = v->of->kind == PV_METHOD ? v->of->text : py_last(v->of);

    if (v->of->kind == PV_METHOD ? !al_is_connection(v->of->of)
                                 : !fx_starts(v->of->text == NULL ? "" : v->of->text, "alembic."))
        return false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same(names[i], name))
            return true;
    }
    return false;
}

/* conn.execute(text("...")) */
static bool run_on_connection(script *s, const py_value *v, bool asked)
{
    const py_value *first = py_arg_placed(v, 0), *values = py_arg_placed(v, 1);
    const char *sql;

    bool dml;

    if (first == NULL)
        return py_fail(s->p, v, "execute() of nothing");
    if (!al_dml(s, v, first, &dml) || dml)
        return !s->p->failed;
    if (!al_sql_of(s, first, values, &sql))
        return false;
    /* rows that the script looks at itself */
    if (asked && strncasecmp(sql, "SELECT", strlen("SELECT")) == 0)
        return true;
    return al_execute(s, v, sql);
}

/* mood = sa.Enum("a", name="mood"); mood.create(bind) */
static bool run_type(script *s, const py_value *v, bool create)
{
    const py_value *type = v->of->of, *name, *schema;
    py_type t = {0};

    name = type->kind == PV_CALL ? py_arg_named(type, "name") : NULL;
    if (create) {
        if (!py_sa_type(s->p, type, &t))
            return false;
        return al_emit_enum(s, v, &t);
    }
    schema = type->kind == PV_CALL ? py_arg_named(type, "schema") : NULL;
    if (name == NULL && py_sa_type(s->p, type, &t) && t.enum_name != NULL)
        name = py_string(s->p, &(py_scope){.module = s->m}, v->node, t.enum_name);
    if (name == NULL || name->kind != PV_STRING)
        return s->p->failed ? false : py_unknown(s->p, v, "the name of a type");
    const fx_object o = {.schema =
                             schema != NULL && schema->kind == PV_STRING ? schema->text : NULL,
                         .table = name->text};

    if (fx_schema_find_enum(s->state, o.schema, o.table) == NULL)
        return true; /* PostgreSQL alone has it, or it is gone: checkfirst */
    return al_emit(s, v, al_step(s, v, "drop_enum", &o));
}

static bool is_method(const py_value *v, const char *name)
{
    return v->of != NULL && v->of->kind == PV_METHOD && fx_same(v->of->text, name);
}

/* What the call does. `asked`: its result is used. False: p->failed. */
static bool run_call(script *s, const py *e, const py_value *v, bool asked)
{
    bool known = true;

    if (v->kind == PV_UNKNOWN && only_talks(e, v))
        return true;
    if (v->kind == PV_UNKNOWN)
        return py_fail(s->p, v, "%s", v->text);
    if (v->kind != PV_CALL || only_talks(e, v) || ends_work(v))
        return true;
    if (al_is_op(v, &known))
        return al_run_op(s, v);
    if (!known)
        return py_fail(s->p, v, "op.%s() is not known here", py_last(v->of));
    if ((is_method(v, "execute") || is_method(v, "exec_driver_sql")) && al_is_connection(v->of->of))
        return run_on_connection(s, v, asked);
    if ((is_method(v, "create") || is_method(v, "drop")) && py_is_sa_type(s->p, v->of->of))
        return run_type(s, v, is_method(v, "create"));
    if (asked)
        return true; /* a value, looked at where it is used */
    return py_fail(s->p, v, "what %s() does is not known without running it",
                   v->of->text == NULL ? "a call" : v->of->text);
}

/* ---- a statement, or nothing of it ---- */

typedef struct mark {
    fx_schema state;
    size_t steps, refusals;
} mark;

static mark marked(const script *s)
{
    return (mark){fx_schema_copy(s->a, s->state), s->out->steps.n, s->out->refusals.n};
}

/* What failed leaves no half: one step stands for all of the statement. */
static void refuse_since(script *s, const mark *m, const py *at, const char *why)
{
    *s->state = m->state;
    s->out->steps.n = m->steps;
    s->out->refusals.n = m->refusals;
    al_refuse(s, at, why);
}

static void run_or_refuse(script *s, const py *at, const py *e, const py_value *v, bool asked)
{
    const mark m = marked(s);

    if (run_call(s, e, v, asked) && !s->p->failed)
        return;
    s->p->failed = false;
    const char *why = s->al->err.msg == NULL ? "not known without running it" : s->al->err.msg;

    fx_error_clear(&s->al->err);
    refuse_since(s, &m, at, why);
}

/* A function of the script that is called as a statement. */
static flow run_function(script *s, const py *at, const py_value *f, const py_value *call)
{
    py_scope in = {.module = f->module};
    py_module *outer = s->m;

    if (s->depth >= DEPTH_MAX || !py_bind_parameters(s->p, f, call, &in)) {
        al_refuse(s, at,
                  fx_fmt(s->a, "%s() is called with what is not known, or by itself", f->text));
        return GO_ON;
    }
    s->depth++;
    s->m = f->module;
    flow how = run_body(s, &in, &f->node->more->body);
    s->m = outer;
    s->depth--;
    return how == RETURNED ? GO_ON : how;
}

/* A call, whose value goes to `target` or nowhere. */
static flow run_value(script *s, py_scope *in, const py *at, const py *e, const py *target)
{
    const py_value *v;
    bool statement = target == NULL;

    if (e->kind == PY_CALL && statement) {
        const py_value *call = py_call_of(s->p, in, e);

        if (call->kind == PV_CALL && call->of->kind == PV_DEF)
            return run_function(s, at, call->of, call);
    }
    v = py_eval(s->p, in, e);
    s->p->failed = false;
    fx_error_clear(&s->al->err);
    /* an assignment may set what nobody uses, or what only a condition asks for */
    if (e->kind == PY_CALL && (statement || v->kind == PV_CALL))
        run_or_refuse(s, at, e, v, !statement);
    if (target != NULL)
        bind_target(s, in, target, v);
    return GO_ON;
}

/* ---- blocks ---- */

static flow run_if(script *s, py_scope *in, const py *st)
{
    const py_value *test = py_eval(s->p, in, st->left);

    s->p->failed = false;
    fx_error_clear(&s->al->err);
    if (py_is_known(test))
        return run_body(s, in, py_holds(test) ? &st->more->body : &st->more->orelse);
    al_refuse(s, st,
              fx_fmt(s->a, "an `if` whose condition is not known: %s",
                     test->kind == PV_UNKNOWN ? test->text : "what a call gives"));
    return GO_ON;
}

static flow run_for(script *s, py_scope *in, const py *st)
{
    const py_value *all = st->right == NULL ? NULL : py_eval(s->p, in, st->right);
    flow how = GO_ON;

    s->p->failed = false;
    fx_error_clear(&s->al->err);
    py_values items = {0};

    if (all == NULL || !py_items_of(s->p, in, all, &items) || items.n > TURNS_MAX) {
        al_refuse(s, st, "a loop over what is not known without running it");
        return GO_ON;
    }
    for (size_t i = 0; i < items.n && how == GO_ON; i++) {
        bind_target(s, in, st->left, items.at[i]);
        how = run_body(s, in, &st->more->body);
    }
    return how;
}

/* batch_alter_table(), autocommit_block(), begin_transaction(): the body runs once. */
static bool opens_body(const py_value *v)
{
    static const char *const names[] = {"autocommit_block", "begin_transaction", "begin",
                                        "begin_nested", "no_autoflush"};

    if (al_is_batch(v))
        return true;
    if (v->kind == PV_CALL && v->of->kind == PV_METHOD) {
        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
            if (fx_same(v->of->text, names[i]))
                return true;
        }
    }
    return al_is_connection(v);
}

static flow run_with(script *s, py_scope *in, const py *st)
{
    fx_each (const py *const, item, &st->kids) {
        const py *e = (*item)->kind == PY_AS ? (*item)->left : *item;
        const py_value *v = e == NULL ? NULL : py_eval(s->p, in, e);

        s->p->failed = false;
        fx_error_clear(&s->al->err);
        if (v == NULL || !opens_body(v)) {
            al_refuse(s, st, "a `with` whose body runs on what is not known");
            return GO_ON;
        }
        if ((*item)->kind == PY_AS)
            bind(s, in, (*item)->text, v);
    }
    return run_body(s, in, &st->more->body);
}

static flow run_block(script *s, py_scope *in, const py *st)
{
    if (fx_same(st->text, "for_statement") && st->more->orelse.n == 0)
        return run_for(s, in, st);
    if (fx_same(st->text, "with_statement"))
        return run_with(s, in, st);
    al_refuse(
        s, st,
        fx_fmt(s->a, "a %s", fx_replace(s->a, st->text == NULL ? "block" : st->text, "_", " ")));
    return GO_ON;
}

static flow run_raise(script *s, const py_scope *in, const py *st)
{
    const py *e = st->left;
    const char *why = e == NULL                               ? "raise"
                      : e->kind == PY_CALL && e->left != NULL ? e->left->text
                                                              : e->text;

    if (e != NULL && e->kind == PY_CALL && e->kids.n > 0) {
        const py_value *v = py_eval(s->p, in, e->kids.at[0]);

        if (v->kind == PV_STRING)
            why = v->text;
    }
    s->out->raises = why == NULL || *why == '\0' ? "raise" : why;
    return RAISED;
}

static flow run_statement(script *s, py_scope *in, const py *st)
{
    if (++s->turns > STATEMENTS_MAX) {
        if (s->turns == STATEMENTS_MAX + 1)
            al_refuse(s, st, "more than 20,000 statements");
        return RETURNED;
    }
    switch (st->kind) {
    case PY_EXPR:
        return st->left == NULL || st->left->kind != PY_CALL ? GO_ON
                                                             : run_value(s, in, st, st->left, NULL);
    case PY_ASSIGN:
        return st->right == NULL ? GO_ON : run_value(s, in, st, st->right, st->left);
    case PY_AUGMENT:
        bind_target(s, in, st->left, py_not_known(s->p, in, st, "a value that is added to"));
        return GO_ON;
    case PY_DEF:
        bind(s, in, st->text, py_new(s->p, in, st, PV_DEF, st->text));
        return GO_ON;
    case PY_CLASS:
        bind(s, in, st->text, py_class_value(s->p, in->module, st));
        return GO_ON;
    case PY_IMPORT:
    case PY_FROM:
        py_run_import(s->p, in, st);
        return GO_ON;
    case PY_IF:
        return run_if(s, in, st);
    case PY_BLOCK:
        return run_block(s, in, st);
    case PY_TRY:
        al_refuse(s, st, "a `try`: what runs depends on the database");
        return GO_ON;
    case PY_RETURN:
        return RETURNED;
    case PY_RAISE:
        return run_raise(s, in, st);
    default:
        return GO_ON; /* pass, assert, global, del */
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): bounded by DEPTH_MAX */
static flow run_body(script *s, py_scope *in, const py_list *body)
{
    flow how = GO_ON;

    if (s->depth >= DEPTH_MAX * 2)
        return GO_ON;
    s->depth++;
    for (size_t i = 0; i < body->n && how == GO_ON; i++)
        how = run_statement(s, in, body->at[i]);
    s->depth--;
    return how;
}

void script_run(script *s, const py *def)
{
    py_scope in = {.module = s->m};

    /* an env.py of its own may hand it over: def upgrade(op, ...) */
    fx_each (const py *const, parameter, &def->kids) {
        bool op = fx_same((*parameter)->text, "op");

        bind(s, &in, (*parameter)->text,
             op ? py_new(s->p, &in, *parameter, PV_OUTER, "alembic.op")
                : py_not_known(s->p, &in, *parameter,
                               fx_fmt(s->a, "the argument '%s'", (*parameter)->text)));
    }
    if (run_body(s, &in, &def->more->body) != RAISED)
        return;
    if (s->out->raises != NULL && s->out->steps.n > 0) {
        al_refuse(s, def, fx_fmt(s->a, "it raises an exception: %s", s->out->raises));
        s->out->raises = NULL;
    }
}
