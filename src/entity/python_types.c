/*
 * Types: what SQLAlchemy's and Python's are in the model, and where SQLAlchemy
 * writes another one for a dialect than fxgit would: a database that it made
 * must not look changed. Each row was read back from create_all (tests/db).
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/str.h"
#include "python.h"

typedef enum {
    PLAIN,
    LENGTH,   /* (n), where it is given */
    SIZED,    /* a text: SQLite shows its length, MySQL takes the smallest that holds it */
    BYTES,    /* a blob: likewise */
    DIGITS,   /* (precision, scale) */
    ZONE,     /* another row with timezone=True */
    FLOATING, /* a precision decides */
    SPAN      /* native=False: a date */
} how;

typedef struct row {
    const char *name;
    how how;
    const char *text, *sqlite, *mysql, *postgresql;
} row;

/* https://docs.sqlalchemy.org/en/20/core/type_basics.html */
static const row generic[] = {
    {"Integer",          PLAIN,    "integer",   NULL,        NULL,            NULL},
    {"INTEGER",          PLAIN,    "integer",   NULL,        NULL,            NULL},
    {"INT",              PLAIN,    "integer",   NULL,        NULL,            NULL},
    {"SmallInteger",     PLAIN,    "smallint",  NULL,        NULL,            NULL},
    {"SMALLINT",         PLAIN,    "smallint",  NULL,        NULL,            NULL},
    {"BigInteger",       PLAIN,    "bigint",    NULL,        NULL,            NULL},
    {"BIGINT",           PLAIN,    "bigint",    NULL,        NULL,            NULL},
    {"String",           LENGTH,   "string",    NULL,        NULL,            NULL},
    {"VARCHAR",          LENGTH,   "string",    NULL,        NULL,            NULL},
    {"NVARCHAR",         LENGTH,   "string",    "NVARCHAR",  NULL,            NULL},
    {"Unicode",          LENGTH,   "string",    NULL,        NULL,            NULL},
    {"AutoString",       LENGTH,   "string",    NULL,        "varchar(255)",  NULL},
    {"CHAR",             LENGTH,   "char",      NULL,        NULL,            NULL},
    {"NCHAR",            LENGTH,   "char",      "NCHAR",     NULL,            NULL},
    {"Text",             SIZED,    "text",      NULL,        NULL,            NULL},
    {"TEXT",             SIZED,    "text",      NULL,        NULL,            NULL},
    {"UnicodeText",      PLAIN,    "text",      NULL,        NULL,            NULL},
    {"CLOB",             PLAIN,    "text",      NULL,        NULL,            NULL},
    {"Boolean",          PLAIN,    "boolean",   NULL,        NULL,            NULL},
    {"BOOLEAN",          PLAIN,    "boolean",   NULL,        NULL,            NULL},
    {"Float",            FLOATING, "double",    "float",     "float",         NULL},
    {"FLOAT",            FLOATING, "double",    "float",     "float",         NULL},
    {"Double",           PLAIN,    "double",    NULL,        NULL,            NULL},
    {"DOUBLE",           PLAIN,    "double",    NULL,        NULL,            NULL},
    {"DOUBLE_PRECISION", PLAIN,    "double",    NULL,        NULL,            NULL},
    {"REAL",             PLAIN,    "real",      NULL,        "double",        NULL},
    {"Numeric",          DIGITS,   "numeric",   NULL,        "decimal(10,0)", NULL},
    {"NUMERIC",          DIGITS,   "numeric",   NULL,        "decimal(10,0)", NULL},
    {"DECIMAL",          DIGITS,   "numeric",   NULL,        "decimal(10,0)", NULL},
    {"Date",             PLAIN,    "date",      NULL,        NULL,            NULL},
    {"DATE",             PLAIN,    "date",      NULL,        NULL,            NULL},
    {"Time",             ZONE,     "time",      NULL,        "time",          NULL},
    {"TIME",             ZONE,     "time",      NULL,        "time",          NULL},
    {"DateTime",         ZONE,     "timestamp", "datetime",  "datetime",      NULL},
    {"DATETIME",         ZONE,     "timestamp", "datetime",  "datetime",      NULL},
    {"TIMESTAMP",        ZONE,     "timestamp", "timestamp", "timestamp",     NULL},
    {"Interval",         SPAN,     "interval",  "datetime",  "datetime",      NULL},
    {"LargeBinary",      BYTES,    "binary",    "blob",      NULL,            NULL},
    {"BLOB",             BYTES,    "binary",    "blob",      NULL,            NULL},
    {"BINARY",           LENGTH,   "binary",    NULL,        NULL,            NULL},
    {"VARBINARY",        LENGTH,   "binary",    NULL,        NULL,            NULL},
    {"PickleType",       PLAIN,    "binary",    NULL,        NULL,            NULL},
    {"Uuid",             PLAIN,    "uuid",      "char(32)",  "char(32)",      NULL},
    {"GUID",             PLAIN,    "uuid",      "char(32)",  "char(32)",      NULL},
    {"UUID",             PLAIN,    "uuid",      "UUID",      "uuid",          NULL},
    {"JSON",             PLAIN,    "json",      "JSON",      NULL,            NULL},
};

