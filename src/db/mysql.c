/*
 * MySQL and MariaDB by either's client library: sessions, statements, transactions.
 * https://mariadb.com/kb/en/mariadb-connector-c/, https://dev.mysql.com/doc/c-api/8.0/en/
 */
#include "mysql_inner.h"

#include <errmsg.h>
#include <mysqld_error.h>
#include <stdlib.h>
#include <string.h>

#include "fx/base/hash.h"
#include "fx/sql/split.h"
#include "module.h"

#ifdef MARIADB_PACKAGE_VERSION_ID
#define FX_MARIADB_CLIENT 1
#else
#define FX_MARIADB_CLIENT 0
#endif

enum { OLDEST_MYSQL = 80019, OLDEST_MARIADB = 100600, LONGEST_CONNECT_S = 10, FRESH_S = 2 };

/* ---- errors ---- */

static bool is_lost(unsigned code)
{
    return code == CR_SERVER_GONE_ERROR || code == CR_SERVER_LOST;
}

/* https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html */
static bool is_locked(unsigned code)
{
    return code == ER_LOCK_WAIT_TIMEOUT || code == ER_LOCK_DEADLOCK;
}

bool fx_mysql_fail(MYSQL *conn, const fx_url *url, fx_error *err)
{
    const unsigned code = mysql_errno(conn);
    const char *text = fx_strdup(err->arena, mysql_error(conn));

    if (is_lost(code))
        return fx_fail(err, FX_DB, "the connection to %s was lost: %s", url->text, text);
    if (!is_locked(code))
        return fx_fail(err, FX_DB, "%s", text);
    fx_fail(err, FX_LOCKED, "%s: %s", url->text, text);
    return fx_hint(err, "Another session holds what this needs. Run the command again when it is "
                        "done; SHOW PROCESSLIST shows it.");
}

/* ---- connections ---- */

static const char *option(const fx_url *url, const char *key, const char *other)
{
    fx_each (const fx_url_option, o, &url->options) {
        if (fx_same(o->key, key) || (other != NULL && fx_same(o->key, other)))
            return o->value;
    }
    return NULL;
}

static const char *const known[] = {"host",     "unix_socket",     "socket",   "charset",
                                    "ssl-mode", "sslmode",         "ssl_mode", "ssl-ca",
                                    "ssl_ca",   "ssl-cert",        "ssl_cert", "ssl-key",
                                    "ssl_key",  "connect_timeout", "ssl"};

static bool options_known(const fx_url *url, fx_error *err)
{
    fx_each (const fx_url_option, o, &url->options) {
        const char *near = fx_nearest(o->key, known, sizeof known / sizeof *known);
        bool found = near != NULL && fx_same(near, o->key);

        for (size_t i = 0; i < sizeof known / sizeof *known; i++)
            found = found || fx_same(known[i], o->key);
        if (found)
            continue;
        fx_fail(err, FX_INPUT, "%s: unknown option '%s'", url->text, o->key);
        return near == NULL ? fx_hint(err, "Options: charset, connect_timeout, ssl-mode, ssl-ca, "
                                           "ssl-cert, ssl-key, unix_socket.")
                            : fx_hint(err, "Did you mean %s?", near);
    }
    return true;
}

/* What is asked for, in either's words; NULL: nothing. */
static const char *tls_mode(fx_arena *a, const fx_url *url)
{
    const char *mode = option(url, "ssl-mode", "sslmode");

    if (mode == NULL)
        mode = option(url, "ssl_mode", "ssl");
    if (mode == NULL)
        return option(url, "ssl-ca", "ssl_ca") == NULL ? NULL : "verify-ca";
    char *low = fx_lower(a, mode);

    for (char *c = low; *c != '\0'; c++)
        *c = *c == '_' ? '-' : *c;
    if (fx_same(low, "disabled") || fx_same(low, "false") || fx_same(low, "0"))
        return "disable";
    if (fx_same(low, "required") || fx_same(low, "true") || fx_same(low, "1"))
        return "require";
    return fx_same(low, "verify-identity") ? "verify-full" : low;
}

