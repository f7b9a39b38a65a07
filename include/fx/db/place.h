/*
 * Place: where a URL really leads, and what a URL that somebody else wrote may ask of
 * the client libraries.
 */
#ifndef FX_DB_PLACE_H
#define FX_DB_PLACE_H

#include "fx/db/driver.h"

/* Scheme, user, host, port and database as the client library would take them: parameters win over
 * what stands before them, the environment fills what is missing. No password. In `a`. */
const char *fx_url_place(fx_arena *a, const fx_url *url);

/* A server on this machine: a socket, or loopback addresses alone
 * (https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3, RFC 4291 section 2.5.3). */
bool fx_url_is_loopback(fx_arena *a, const fx_url *url);

/* FX_INPUT where a parameter is not one of those that only say how to talk to the server: client
 * libraries have others that load code, read files or take another server.
 * https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS */
bool fx_url_check_parameters(const fx_url *url, fx_error *err) FX_CHECK;

#endif
