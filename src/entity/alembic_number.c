/*
 * InnoDB numbers the foreign keys that have no name, a table's own ones, and
 * renames them with their table:
 * https://dev.mysql.com/doc/refman/8.0/en/create-table-foreign-keys.html
 */
#include <stdlib.h>
#include <string.h>

#include "alembic.h"
#include "fx/base/str.h"

static bool is_of(const al_number *n, const char *schema, const char *table)
{
    return fx_same(n->schema, schema) && fx_same(n->table, table);
}

static void add(fx_alembic *al, const fx_object *o, const fx_foreign_key *fk)
{
    long most = 0;

    if (fk->name != NULL)
        return;
    fx_each (const al_number, n, &al->numbers) {
        if (is_of(n, o->schema, o->table) && n->n > most)
            most = n->n;
    }
    *fx_push(al->a, &al->numbers) =
        (al_number){o->schema, o->table, fx_strs_join(al->a, &fk->columns, ","), most + 1};
}

/* `columns` NULL: all of the table's. */
static void drop(fx_alembic *al, const fx_object *o, const fx_strs *columns)
{
    const char *text = columns == NULL ? NULL : fx_strs_join(al->a, columns, ",");
    al_numbers rest = {0};

    fx_each (const al_number, n, &al->numbers) {
        bool gone = is_of(n, o->schema, o->table) && (text == NULL || fx_same(text, n->columns));

        if (!gone)
            *fx_push(al->a, &rest) = *n;
    }
    al->numbers = rest;
}

static void rename(fx_alembic *al, const fx_object *o, const char *to)
{
    al_numbers now = {0};

    fx_each (const al_number, n, &al->numbers) {
        al_number *copy = fx_push(al->a, &now);

        *copy = *n;
        if (is_of(n, o->schema, o->table))
            copy->table = to;
    }
    al->numbers = now;
}

void al_count(fx_alembic *al, const fx_step *step)
{
    const fx_object *o = &step->object;

    switch (step->kind) {
    case FX_STEP_CREATE_TABLE:
        fx_each (const fx_foreign_key, fk, &step->table->foreign_keys) {
            add(al, o, fk);
        }
        break;
    case FX_STEP_CREATE_FOREIGN_KEY:
        add(al, o, &step->foreign_key);
        break;
    case FX_STEP_DROP_CONSTRAINT:
        if (step->constraint == FX_FOREIGN && step->columns.n > 0)
            drop(al, o, &step->columns);
        break;
    case FX_STEP_DROP_TABLE:
        drop(al, o, NULL);
        break;
    case FX_STEP_RENAME_TABLE:
        rename(al, o, step->rename);
        break;
    default:
        break;
    }
}

bool al_is_numbered(const fx_alembic *al, const fx_table *t, const fx_strs *columns,
                    const char *name)
{
    const char *base = fx_fmt(al->a, "%s_ibfk_", t->name);
    const char *text = fx_strs_join(al->a, columns, ",");

    if (!fx_starts(name, base))
        return false;
    fx_each (const al_number, n, &al->numbers) {
        if (is_of(n, t->schema, t->name) && fx_same(n->columns, text))
            return n->n == strtol(name + strlen(base), NULL, 10);
    }
    return false;
}