static bool set_tls(MYSQL *conn, const fx_url *url, const char *mode, fx_error *err)
{
    static const char *const modes[] = {"disable", "require", "verify-ca", "verify-full"};
    bool fine = mode == NULL;

    for (size_t i = 0; i < sizeof modes / sizeof *modes; i++)
        fine = fine || fx_same(mode, modes[i]);
    if (!fine) {
        fx_fail(err, FX_INPUT, "%s: unknown ssl-mode '%s'", url->text, mode);
        return fx_hint(err, "One of: disable, require, verify-ca, verify-full.");
    }
    if (mode == NULL || fx_same(mode, "disable"))
        return true;
    mysql_ssl_set(conn, option(url, "ssl-key", "ssl_key"), option(url, "ssl-cert", "ssl_cert"),
                  option(url, "ssl-ca", "ssl_ca"), NULL, NULL);
#if FX_MARIADB_CLIENT
    my_bool on = 1, verify = !fx_same(mode, "require");

    mysql_optionsv(conn, MYSQL_OPT_SSL_ENFORCE, &on);
    mysql_optionsv(conn, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
#else
    unsigned as = fx_same(mode, "require")     ? SSL_MODE_REQUIRED
                  : fx_same(mode, "verify-ca") ? SSL_MODE_VERIFY_CA
                                               : SSL_MODE_VERIFY_IDENTITY;

    mysql_options(conn, MYSQL_OPT_SSL_MODE, &as);
#endif
    return true;
}

/* The library may connect without what it was asked for: the session itself is looked at. */
static bool tls_is_on(MYSQL *conn, const fx_url *url, const char *mode, fx_error *err)
{
    if (mode == NULL || fx_same(mode, "disable") || mysql_get_ssl_cipher(conn) != NULL)
        return true;
    fx_fail(err, FX_DB, "cannot connect to %s: ssl-mode is %s, and the server offers no TLS",
            url->text, mode);
    return fx_hint(err, "ssl-mode=disable connects in the clear.");
}

#if FX_MARIADB_CLIENT && MARIADB_PACKAGE_VERSION_ID >= 30300
/* Plugins that never send a password as it is (https://mariadb.com/kb/en/mysql_optionsv/). */
static const char hashed_passwords[] = "mysql_native_password,client_ed25519,parsec,"
                                       "caching_sha2_password,sha256_password,"
                                       "auth_gssapi_client";
#endif

static void set_options(fx_arena *a, MYSQL *conn, const fx_url *url)
{
    const char *given = option(url, "connect_timeout", NULL);
    int wait = url->lock_wait_ms > 0 && url->lock_wait_ms < LONGEST_CONNECT_S * 1000
                   ? url->lock_wait_ms / 1000
                   : LONGEST_CONNECT_S;
    unsigned seconds = given != NULL ? (unsigned)strtoul(given, NULL, 10)
                                     : (unsigned)(wait < FRESH_S ? FRESH_S : wait);
    const char *charset = option(url, "charset", NULL);

    /* a server may ask a client for any file
     * (https://dev.mysql.com/doc/refman/8.4/en/load-data-local-security.html) */
    unsigned no_files = 0;

    mysql_options(conn, MYSQL_OPT_LOCAL_INFILE, &no_files);
#if FX_MARIADB_CLIENT && MARIADB_PACKAGE_VERSION_ID >= 30300
    /* nor for a password in the clear; libmysqlclient gives none unless it is told to */
    if (url->by_tree)
        mysql_optionsv(conn, MARIADB_OPT_RESTRICTED_AUTH, hashed_passwords);
#endif
    mysql_options(conn, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    mysql_options(conn, MYSQL_SET_CHARSET_NAME, charset == NULL ? "utf8mb4" : charset);
    mysql_options(conn, MYSQL_READ_DEFAULT_GROUP, "client"); /* ~/.my.cnf */
    mysql_options4(conn, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name",
                   fx_fmt(a, "fxgit%s%s", url->purpose == NULL ? "" : " ",
                          url->purpose == NULL ? "" : url->purpose));
}

static const char *hint_for(unsigned code)
{
    switch (code) {
    case ER_ACCESS_DENIED_ERROR:
        return "Are user and password right? A password may also come from MYSQL_PWD or ~/.my.cnf.";
    case ER_DBACCESS_DENIED_ERROR:
        return "The user may not use that database: GRANT ALL ON it TO the user.";
    case ER_BAD_DB_ERROR:
        return "`fxgit database create` makes it.";
    case CR_SSL_CONNECTION_ERROR:
        return "?ssl-mode= in the URL says what is asked for: disable, require, verify-ca, "
               "verify-full.";
    default:
        return "Is the server running, and are host and port right?";
    }
}

static MYSQL *refuse(fx_arena *a, MYSQL *conn, const fx_url *url, fx_error *err)
{
    const unsigned code = mysql_errno(conn);
    const char *text = fx_strdup(a, mysql_error(conn));

    mysql_close(conn);
    fx_fail(err, FX_DB, "cannot connect to %s: %s", url->text, text);
    fx_hint(err, "%s", hint_for(code));
    return NULL;
}

static bool is_mariadb(MYSQL *conn)
{
    return strstr(mysql_get_server_info(conn), "MariaDB") != NULL;
}

static bool is_old(MYSQL *conn)
{
    return mysql_get_server_version(conn) <
           (unsigned long)(is_mariadb(conn) ? OLDEST_MARIADB : OLDEST_MYSQL);
}

/* Also after an author's own SQL. */
static const char settings[] =
    "SET SESSION " FX_MYSQL_SESSION ", autocommit = 1, lock_wait_timeout = 5, "
    "innodb_lock_wait_timeout = 5, group_concat_max_len = 16777216";

static bool set_up(fx_arena *a, MYSQL *conn, const fx_url *url, fx_error *err)
{
    if (is_old(conn))
        return fx_fail(err, FX_DB, "%s is %s %s: fxgit needs MySQL 8.0.19 or MariaDB 10.6",
                       url->text, is_mariadb(conn) ? "MariaDB" : "MySQL",
                       fx_strdup(a, mysql_get_server_info(conn)));
    return mysql_query(conn, settings) == 0 || fx_mysql_fail(conn, url, err);
}

MYSQL *fx_mysql_connect(fx_arena *a, const fx_url *url, const char *database, fx_error *err)
{
    const char *socket = option(url, "unix_socket", "socket"), *dir = option(url, "host", NULL);
    const char *password = url->password != NULL ? url->password : getenv("MYSQL_PWD");
    const char *mode = tls_mode(a, url);
    unsigned port = url->port == NULL ? 0 : (unsigned)strtoul(url->port, NULL, 10);

    if (!options_known(url, err))
        return NULL;
    MYSQL *conn = mysql_init(NULL);

    if (conn == NULL) {
        fx_fail(err, FX_DB, "no memory for a connection");
        return NULL;
    }
    set_options(a, conn, url);
    if (!set_tls(conn, url, mode, err)) {
        mysql_close(conn);
        return NULL;
    }
    if (socket == NULL && dir != NULL && *dir == '/')
        socket = dir;
    if (mysql_real_connect(conn, socket != NULL ? "localhost" : url->host, url->user, password,
                           database, port, socket, CLIENT_FOUND_ROWS) == NULL)
        return refuse(a, conn, url, err);
    if (tls_is_on(conn, url, mode, err) && set_up(a, conn, url, err))
        return conn;
    mysql_close(conn);
    return NULL;
}

MYSQL *fx_mysql_session(const fx_db *base)
{
    const mysql_db *db = (const mysql_db *)base;

    return db->depth > 0 ? db->scratch[db->depth - 1].conn : db->conn;
}

const char *fx_mysql_database(const fx_db *base)
{
    const mysql_db *db = (const mysql_db *)base;

    return db->depth > 0 ? db->scratch[db->depth - 1].database : base->url->database;
}

const char *fx_mysql_quoted(fx_arena *a, const char *text)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    fx_sql_add(&sql, "?", FX_TEXT(text));
    return fx_str_text(&sql.text);
}

static const char *name_of(fx_arena *a, const char *name)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    fx_sql_add(&sql, "?", FX_NAME(name));
    return fx_str_text(&sql.text);
}