static const row zoned[] = {
    {"Time",      ZONE, "raw",         "time",      "time",      "time with time zone"},
    {"TIME",      ZONE, "raw",         "time",      "time",      "time with time zone"},
    {"DateTime",  ZONE, "timestamptz", "datetime",  "datetime",  NULL                 },
    {"DATETIME",  ZONE, "timestamptz", "datetime",  "datetime",  NULL                 },
    {"TIMESTAMP", ZONE, "timestamptz", "timestamp", "timestamp", NULL                 },
};

/* https://docs.sqlalchemy.org/en/20/dialects/postgresql.html */
static const row postgresql[] = {
    {"JSONB",     PLAIN, "json",     NULL, NULL, "jsonb"    },
    {"UUID",      PLAIN, "uuid",     NULL, NULL, NULL       },
    {"BYTEA",     PLAIN, "binary",   NULL, NULL, NULL       },
    {"INTERVAL",  PLAIN, "interval", NULL, NULL, NULL       },
    {"TSVECTOR",  PLAIN, "raw",      NULL, NULL, "tsvector" },
    {"TSQUERY",   PLAIN, "raw",      NULL, NULL, "tsquery"  },
    {"INET",      PLAIN, "raw",      NULL, NULL, "inet"     },
    {"CIDR",      PLAIN, "raw",      NULL, NULL, "cidr"     },
    {"MACADDR",   PLAIN, "raw",      NULL, NULL, "macaddr"  },
    {"MACADDR8",  PLAIN, "raw",      NULL, NULL, "macaddr8" },
    {"CITEXT",    PLAIN, "raw",      NULL, NULL, "citext"   },
    {"HSTORE",    PLAIN, "raw",      NULL, NULL, "hstore"   },
    {"MONEY",     PLAIN, "raw",      NULL, NULL, "money"    },
    {"OID",       PLAIN, "raw",      NULL, NULL, "oid"      },
    {"REGCLASS",  PLAIN, "raw",      NULL, NULL, "regclass" },
    {"INT4RANGE", PLAIN, "raw",      NULL, NULL, "int4range"},
    {"INT8RANGE", PLAIN, "raw",      NULL, NULL, "int8range"},
    {"NUMRANGE",  PLAIN, "raw",      NULL, NULL, "numrange" },
    {"DATERANGE", PLAIN, "raw",      NULL, NULL, "daterange"},
    {"TSRANGE",   PLAIN, "raw",      NULL, NULL, "tsrange"  },
    {"TSTZRANGE", PLAIN, "raw",      NULL, NULL, "tstzrange"},
};

