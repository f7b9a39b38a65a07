#include "fx/sql/sql.h"

#include <assert.h>
#include <string.h>

#include "fx/sql/dialect.h"

static void add_quoted(fx_str *s, const char *text, char quote)
{
    fx_str_addc(s, quote);
    for (const char *c = text; *c != '\0'; c++) {
        if (*c == quote)
            fx_str_addc(s, quote);
        fx_str_addc(s, *c);
    }
    fx_str_addc(s, quote);
}

static void add_text(fx_sql *sql, const char *text)
{
    if (sql->dialect != NULL && sql->dialect->backslashes)
        text = fx_replace(sql->text.arena, text, "\\", "\\\\");
    add_quoted(&sql->text, text, '\'');
}

static void add_part(fx_sql *sql, const fx_part *p)
{
    char quote = sql->dialect == NULL ? '"' : sql->dialect->quote;

    switch (p->kind) {
    case FX_PART_TABLE:
        if (p->schema != NULL) {
            add_quoted(&sql->text, p->schema, quote);
            fx_str_addc(&sql->text, '.');
        }
        add_quoted(&sql->text, p->text, quote);
        break;
    case FX_PART_NAME:
        add_quoted(&sql->text, p->text, quote);
        break;
    case FX_PART_TEXT:
        if (p->text == NULL)
            fx_str_add(&sql->text, "NULL");
        else
            add_text(sql, p->text);
        break;
    case FX_PART_NAMES:
        for (size_t i = 0; i < p->names->n; i++) {
            fx_str_add(&sql->text, i == 0 ? "" : ", ");
            add_quoted(&sql->text, p->names->at[i], quote);
        }
        break;
    case FX_PART_RAW:
        fx_str_add(&sql->text, p->text);
        break;
    }
}

void fx_sql_parts(fx_sql *sql, const char *template, const fx_part *parts, size_t n)
{
    size_t used = 0;

    for (const char *c = template; *c != '\0'; c++) {
        if (*c != '?') {
            fx_str_addc(&sql->text, *c);
            continue;
        }
        assert(used < n); /* more `?` than parts */
        add_part(sql, &parts[used++]);
    }
    assert(used == n); /* more parts than `?` */
    (void)n;
}