static void drop_scratch(mysql_db *db)
{
    fx_arena *a = fx_arena_new();

    db->depth--;
    (void)mysql_query(
        db->scratch[db->depth].conn,
        fx_fmt(a, "DROP DATABASE IF EXISTS %s", name_of(a, db->scratch[db->depth].database)));
    mysql_close(db->scratch[db->depth].conn);
    fx_arena_free(a);
}

static void close_db(void *arg)
{
    mysql_db *db = arg;

    fx_mysql_unlock(&db->base);
    while (db->depth > 0)
        drop_scratch(db);
    mysql_close(db->conn);
}

static fx_db *mysql_open(fx_arena *a, const fx_url *url, bool create, fx_error *err)
{
    mysql_db *db = fx_new(a, mysql_db);

    (void)create;
    db->base.url = url;
    db->base.arena = a;
    if (url->database == NULL || *url->database == '\0') {
        fx_fail(err, FX_DB, "%s names no database", url->text);
        fx_hint(err, "mysql://user@host/NAME");
        return NULL;
    }
    db->conn = fx_mysql_connect(a, url, url->database, err);
    if (db->conn == NULL)
        return NULL;
    db->mariadb = is_mariadb(db->conn);
    fx_defer(a, close_db, db);
    return &db->base;
}

static bool settle(fx_db *base, fx_error *err)
{
    MYSQL *conn = fx_mysql_session(base);

    return (mysql_query(conn, settings) == 0 &&
            mysql_select_db(conn, fx_mysql_database(base)) == 0 &&
            mysql_set_character_set(conn, "utf8mb4") == 0) ||
           fx_mysql_fail(conn, base->url, err);
}