/* https://docs.sqlalchemy.org/en/20/dialects/mysql.html */
static const row mysql[] = {
    {"LONGTEXT",   PLAIN, "text",     NULL, "longtext",   NULL},
    {"MEDIUMTEXT", PLAIN, "text",     NULL, "mediumtext", NULL},
    {"TINYTEXT",   PLAIN, "text",     NULL, "tinytext",   NULL},
    {"LONGBLOB",   PLAIN, "binary",   NULL, "longblob",   NULL},
    {"MEDIUMBLOB", PLAIN, "binary",   NULL, "mediumblob", NULL},
    {"TINYBLOB",   PLAIN, "binary",   NULL, "tinyblob",   NULL},
    {"TINYINT",    PLAIN, "smallint", NULL, "tinyint",    NULL},
    {"MEDIUMINT",  PLAIN, "integer",  NULL, "mediumint",  NULL},
    {"INTEGER",    PLAIN, "integer",  NULL, "int",        NULL},
    {"SMALLINT",   PLAIN, "smallint", NULL, "smallint",   NULL},
    {"BIGINT",     PLAIN, "bigint",   NULL, "bigint",     NULL},
    {"YEAR",       PLAIN, "smallint", NULL, "year",       NULL},
};

static const row *find_row(const row *rows, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (fx_same(rows[i].name, name))
            return &rows[i];
    }
    return NULL;
}

#define FIND(rows, name) find_row((rows), sizeof(rows) / sizeof *(rows), (name))

static void from_row(const row *r, py_type *out)
{
    out->text = r->text;
    out->sqlite = r->sqlite;
    out->mysql = r->mysql;
    out->postgresql = r->postgresql;
}

static const py_value *argument(const py_value *call, size_t place, const char *name)
{
    const py_value *v = call->kind == PV_CALL ? py_arg_named(call, name) : NULL;

    if (v == NULL && call->kind == PV_CALL)
        v = py_arg_placed(call, place);
    return v == NULL || v->kind == PV_NONE ? NULL : v;
}

/* A whole number that is written out; *there false: none is given. */
static bool number(py_project *p, const py_value *v, const char *what, bool *there, long *out)
{
    *there = v != NULL;
    if (v == NULL)
        return true;
    if (v->kind != PV_NUMBER)
        return py_unknown(p, v, what);
    *out = strtol(v->text, NULL, 0);
    return true;
}

static bool with_length(py_project *p, const py_value *call, py_type *out)
{
    long n = 0;
    bool there;

    if (!number(p, argument(call, 0, "length"), "the length of a type", &there, &n))
        return false;
    if (!there && fx_same(out->text, "char"))
        n = 1;
    else if (!there)
        return true;
    out->text = fx_fmt(p->a, "%s(%ld)", out->text, n);
    if (!fx_starts(out->text, "binary"))
        out->mysql = NULL; /* what stood for no length */
    if (out->sqlite != NULL)
        out->sqlite = fx_fmt(p->a, "%s(%ld)", out->sqlite, n);
    return true;
}

enum { UTF8_MAX = 4 };

/* MySQL's that holds so many bytes: https://mariadb.com/kb/en/blob/,
 * https://mariadb.com/kb/en/text/
 */
static const char *smallest(fx_arena *a, long bytes, const char *word)
{
    static const struct {
        long most;
        const char *before;
    } sizes[] = {
        {255,      "tiny"  },
        {65535,    ""      },
        {16777215, "medium"},
    };

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        if (bytes <= sizes[i].most)
            return fx_fmt(a, "%s%s", sizes[i].before, word);
    }
    return fx_fmt(a, "long%s", word);
}

static bool with_bytes(py_project *p, const py_value *call, py_type *out)
{
    long n = 0;
    bool there;

    if (!number(p, argument(call, 0, "length"), "the length of a type", &there, &n))
        return false;
    if (there)
        out->mysql = smallest(p->a, n, "blob");
    return true;
}

static bool with_size(py_project *p, const py_value *call, py_type *out)
{
    long n = 0;
    bool there;

    if (!number(p, argument(call, 0, "length"), "the length of a type", &there, &n))
        return false;
    if (!there)
        return true;
    out->sqlite = fx_fmt(p->a, "TEXT(%ld)", n);
    out->mysql = smallest(p->a, n * UTF8_MAX, "text");
    if (fx_same(out->mysql, "text"))
        out->mysql = NULL;
    return true;
}

