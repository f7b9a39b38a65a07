/*
 * Files as modules. Imports are followed within the source that is read, which
 * may be an index or a commit: whatever is not there is a library's.
 */
#include <string.h>

#include "fx/base/path.h"
#include "fx/base/str.h"
#include "python.h"

/* Never the project's own, whatever its files are called: they need not be looked for. */
bool py_is_library(const char *dotted)
{
    static const char *const names[] = {
        "abc",
        "alembic",
        "asyncio",
        "builtins",
        "collections",
        "contextlib",
        "dataclasses",
        "datetime",
        "decimal",
        "enum",
        "fractions",
        "functools",
        "hashlib",
        "ipaddress",
        "itertools",
        "json",
        "logging",
        "math",
        "numbers",
        "operator",
        "os",
        "pathlib",
        "pydantic",
        "random",
        "re",
        "secrets",
        "sqlalchemy",
        "sqlmodel",
        "string",
        "sys",
        "time",
        "typing",
        "uuid",
        "warnings",
        "zoneinfo",
        "__future__",
        "annotated_types",
        "typing_extensions",
    };
    size_t n = strcspn(dotted, ".");

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i]) == n && strncmp(names[i], dotted, n) == 0)
            return true;
    }
    return false;
}

/* ---- what a module's statements bind ---- */

typedef enum { SURE, PERHAPS, NEVER } certainty;

static void bind(py_project *p, py_module *m, const char *name, const py *node, const py *from,
                 certainty c)
{
    *fx_push(p->a, &m->bindings) = (py_binding){
        .name = name, .node = node, .from = from, .perhaps = c != SURE, .never = c == NEVER};
}

static void bind_targets(py_project *p, py_module *m, const py *target, const py *node, certainty c)
{
    if (target->kind == PY_NAME)
        bind(p, m, target->text, node, NULL, c);
    if (target->kind == PY_TUPLE || target->kind == PY_LIST) {
        fx_each (const py *const, kid, &target->kids) {
            if ((*kid)->kind == PY_NAME)
                bind(p, m, (*kid)->text, node, NULL, c);
        }
    }
}

static void bind_import(py_project *p, py_module *m, const py *s, certainty c)
{
    fx_each (const py *const, alias, &s->kids) {
        const char *name = (*alias)->more->alias != NULL
                               ? (*alias)->more->alias
                               : fx_strndup(p->a, (*alias)->text, strcspn((*alias)->text, "."));

        bind(p, m, name, *alias, NULL, c);
    }
}

static void bind_from(py_project *p, py_module *m, const py *s, certainty c)
{
    fx_each (const py *const, alias, &s->kids) {
        if ((*alias)->kind == PY_STAR)
            *fx_push(p->a, &m->stars) = s;
        else
            bind(p, m, (*alias)->more->alias != NULL ? (*alias)->more->alias : (*alias)->text,
                 *alias, s, c);
    }
}

bool py_is_type_checking(const py *e)
{
    return e != NULL && (e->kind == PY_NAME || e->kind == PY_ATTR) &&
           fx_same(e->text, "TYPE_CHECKING");
}

static bool is_main(const py *e)
{
    return e != NULL && e->kind == PY_BINARY && e->left != NULL && e->left->kind == PY_NAME &&
           fx_same(e->left->text, "__name__");
}

/* Is the name a list or a dictionary that the module made? */
static bool made_here(const py_module *m, const char *name)
{
    bool made = false;

    fx_each (const py_binding, b, &m->bindings) {
        const py *v = b->node->kind == PY_ASSIGN ? b->node->right : NULL;

        if (v != NULL && fx_same(b->name, name))
            made = v->kind == PY_LIST || v->kind == PY_DICT || v->kind == PY_MADE ||
                   (v->kind == PY_CALL && v->left->kind == PY_NAME &&
                    (fx_same(v->left->text, "list") || fx_same(v->left->text, "dict")));
    }
    return made;
}