static bool exists(const fx_url *url)
{
    fx_arena *a = fx_arena_new();
    fx_error probe = {.arena = a};
    MYSQL *conn = fx_mysql_connect(a, url, NULL, &probe);
    bool missing = false;

    if (conn != NULL) {
        missing = mysql_select_db(conn, url->database) != 0 && mysql_errno(conn) == ER_BAD_DB_ERROR;
        mysql_close(conn);
    }
    fx_arena_free(a);
    return !missing;
}

/* ---- statements ---- */

/* All that a statement answers: a CALL may answer more than once. */
static bool pass_results(MYSQL *conn)
{
    int more;

    do {
        MYSQL_RES *r = mysql_use_result(conn);

        if (r == NULL && mysql_field_count(conn) > 0)
            return false;
        while (r != NULL && mysql_fetch_row(r) != NULL)
            continue;
        if (mysql_errno(conn) != 0) {
            mysql_free_result(r);
            return false;
        }
        mysql_free_result(r);
        more = mysql_next_result(conn);
    } while (more == 0);
    return more < 0;
}

/* Carried out, but not as it was said: an index that holds only the beginning of what it is on
 * (1071), values that were cut (1265). */
static bool read_warnings(MYSQL *conn, fx_error *err)
{
    MYSQL_RES *r = mysql_query(conn, "SHOW WARNINGS") == 0 ? mysql_store_result(conn) : NULL;
    MYSQL_ROW row;
    bool fine = true;

    while (r != NULL && fine && (row = mysql_fetch_row(r)) != NULL) {
        const unsigned long code = strtoul(row[1], NULL, 10);

        fine = code != ER_TOO_LONG_KEY && code != WARN_DATA_TRUNCATED;
        if (!fine)
            fx_fail(err, FX_DB, "%s (the statement was carried out all the same)", row[2]);
    }
    mysql_free_result(r);
    return fine;
}

bool fx_mysql_exec(fx_db *base, const char *sql, fx_error *err)
{
    MYSQL *conn = fx_mysql_session(base);

    if (mysql_real_query(conn, sql, (unsigned long)strlen(sql)) != 0 || !pass_results(conn))
        return fx_mysql_fail(conn, base->url, err);
    return mysql_warning_count(conn) == 0 || !fx_statement_commits("mysql", sql) ||
           read_warnings(conn, err);
}

static bool query_text(fx_db *base, fx_arena *a, const char *sql, fx_rows *out, fx_error *err)
{
    MYSQL *conn = fx_mysql_session(base);
    MYSQL_RES *r;
    MYSQL_ROW from;

    if (mysql_real_query(conn, sql, (unsigned long)strlen(sql)) != 0)
        return fx_mysql_fail(conn, base->url, err);
    r = mysql_store_result(conn);
    if (r == NULL && mysql_field_count(conn) > 0)
        return fx_mysql_fail(conn, base->url, err);
    base->changed = r == NULL ? (size_t)mysql_affected_rows(conn) : 0;
    while (r != NULL && out != NULL && (from = mysql_fetch_row(r)) != NULL) {
        const unsigned long *lengths = mysql_fetch_lengths(r);
        fx_row *row = fx_push(a, out);

        row->n = mysql_num_fields(r);
        row->at = fx_alloc(a, (row->n + 1) * sizeof *row->at);
        for (size_t k = 0; k < row->n; k++)
            row->at[k] = from[k] == NULL ? NULL : fx_strndup(a, from[k], lengths[k]);
    }
    mysql_free_result(r);
    return true;
}

/* ---- with bound values ---- */

