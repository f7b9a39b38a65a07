/*
 * The types of sqlalchemy_utils, by what each of them decorates
 * (https://sqlalchemy-utils.readthedocs.io/en/latest/data_types.html, and the
 * `impl` of its classes).
 */
#include <stdlib.h>

#include "fx/base/str.h"
#include "python.h"

typedef struct row {
    const char *name, *impl; /* a type of SQLAlchemy's; NULL: a word of PostgreSQL's */
    long length;             /* of a text; 0: it has none */
    const char *argument;    /* that says it; NULL: none does */
    const char *postgresql;
} row;

static const row rows[] = {
    {"ArrowType",            "DateTime",    0,   NULL,         NULL       },
    {"EnrichedDateTimeType", "DateTime",    0,   NULL,         NULL       },
    {"EnrichedDateType",     "Date",        0,   NULL,         NULL       },
    {"EmailType",            "Unicode",     255, "length",     NULL       },
    {"URLType",              "UnicodeText", 0,   NULL,         NULL       },
    {"IPAddressType",        "Unicode",     50,  "max_length", NULL       },
    {"PhoneNumberType",      "Unicode",     20,  "max_length", NULL       },
    {"ColorType",            "Unicode",     20,  "max_length", NULL       },
    {"CountryType",          "Unicode",     2,   NULL,         NULL       },
    {"CurrencyType",         "Unicode",     3,   NULL,         NULL       },
    {"LocaleType",           "Unicode",     10,  NULL,         NULL       },
    {"TimezoneType",         "Unicode",     50,  NULL,         NULL       },
    {"ScalarListType",       "UnicodeText", 0,   NULL,         NULL       },
    {"JSONType",             "UnicodeText", 0,   NULL,         "json"     },
    {"EncryptedType",        "LargeBinary", 0,   NULL,         NULL       },
    {"StringEncryptedType",  "String",      0,   NULL,         NULL       },
    {"TSVectorType",         NULL,          0,   NULL,         "tsvector" },
    {"LtreeType",            NULL,          0,   NULL,         "ltree"    },
    {"IntRangeType",         NULL,          0,   NULL,         "int4range"},
    {"Int8RangeType",        NULL,          0,   NULL,         "int8range"},
    {"NumericRangeType",     NULL,          0,   NULL,         "numrange" },
    {"DateRangeType",        NULL,          0,   NULL,         "daterange"},
    {"DateTimeRangeType",    NULL,          0,   NULL,         "tsrange"  },
};

static const row *find(const py_value *type)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (fx_same(rows[i].name, py_last(type)))
            return &rows[i];
    }
    return NULL;
}

bool py_is_utils_type(const py_value *type)
{
    const char *name = py_last(type);

    return fx_same(py_family(type), "utils") &&
           (find(type) != NULL || fx_same(name, "ChoiceType") || fx_same(name, "UUIDType"));
}

static bool sized(py_project *p, const row *r, const py_value *call, py_type *out)
{
    const py_value *length =
        r->argument == NULL || call->kind != PV_CALL ? NULL : py_arg_named(call, r->argument);

    if (length != NULL && length->kind != PV_NUMBER)
        return py_unknown(p, length, "the length of a type");
    out->text =
        fx_fmt(p->a, "string(%ld)", length == NULL ? r->length : strtol(length->text, NULL, 10));
    return true;
}

static const py_value *argument(const py_value *call, size_t place, const char *name)
{
    const py_value *v = call->kind == PV_CALL ? py_arg_named(call, name) : NULL;

    return v == NULL && call->kind == PV_CALL ? py_arg_placed(call, place) : v;
}

/* ChoiceType(choices, impl=None): Unicode(255), where none is given. */
static bool choice(py_project *p, const py_value *call, py_type *out)
{
    const py_value *impl = argument(call, 1, "impl");

    if (impl != NULL && impl->kind != PV_NONE)
        return py_sa_type(p, impl, out);
    out->text = "string(255)";
    return true;
}

/* UUIDType(binary=True, native=True) */
static bool uuid(py_project *p, const py_value *call, py_type *out)
{
    const py_value *binary = argument(call, 0, "binary"), *native = argument(call, 1, "native");

    if ((binary != NULL && binary->kind != PV_BOOL) || (native != NULL && native->kind != PV_BOOL))
        return py_unknown(p, call, "the type UUIDType");
    const char *words = binary == NULL || py_true(binary) ? "binary(16)" : "char(32)";

    out->text = "uuid";
    out->sqlite = out->mysql = words;
    if (native != NULL && !py_true(native))
        out->postgresql = binary == NULL || py_true(binary) ? "bytea" : "char(32)";
    return true;
}

bool py_utils_type(py_project *p, const py_value *type, const py_value *call, py_type *out)
{
    const row *r = find(type);

    if (fx_same(py_last(type), "ChoiceType"))
        return choice(p, call, out);
    if (r == NULL)
        return uuid(p, call, out);
    if (r->impl == NULL) {
        out->text = "raw";
        out->postgresql = r->postgresql;
        return true;
    }
    if (r->length > 0)
        return sized(p, r, call, out);
    if (!py_generic_type(p, type, r->impl, out))
        return false;
    if (r->postgresql != NULL) { /* JSONType: a text everywhere else */
        out->sqlite = out->mysql = out->text;
        out->text = r->postgresql;
    }
    return true;
}
