/*
 * What all dialects render alike: rows, and SQL in the author's words.
 */
#include "fx/sql/dialect.h"
#include "fx/sql/split.h"

void fx_stmt_push(fx_arena *a, fx_stmts *out, const fx_dialect *d, const char *template,
                  const fx_part *parts, size_t n)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = d};

    fx_sql_parts(&sql, template, parts, n);
    *fx_push(a, out) = (fx_stmt){.sql = fx_str_text(&sql.text)};
}

void fx_render_rows(fx_arena *a, const fx_dialect *d, const fx_change *c, fx_stmts *out)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = d};
    const fx_step *s = c->step;

    if (s->rows.n == 0)
        return;
    fx_sql_add(&sql, "INSERT INTO ? (?)? VALUES", FX_TABLE(s->object.schema, s->object.table),
               FX_NAMES(&s->columns), FX_RAW(d->rows_option == NULL ? "" : d->rows_option(c)));
    for (size_t i = 0; i < s->rows.n; i++) {
        const fx_yaml *row = s->rows.at[i];

        fx_str_add(&sql.text, i == 0 ? "\n    (" : ",\n    (");
        for (size_t k = 0; k < row->items.n; k++) {
            const fx_yaml *value = row->items.at[k];
            const fx_column *column = fx_table_column(c->after, s->columns.at[k]);

            fx_str_add(&sql.text, k == 0 ? "" : ", ");
            fx_str_add(&sql.text,
                       fx_yaml_is_null(value) ? "NULL" : d->literal(a, &column->type, value->text));
        }
        fx_str_addc(&sql.text, ')');
    }
    *fx_push(a, out) = (fx_stmt){.sql = fx_str_text(&sql.text)};
}

static const fx_strs *texts_for(const fx_step *s, const char *dialect)
{
    if (!s->execute.by_dialect)
        return &s->execute.all;
    fx_each (const fx_execute_for, f, &s->execute.by) {
        if (fx_same(f->dialect, dialect))
            return &f->texts;
    }
    return NULL;
}

static bool refuse_word(const fx_step *s, const fx_statement *st, const char *word, fx_error *err)
{
    fx_fail_at(err, FX_INPUT, s->file, st->line, 0, "`%s` must not stand in a revision", word);
    return fx_hint(err, "fxgit opens and ends the transaction that all of it runs in.");
}

bool fx_refuse_execute(const fx_step *s, fx_error *err)
{
    fx_fail_at(err, FX_REFUSED, s->file, s->line, 0, "this step was not translated: %s",
               s->execute.refuses);
    return fx_hint(err, "Write the SQL that does the same in place of `execute: []` and "
                        "`refuses:`, or take the step out.");
}

bool fx_render_execute(fx_arena *a, const fx_dialect *d, const fx_step *s, fx_stmts *out,
                       fx_error *err)
{
    const fx_strs *texts = texts_for(s, d->name);

    if (s->execute.refuses != NULL)
        return fx_refuse_execute(s, err);
    if (texts == NULL) {
        fx_fail_at(err, FX_INPUT, s->file, s->line, 0, "execute has no text for %s", d->name);
        return fx_hint(err, "Add one: `%s: ...`, or `%s: []` if there is nothing to do.", d->name,
                       d->name);
    }
    fx_each (const char *, text, texts) {
        fx_statements statements = {0};

        if (!fx_split(a, d->name, s->file, s->line, *text, &statements, err))
            return false;
        fx_each (const fx_statement, st, &statements) {
            const char *word = fx_statement_forbidden(d->name, st->text);

            if (word != NULL)
                return refuse_word(s, st, word, err);
            *fx_push(a, out) =
                (fx_stmt){.sql = st->text, .alone = fx_statement_alone(d->name, st->text)};
        }
    }
    return true;
}