static bool with_digits(py_project *p, const py_value *call, py_type *out)
{
    long precision = 0, scale = 0;
    bool has_precision, has_scale;

    const py_value *digits = argument(call, SIZE_MAX, "max_digits"); /* condecimal() */
    const py_value *places = argument(call, SIZE_MAX, "decimal_places");

    if (!number(p, digits != NULL ? digits : argument(call, 0, "precision"),
                "the precision of a type", &has_precision, &precision) ||
        !number(p, places != NULL ? places : argument(call, 1, "scale"), "the scale of a type",
                &has_scale, &scale))
        return false;
    if (!has_precision)
        return true;
    out->text = has_scale ? fx_fmt(p->a, "numeric(%ld,%ld)", precision, scale)
                          : fx_fmt(p->a, "numeric(%ld)", precision);
    out->mysql = NULL;
    return true;
}

/* FLOAT(p): https://www.postgresql.org/docs/15/datatype-numeric.html */
static bool with_precision(py_project *p, const py_value *call, py_type *out)
{
    enum { SINGLE = 24 };
    long n = 0;
    bool there;

    if (!number(p, argument(call, 0, "precision"), "the precision of a type", &there, &n))
        return false;
    if (there && n <= SINGLE)
        out->text = "real";
    if (there && n > SINGLE)
        out->mysql = "double";
    return true;
}

/* Interval(native=False) counts from 1970. */
static bool with_span(py_project *p, const py_value *call, py_type *out)
{
    const py_value *native = argument(call, 0, "native");
    long digits = 0;
    bool there;

    if (!number(p, argument(call, 1, "second_precision"), "the digits of a second", &there,
                &digits))
        return false;
    if (native != NULL && !py_true(native))
        out->text = "timestamp";
    else if (there)
        out->postgresql = fx_fmt(p->a, "interval(%ld)", digits);
    return true;
}

bool py_generic_type(py_project *p, const py_value *call, const char *name, py_type *out)
{
    const row *r = FIND(generic, name);

    if (r->how == ZONE && py_true(argument(call, 0, "timezone")))
        r = FIND(zoned, name);
    from_row(r, out);
    switch (r->how) {
    case LENGTH:
        return with_length(p, call, out);
    case SIZED:
        return with_size(p, call, out);
    case BYTES:
        return with_bytes(p, call, out);
    case DIGITS:
        return with_digits(p, call, out);
    case FLOATING:
        return with_precision(p, call, out);
    case SPAN:
        return with_span(p, call, out);
    default:
        return true;
    }
}

/* ---- enums ---- */

static bool member_value(py_project *p, const py_value *member, fx_strs *out)
{
    const py_value *v = member->items.n == 1 ? member->items.at[0] : member;

    if (v->kind != PV_STRING && v->kind != PV_NUMBER)
        return py_unknown(p, v, "the value of an enum's member");
    *fx_push(p->a, out) = v->text;
    return true;
}

static bool is_member(const py *s)
{
    return s->kind == PY_ASSIGN && s->left->kind == PY_NAME && s->right != NULL &&
           *s->left->text != '_';
}

/* Names, or values with values_callable. */
bool py_enum_members(py_project *p, const py_value *class_, bool values, fx_strs *out)
{
    const py_values all = py_mro(p, class_);

    for (size_t i = all.n; i-- > 0;) {
        fx_each (const py *const, s, &all.at[i]->node->more->body) {
            if (!is_member(*s))
                continue;
            if (!values)
                *fx_push(p->a, out) = (*s)->left->text;
            else if (!member_value(p, py_class_attribute(p, class_, (*s)->left->text), out))
                return false;
        }
    }
    if (out->n == 0)
        return py_fail(p, class_, "the enum %s has no members", class_->text);
    return true;
}

static size_t longest(const fx_strs *members)
{
    size_t n = 1;

    fx_each (const char *, member, members) {
        if (strlen(*member) > n)
            n = strlen(*member);
    }
    return n;
}