/* The name whose list or dictionary a statement changes; NULL: it changes none. */
static const char *changed_by(const py_module *m, const py *s)
{
    static const char *const names[] = {"append", "extend", "insert",     "remove", "pop",
                                        "clear",  "update", "setdefault", "sort",   "reverse"};
    const py *target = s->left;

    if (s->kind == PY_AUGMENT)
        return target->kind == PY_NAME && *target->text != '_' ? target->text : NULL;
    if (s->kind == PY_EXPR) { /* a.append(1) */
        const py *callee = target != NULL && target->kind == PY_CALL ? target->left : NULL;
        bool known = false;

        for (size_t i = 0; callee != NULL && i < sizeof names / sizeof *names; i++)
            known = known || fx_same(callee->text, names[i]);
        if (!known || callee->kind != PY_ATTR)
            return NULL;
        target = callee->left;
    } else if (s->kind == PY_ASSIGN && target->kind == PY_INDEX) { /* a["b"] = 1 */
        target = target->left;
    } else {
        return NULL;
    }
    return target->kind == PY_NAME && made_here(m, target->text) ? target->text : NULL;
}

static void bind_all(py_project *p, py_module *m, const py_list *body, certainty c);

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static void bind_if(py_project *p, py_module *m, const py *s, certainty c)
{
    bool never = py_is_type_checking(s->left) || is_main(s->left);

    bind_all(p, m, &s->more->body, never ? NEVER : c == SURE ? PERHAPS : c);
    bind_all(p, m, &s->more->orelse, never ? c : c == SURE ? PERHAPS : c);
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static void bind_one(py_project *p, py_module *m, const py *s, certainty c)
{
    certainty below = c == SURE ? PERHAPS : c;
    const char *changed = c == NEVER ? NULL : changed_by(m, s);

    if (changed != NULL) /* also where it only may be */
        bind(p, m, changed, s, NULL, SURE);
    switch (s->kind) {
    case PY_ASSIGN:
        if (s->left->kind == PY_ATTR && fx_same(s->left->text, "naming_convention")) {
            p->conventions = s->right;
            p->conventions_in = m;
        }
        for (const py *at = s; at != NULL && at->kind == PY_ASSIGN; at = at->right) {
            if (at->right != NULL)
                bind_targets(p, m, at->left, at, c);
        }
        break;
    case PY_CLASS:
    case PY_DEF:
        bind(p, m, s->text, s, NULL, c);
        break;
    case PY_IMPORT:
        bind_import(p, m, s, c);
        break;
    case PY_FROM:
        bind_from(p, m, s, c);
        break;
    case PY_IF:
        bind_if(p, m, s, c);
        break;
    case PY_TRY:
        bind_all(p, m, &s->more->body, c);
        bind_all(p, m, &s->more->orelse, below);
        break;
    case PY_BLOCK:
        bind_all(p, m, &s->more->body, below);
        break;
    default:
        break;
    }
}

/* NOLINTNEXTLINE(misc-no-recursion): as deep as the tree */
static void bind_all(py_project *p, py_module *m, const py_list *body, certainty c)
{
    fx_each (const py *const, s, body) {
        bind_one(p, m, *s, c);
    }
}

/* The last that surely is; else the first of those that may be. */
py_binding *py_module_binding(const py_module *m, const char *name)
{
    py_binding *sure = NULL, *perhaps = NULL, *never = NULL;

    fx_each (py_binding, b, &m->bindings) {
        if (!fx_same(b->name, name))
            continue;
        if (!b->perhaps)
            sure = b;
        else if (b->never && never == NULL)
            never = b;
        else if (!b->never && perhaps == NULL)
            perhaps = b;
    }
    return sure != NULL ? sure : perhaps != NULL ? perhaps : never;
}

/* ---- finding them ---- */

static const char *dotted_of(fx_arena *a, const char *path)
{
    char *name = fx_strndup(a, path, strlen(path) - strlen(".py"));
    size_t n = strlen(name), init = strlen("/__init__");

    if (n > init && fx_same(name + n - init, "/__init__"))
        name[n - init] = '\0';
    for (char *c = name; *c != '\0'; c++)
        *c = (char)(*c == '/' ? '.' : *c);
    return name;
}

static int by_path(const void *path, const void *place)
{
    return strcmp(path, ((const py_place *)place)->path);
}

static void put_place(py_project *p, size_t at, const char *path, py_module *m)
{
    *fx_insert_at(p->a, &p->places, at) = (py_place){fx_strdup(p->a, path), m};
}

py_module *py_module_at(py_project *p, const char *path)
{
    py_file file;
    bool found, there;
    size_t at = fx_place(&p->places, path, by_path, &found);

    if (found)
        return p->places.at[at].module;
    if (p->failed)
        return NULL;
    if (!py_tree(p, path, &file, &there)) {
        p->failed = true;
        return NULL;
    }
    if (!there) {
        put_place(p, at, path, NULL);
        return NULL;
    }
    py_module *m = fx_new(p->a, py_module);

    m->file = file;
    m->name = dotted_of(p->a, path);
    m->package = fx_path_dir(p->a, path);
    *fx_push(p->a, &p->modules) = m;
    put_place(p, at, path, m);
    bind_all(p, m, &m->file.root->more->body, SURE);
    return m;
}

static py_module *at_base(py_project *p, const char *base)
{
    py_module *m = py_module_at(p, fx_fmt(p->a, "%s.py", base));

    return m != NULL || p->failed ? m : py_module_at(p, fx_fmt(p->a, "%s/__init__.py", base));
}

static const char *as_path(fx_arena *a, const char *dotted)
{
    char *path = fx_strdup(a, dotted);

    for (char *c = path; *c != '\0'; c++)
        *c = (char)(*c == '.' ? '/' : *c);
    return path;
}

/* "..pkg.x": from the folder of the file, one up for each dot behind the first. */
static py_module *find_relative(py_project *p, const py_module *from, const char *dotted)
{
    const char *dir = from->package;

    for (dotted++; *dotted == '.'; dotted++)
        dir = fx_path_dir(p->a, dir);
    if (fx_same(dir, "."))
        dir = "";
    if (*dotted == '\0')
        return py_module_at(p, fx_path_join(p->a, dir, "__init__.py"));
    return at_base(p, fx_path_join(p->a, dir, as_path(p->a, dotted)));
}

/* Below the project's folder, else below a folder that the importing file lies in: which of them
 * Python is told of (PYTHONPATH, src layouts) is not in the source. */
py_module *py_module_find(py_project *p, const py_module *from, const char *dotted)
{
    if (*dotted == '.')
        return find_relative(p, from, dotted);
    if (py_is_library(dotted))
        return NULL;
    const char *path = as_path(p->a, dotted), *dir = from->package;
    py_module *m = at_base(p, path);

    for (size_t n = 0; m == NULL && !p->failed && !fx_same(dir, "."); n++) {
        size_t end = n;

        while (dir[end] != '\0' && dir[end] != '/')
            end++;
        m = at_base(p, fx_path_join(p->a, fx_strndup(p->a, dir, end), path));
        if (dir[end] == '\0')
            break;
        n = end;
    }
    return m;
}

/* ---- following ---- */

/* A package's own file runs before what is in it. */
static bool follow_name(py_project *p, py_module *m, const char *dotted)
{
    size_t dots = strspn(dotted, ".");

    for (size_t n = dots; !p->failed; n++) {
        if (dotted[n] == '.' || dotted[n] == '\0') {
            py_module *found = py_module_find(p, m, fx_strndup(p->a, dotted, n));

            if (found != NULL && !py_module_follow(p, found))
                return false;
        }
        if (dotted[n] == '\0')
            break;
    }
    return !p->failed;
}

/* NOLINTNEXTLINE(misc-no-recursion): each module once */
bool py_module_follow(py_project *p, py_module *m)
{
    if (m->known)
        return true;
    m->known = true;
    for (size_t i = 0; i < m->bindings.n && !p->failed; i++) {
        const py_binding b = m->bindings.at[i];

        if (b.never || b.node->kind != PY_ALIAS)
            continue;
        if (b.from == NULL) {
            follow_name(p, m, b.node->text);
            continue;
        }
        if (!py_is_library(b.from->text) && follow_name(p, m, b.from->text)) {
            py_module *sub = py_module_find(p, m, py_below(p->a, b.from->text, b.node->text));

            if (sub != NULL)
                py_module_follow(p, sub);
        }
    }
    for (size_t i = 0; i < m->stars.n && !p->failed; i++)
        follow_name(p, m, m->stars.at[i]->text);
    return !p->failed;
}