static void bind_values(fx_arena *a, const char *const *args, size_t n, MYSQL_BIND *binds)
{
    for (size_t i = 0; i < n; i++) {
        unsigned long *length = fx_new(a, unsigned long);

        *length = args[i] == NULL ? 0 : (unsigned long)strlen(args[i]);
        binds[i] =
            (MYSQL_BIND){.buffer_type = args[i] == NULL ? MYSQL_TYPE_NULL : MYSQL_TYPE_STRING,
                         .buffer = (void *)args[i],
                         .buffer_length = *length,
                         .length = length};
    }
}

/* Lengths first, then each value into a buffer of its own. */
static bool fetch_row(fx_arena *a, MYSQL_STMT *s, MYSQL_BIND *binds, size_t n, fx_row *row)
{
    row->n = n;
    row->at = fx_alloc(a, (n + 1) * sizeof *row->at);
    for (size_t k = 0; k < n; k++) {
        char *text;

        if (*binds[k].is_null)
            continue;
        text = fx_alloc(a, *binds[k].length + 1);
        MYSQL_BIND into = {
            .buffer_type = MYSQL_TYPE_STRING, .buffer = text, .buffer_length = *binds[k].length};

        if (*binds[k].length > 0 && mysql_stmt_fetch_column(s, &into, (unsigned)k, 0) != 0)
            return false;
        row->at[k] = text;
    }
    return true;
}

static bool fetch_rows(fx_arena *a, MYSQL_STMT *s, fx_rows *out)
{
    const size_t n = mysql_stmt_field_count(s);
    fx_arena *scratch = fx_arena_new();
    MYSQL_BIND *binds = fx_alloc(scratch, (n + 1) * sizeof *binds);
    int status = 0;

    for (size_t k = 0; k < n; k++) {
        binds[k].buffer_type = MYSQL_TYPE_STRING;
        binds[k].length = fx_alloc(scratch, sizeof *binds[k].length);
        binds[k].is_null = fx_alloc(scratch, sizeof *binds[k].is_null);
    }
    bool good = n == 0 || mysql_stmt_bind_result(s, binds) == 0;

    while (good && n > 0 && out != NULL) {
        status = mysql_stmt_fetch(s);
        if (status != 0 && status != MYSQL_DATA_TRUNCATED) /* which says: not all is here yet */
            break;
        good = fetch_row(a, s, binds, n, fx_push(a, out));
    }
    fx_arena_free(scratch);
    return good && status != 1;
}

static bool fail_statement(MYSQL *conn, MYSQL_STMT *s, const fx_url *url, fx_error *err)
{
    const unsigned code = s == NULL ? mysql_errno(conn) : mysql_stmt_errno(s);
    const char *text = fx_strdup(err->arena, s == NULL ? mysql_error(conn) : mysql_stmt_error(s));

    if (is_lost(code))
        return fx_fail(err, FX_DB, "the connection to %s was lost: %s", url->text, text);
    return is_locked(code) ? fx_fail(err, FX_LOCKED, "%s: %s", url->text, text)
                           : fx_fail(err, FX_DB, "%s", text);
}

bool fx_mysql_query(fx_db *base, fx_arena *a, const char *sql, const char *const *args, size_t n,
                    fx_rows *out, fx_error *err)
{
    MYSQL *conn = fx_mysql_session(base);

    if (n == 0)
        return query_text(base, a, sql, out, err);
    fx_arena *scratch = fx_arena_new();
    MYSQL_BIND *binds = fx_alloc(scratch, n * sizeof *binds);
    MYSQL_STMT *s = mysql_stmt_init(conn);

    bind_values(scratch, args, n, binds);
    bool good = s != NULL && mysql_stmt_prepare(s, sql, (unsigned long)strlen(sql)) == 0 &&
                mysql_stmt_bind_param(s, binds) == 0 && mysql_stmt_execute(s) == 0 &&
                fetch_rows(a, s, out);

    if (good)
        base->changed = mysql_stmt_field_count(s) == 0 ? (size_t)mysql_stmt_affected_rows(s) : 0;
    else
        fail_statement(conn, s, base->url, err);
    if (s != NULL)
        mysql_stmt_close(s);
    fx_arena_free(scratch);
    return good;
}

bool fx_mysql_ask(fx_arena *a, MYSQL *conn, const fx_url *url, const char *sql, const char **out,
                  fx_error *err)
{
    MYSQL_RES *r;
    MYSQL_ROW row;

    *out = NULL;
    if (mysql_query(conn, sql) != 0 || (r = mysql_store_result(conn)) == NULL)
        return fx_mysql_fail(conn, url, err);
    row = mysql_fetch_row(r);
    if (row != NULL && row[0] != NULL)
        *out = fx_strdup(a, row[0]);
    mysql_free_result(r);
    return true;
}