/* A type of its own on PostgreSQL, named by the class in lower case; elsewhere a column's. */
void py_finish_enum(py_project *p, const char *name, const char *schema, bool native, long length,
                    py_type *out)
{
    size_t n = length > 0 ? (size_t)length : longest(&out->members);
    const char *text = fx_fmt(p->a, "varchar(%zu)", n);

    if (!native) {
        out->text = fx_fmt(p->a, "string(%zu)", n);
        out->members = (fx_strs){0};
        return;
    }
    out->enum_name = name;
    out->enum_schema = schema;
    out->text = fx_fmt(p->a, "enum:%s", fx_enum_reference(p->a, schema, name));
    out->sqlite = text;
}

/* values_callable=lambda x: [e.value[0] for e in x]. False: it is not one whose list is known. */
static bool called_members(py_project *p, const py_value *by, const py_value *class_, fx_strs *out)
{
    const py_value *all = by == NULL || (by->kind != PV_LAMBDA && by->kind != PV_DEF)
                              ? NULL
                              : py_run(p, by, class_, NULL);
    fx_strs members = {0};

    if (all == NULL || all->kind != PV_LIST || all->items.n == 0)
        return false;
    fx_each (const py_value *const, item, &all->items) {
        if ((*item)->kind != PV_STRING && (*item)->kind != PV_NUMBER)
            return false;
        *fx_push(p->a, &members) = (*item)->text;
    }
    *out = members;
    return true;
}

static bool enum_members(py_project *p, const py_value *call, const char **name, py_type *out)
{
    const py_value *first = py_arg_placed(call, 0), *by = py_arg_named(call, "values_callable");

    if (first != NULL && first->kind == PV_CLASS) {
        *name = fx_lower(p->a, first->text);
        if (called_members(p, by, first, &out->members))
            return true;
        return py_enum_members(p, first, by != NULL && by->kind != PV_NONE, &out->members);
    }
    fx_each (const py_arg, arg, &call->args) {
        if (arg->name != NULL && *arg->name != '*')
            continue;
        if (arg->value->kind != PV_STRING || arg->name != NULL)
            return py_unknown(p, arg->value, "a member of the enum");
        *fx_push(p->a, &out->members) = arg->value->text;
    }
    return out->members.n > 0 || py_fail(p, call, "an enum without members");
}

static bool from_enum(py_project *p, const py_value *call, py_type *out)
{
    const py_value *name = argument(call, SIZE_MAX, "name"), *native, *schema;
    const char *own = NULL;
    long length = 0;
    bool there;

    if (!enum_members(p, call, &own, out) ||
        !number(p, argument(call, SIZE_MAX, "length"), "the length of an enum", &there, &length))
        return false;
    native = py_arg_named(call, "native_enum");
    schema = argument(call, SIZE_MAX, "schema");
    if (name != NULL && name->kind != PV_STRING)
        return py_unknown(p, name, "the name of an enum");
    if (schema != NULL && schema->kind != PV_STRING)
        return py_unknown(p, schema, "the schema of an enum");
    if (name != NULL)
        own = name->text;
    if (own == NULL && (native == NULL || py_true(native))) { /* PostgreSQL refuses it */
        out->text = fx_fmt(p->a, "enum('%s')", fx_strs_join(p->a, &out->members, "','"));
        out->sqlite = fx_fmt(p->a, "varchar(%zu)", longest(&out->members));
        out->members = (fx_strs){0};
        return true;
    }
    if (native != NULL && !py_true(native) && py_true(py_arg_named(call, "create_constraint"))) {
        out->check = own == NULL ? "" : own;
        out->checked = out->members;
    }
    py_finish_enum(p, own, schema == NULL ? NULL : schema->text, native == NULL || py_true(native),
                   length, out);
    return true;
}

/* ---- SQLAlchemy's ---- */

static bool is_zero(const py_type *t)
{
    return t->text == NULL;
}

