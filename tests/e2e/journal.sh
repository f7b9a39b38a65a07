#!/bin/sh
# MySQL and MariaDB carry out each statement for good: a connection that is cut after each of them,
# a client that is killed, a statement that fails. The database is at the old or the new state, or
# `status` says what is half-way, and `resume` and `resume --back` both end where the model says.
FX_ENGINE=mysql
. "$(dirname "$0")/lib.sh"

new_repo
new_database
direct=$DB
run 0 fxgit init --no-hooks --database "$direct"
write entities/city.yml <<'END'
table: city
columns:
  id: {type: integer, primary_key: true}
  name: string(40)