/* ---- transactions ---- */

static bool begin(fx_db *base, fx_guard guard, fx_error *err)
{
    (void)guard;
    return fx_mysql_exec(base, "START TRANSACTION", err);
}

static bool commit(fx_db *base, fx_error *err)
{
    return fx_mysql_exec(base, "COMMIT", err);
}

static void rollback(fx_db *base)
{
    (void)mysql_query(fx_mysql_session(base), "ROLLBACK");
}

/* ---- scratch ---- */

static bool refuse_scratch(const fx_url *url, MYSQL *conn, fx_error *err)
{
    const char *text = fx_strdup(err->arena, mysql_error(conn));

    mysql_close(conn);
    fx_fail(err, FX_DB, "%s: no database could be made to compare texts in: %s", url->text, text);
    return fx_hint(err,
                   "GRANT ALL ON `fxgit\\_scratch\\_%%`.* TO the user, or name another server: "
                   "`scratch:` in fxgit.yml.");
}

/* A database that is gone afterwards, on a session of its own: DDL would commit what the other is
 * in the middle of. */
static bool scratch_begin(fx_db *base, fx_error *err)
{
    mysql_db *db = (mysql_db *)base;
    fx_arena *a = base->arena;
    const char *name = fx_fmt(a, "fxgit_scratch_%s", fx_random_hex(a, 12)), *collation;

    if (db->depth == MYSQL_DEPTH)
        return fx_fail(err, FX_BUG, "scratch in scratch in scratch");
    if (!fx_mysql_ask(a, fx_mysql_session(base), base->url, "SELECT @@collation_database",
                      &collation, err))
        return false;
    const fx_url *url = base->url->scratch != NULL ? base->url->scratch : base->url;
    MYSQL *conn = fx_mysql_connect(a, url, NULL, err);

    if (conn == NULL)
        return false;
    if (mysql_query(conn, fx_fmt(a, "CREATE DATABASE %s COLLATE %s", name, collation)) != 0 ||
        mysql_select_db(conn, name) != 0)
        return refuse_scratch(url, conn, err);
    db->scratch[db->depth].conn = conn;
    db->scratch[db->depth++].database = name;
    return true;
}

static bool scratch_end(fx_db *base, fx_error *err)
{
    (void)err;
    drop_scratch((mysql_db *)base);
    return true;
}

/* ---- databases ---- */

static bool is_system(const char *name)
{
    static const char *const names[] = {"mysql", "information_schema", "performance_schema", "sys"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fx_same_case(names[i], name))
            return true;
    }
    return false;
}

static bool on_server(fx_arena *a, const fx_url *url, const char *template, fx_error *err)
{
    fx_sql sql = {.text = {.arena = a}, .dialect = &fx_mysql_dialect};

    if (is_system(url->database))
        return fx_fail(err, FX_REFUSED, "%s: %s is the server's own database", url->text,
                       url->database);
    MYSQL *conn = fx_mysql_connect(a, url, NULL, err);

    if (conn == NULL)
        return false;
    fx_sql_add(&sql, template, FX_NAME(url->database));
    bool done = mysql_query(conn, fx_str_text(&sql.text)) == 0 || fx_mysql_fail(conn, url, err);

    mysql_close(conn);
    return done;
}

static bool create(fx_arena *a, const fx_url *url, fx_error *err)
{
    return on_server(a, url, "CREATE DATABASE ? CHARACTER SET utf8mb4", err);
}

static bool drop(fx_arena *a, const fx_url *url, fx_error *err)
{
    return on_server(a, url, "DROP DATABASE IF EXISTS ?", err);
}

const fx_driver fx_mysql_driver = {
    .scheme = "mysql",
    .dialect = &fx_mysql_dialect,
    .exists = exists,
    .open = mysql_open,
    .exec = fx_mysql_exec,
    .query = fx_mysql_query,
    .inspect = fx_mysql_inspect,
    .begin = begin,
    .commit = commit,
    .rollback = rollback,
    .create = create,
    .drop = drop,
    .settle = settle,
    .lock = fx_mysql_lock,
    .unlock = fx_mysql_unlock,
    .lock_holder = fx_mysql_lock_holder,
    .scratch_apart = true,
    .scratch_begin = scratch_begin,
    .scratch_end = scratch_end,
};

FX_MODULE(fx_mysql_driver);