static bool from_array(py_project *p, const py_value *call, py_type *out)
{
    const py_value *element = argument(call, 0, "item_type");
    py_type of = {0};
    long dimensions = 1;
    bool there;

    if (element == NULL)
        return py_fail(p, call, "ARRAY needs the type of its items");
    if (!py_sa_type(p, element, &of) || !number(p, argument(call, 2, "dimensions"),
                                                "the dimensions of an array", &there, &dimensions))
        return false;
    if (of.postgresql != NULL) {
        out->text = "raw";
        out->postgresql = fx_fmt(p->a, "%s[]", of.postgresql);
        return true;
    }
    out->text = fx_fmt(p->a, "array(%s)", of.text);
    out->enum_name = of.enum_name;
    out->enum_schema = of.enum_schema;
    out->members = of.members;
    return true;
}

/* MySQL's words with what their arguments add. */
static bool from_mysql(py_project *p, const py_value *call, const row *r, py_type *out)
{
    const py_value *width = argument(call, 0, "display_width");

    from_row(r, out);
    if (fx_same(r->name, "TINYINT") && width != NULL && fx_same(width->text, "1")) {
        out->text = "boolean";
        out->mysql = NULL;
    }
    if (py_true(argument(call, SIZE_MAX, "unsigned")))
        out->mysql = fx_fmt(p->a, "%s unsigned", r->mysql);
    return true;
}

static bool from_datetime(py_project *p, const py_value *call, const char *word, py_type *out)
{
    long fsp = 0;
    bool there;

    out->text = "timestamp";
    if (!number(p, argument(call, 1, "fsp"), "the digits of a second", &there, &fsp))
        return false;
    out->mysql = there ? fx_fmt(p->a, "%s(%ld)", word, fsp) : word;
    return true;
}

static bool from_vector(py_project *p, const py_value *call, py_type *out)
{
    long n = 0;
    bool there;

    if (!number(p, argument(call, 0, "dim"), "the size of a vector", &there, &n))
        return false;
    out->text = "raw";
    out->postgresql = there ? fx_fmt(p->a, "vector(%ld)", n) : "vector";
    return true;
}

static bool from_postgres_time(py_project *p, const py_value *call, const char *name, py_type *out)
{
    bool zone = py_true(argument(call, 0, "timezone")), there;
    long digits = 0;

    if (!number(p, argument(call, 1, "precision"), "the digits of a second", &there, &digits))
        return false;
    const char *word = fx_same(name, "TIME") ? "time" : "timestamp";

    if (!there)
        return py_generic_type(p, call, name, out);
    out->text = fx_same(name, "TIME") ? "time" : zone ? "timestamptz" : "timestamp";
    out->postgresql = fx_fmt(p->a, "%s(%ld) %s time zone", word, digits, zone ? "with" : "without");
    return true;
}

static bool from_outer(py_project *p, const py_value *type, const py_value *call, py_type *out)
{
    const char *family = py_family(type), *name = py_last(type);
    bool pg = fx_same(family, "postgresql"), my = fx_same(family, "mysql");
    const row *r;

    if (fx_same(name, "Enum") || fx_same(name, "ENUM"))
        return from_enum(p, call, out);
    if (fx_same(name, "ARRAY"))
        return from_array(p, call, out);
    if (fx_same(family, "pgvector"))
        return from_vector(p, call, out);
    if (fx_same(family, "utils") && py_is_utils_type(type))
        return py_utils_type(p, type, call, out);
    if (pg && (fx_same(name, "TIMESTAMP") || fx_same(name, "TIME")))
        return from_postgres_time(p, call, name, out);
    if (my && (fx_same(name, "DATETIME") || fx_same(name, "TIMESTAMP")))
        return from_datetime(p, call, fx_lower(p->a, name), out);
    r = pg ? FIND(postgresql, name) : my ? FIND(mysql, name) : NULL;
    if (r != NULL && my)
        return from_mysql(p, call, r, out);
    if (r != NULL) {
        from_row(r, out);
        return true;
    }
    if (FIND(generic, name) != NULL)
        return py_generic_type(p, call, name, out);
    py_fail(p, call, "the type %s is not known", type->text);
    return fx_hint(p->err, "Say it on that line: # fxgit: type: string(100)");
}

/* What a type is called in one dialect, for what is given with_variant. */
static const char *words_of(py_project *p, const py_type *t, const char *dialect)
{
    const char *own = fx_same(dialect, "sqlite")       ? t->sqlite
                      : fx_same(dialect, "postgresql") ? t->postgresql
                                                       : t->mysql;
    bool pg = fx_same(dialect, "postgresql");

    if (own != NULL)
        return own;
    if (fx_starts(t->text, "string"))
        return fx_fmt(p->a, "varchar%s", t->text + strlen("string"));
    if (fx_starts(t->text, "binary"))
        return pg ? "bytea" : "blob";
    if (fx_same(t->text, "double"))
        return pg ? "double precision" : "double";
    if (fx_same(t->text, "timestamp") && !pg)
        return "datetime";
    return t->text;
}

static bool with_variant(py_project *p, const py_value *call, py_type *out)
{
    const py_value *other = py_arg_placed(call, 0);
    py_type t = {0};

    if (!py_sa_type(p, call->of->of, out) || other == NULL || !py_sa_type(p, other, &t))
        return !p->failed;
    for (size_t i = 1; py_arg_placed(call, i) != NULL; i++) {
        const py_value *dialect = py_arg_placed(call, i);

        if (dialect->kind != PV_STRING)
            return py_unknown(p, dialect, "the dialect of a variant");
        if (fx_same(dialect->text, "sqlite"))
            out->sqlite = words_of(p, &t, "sqlite");
        else if (fx_same(dialect->text, "postgresql"))
            out->postgresql = words_of(p, &t, "postgresql");
        else if (fx_same(dialect->text, "mysql") || fx_same(dialect->text, "mariadb"))
            out->mysql = words_of(p, &t, "mysql");
    }
    return true;
}

/* ---- classes that decorate a type ---- */

static const py_value *outer_base(py_project *p, const py_value *class_)
{
    const py_values all = py_mro(p, class_);

    fx_each (const py_value *const, c, &all) {
        const py_values bases = py_bases(p, *c);

        fx_each (const py_value *const, base, &bases) {
            const char *family = py_family(*base);

            if (fx_same(family, "sqlalchemy") || fx_same(family, "sqlmodel") ||
                fx_same(family, "postgresql") || fx_same(family, "mysql"))
                return *base;
        }
    }
    return NULL;
}

/* super().load_dialect_impl(dialect), self.impl_instance: what `impl` says. */
static bool is_supers(const py_value *v)
{
    if (v->kind == PV_CALL)
        v = v->of;
    return v->kind == PV_METHOD &&
           (fx_same(v->text, "load_dialect_impl") || fx_same(v->text, "impl_instance"));
}

/* load_dialect_impl(self, dialect): asked for each dialect. */
static bool by_dialect(py_project *p, const py_value *class_, const py_value *load, py_type *out)
{
    static const char *const dialects[] = {"sqlite", "mysql", "postgresql"};

    for (size_t i = 0; i < sizeof dialects / sizeof *dialects; i++) {
        const py_value *v = py_run(p, load, class_, py_dialect(p, class_, dialects[i]));
        py_type t = {0};

        if (v->kind == PV_UNKNOWN)
            return py_unknown(p, v, fx_fmt(p->a, "the type %s", class_->text));
        if (is_supers(v) && py_class_attribute(p, class_, "impl") != NULL)
            v = py_class_attribute(p, class_, "impl");
        if (!py_sa_type(p, v, &t))
            return false;
        if (is_zero(out))
            out->text = t.text;
        const char *words = words_of(p, &t, dialects[i]);

        if (i == 0)
            out->sqlite = words;
        else if (i == 1)
            out->mysql = words;
        else
            out->postgresql = words;
    }
    return true;
}

static const py_value *spec_of(py_project *p, const py_value *class_)
{
    const py_value *spec = py_class_attribute(p, class_, "get_col_spec");

    return spec == NULL || spec->kind != PV_DEF ? NULL : py_run(p, spec, class_, NULL);
}

static bool from_class(py_project *p, const py_value *class_, const py_value *call, py_type *out)
{
    const py_value *base = outer_base(p, class_);
    const py_value *impl = py_class_attribute(p, class_, "impl");
    const py_value *load = py_class_attribute(p, class_, "load_dialect_impl");

    if (base == NULL)
        return py_fail(p, call, "%s is no type", class_->text);
    if (load != NULL && load->kind == PV_DEF)
        return by_dialect(p, class_, load, out);
    if (fx_same(py_last(base), "TypeDecorator")) {
        call = py_handed_on(p, class_, call, &impl);
        if (impl == NULL)
            return py_fail(p, class_, "the type %s has no `impl`", class_->text);
        if (call->kind == PV_UNKNOWN)
            return py_unknown(p, call, fx_fmt(p->a, "the type %s", class_->text));
        if (impl->kind == PV_OUTER && call->kind == PV_CALL)
            return from_outer(p, impl, call, out);
        return py_sa_type(p, impl, out);
    }
    if (fx_same(py_last(base), "UserDefinedType")) {
        const py_value *spec = spec_of(p, class_);

        if (spec == NULL || spec->kind != PV_STRING)
            return py_unknown(p, spec == NULL ? class_ : spec,
                              fx_fmt(p->a, "the type %s", class_->text));
        out->text = "raw";
        out->sqlite = out->mysql = out->postgresql = spec->text;
        return true;
    }
    return from_outer(p, base, call, out);
}

/* MutableDict.as_mutable(JSON): how changes are seen, no other type. NULL: it is none. */
static const py_value *as_mutable(const py_value *v)
{
    bool is =
        v->kind == PV_CALL && ((v->of->kind == PV_METHOD && fx_same(v->of->text, "as_mutable")) ||
                               fx_same(py_last(v->of), "as_mutable"));

    return is ? py_arg_placed(v, 0) : NULL;
}

bool py_is_sa_type(py_project *p, const py_value *v)
{
    if (as_mutable(v) != NULL)
        v = as_mutable(v);
    if (v->kind == PV_CALL && v->of->kind == PV_METHOD)
        return fx_same(v->of->text, "with_variant");
    if (v->kind == PV_CALL)
        v = v->of;
    if (v->kind == PV_CLASS)
        return outer_base(p, v) != NULL && !py_is_enum(p, v) &&
               py_class_attribute(p, v, "__tablename__") == NULL;
    if (v->kind != PV_OUTER)
        return false;
    const char *family = py_family(v), *name = py_last(v);

    if (fx_same(family, "pgvector") || fx_same(family, "postgresql") || fx_same(family, "mysql") ||
        fx_same(family, "sqlite") || py_is_utils_type(v))
        return true;
    return (fx_same(family, "sqlalchemy") || fx_same(family, "sqlmodel")) &&
           (FIND(generic, name) != NULL || fx_same(name, "Enum") || fx_same(name, "ARRAY"));
}

/* NOLINTNEXTLINE(misc-no-recursion): values are bounded */
bool py_sa_type(py_project *p, const py_value *v, py_type *out)
{
    if (as_mutable(v) != NULL)
        v = as_mutable(v);
    if (v->kind == PV_OUTER)
        return from_outer(p, v, v, out);
    if (v->kind == PV_CLASS)
        return from_class(p, v, v, out);
    if (v->kind == PV_CALL && v->of->kind == PV_OUTER)
        return from_outer(p, v->of, v, out);
    if (v->kind == PV_CALL && v->of->kind == PV_CLASS)
        return from_class(p, v->of, v, out);
    if (v->kind == PV_CALL && v->of->kind == PV_METHOD && fx_same(v->of->text, "with_variant"))
        return with_variant(p, v, out);
    return py_unknown(p, v, "the type of a column");
}
