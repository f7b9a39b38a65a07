#!/bin/sh
# TLS: what is asked for is what is had, or there is no connection. Servers of its own, with certificates.
. "$(dirname "$0")/lib.sh"

certs=$T/certs
mkdir "$certs"
chmod 711 "$T" "$certs"
cd "$certs"
quiet() { "$@" >"$T/openssl" 2>&1 || fail "openssl: $(cat "$T/openssl")"; }
authority() { # NAME
    quiet openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj "/CN=$1" -keyout "$1.key" -out "$1.pem"
}
certificate() { # NAME AUTHORITY HOST
    quiet openssl req -newkey rsa:2048 -nodes -subj "/CN=$3" -keyout "$1.key" -out "$1.csr"
    printf 'subjectAltName=DNS:%s\n' "$3" >"$1.ext"
    case $3 in *[0-9].*) printf 'subjectAltName=IP:%s\n' "$3" >"$1.ext" ;; esac
    quiet openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -days 2 -extfile "$1.ext" -out "$1.pem"
}
authority good
authority other
certificate here good 127.0.0.1
certificate elsewhere good db.example.org

as() { # USER COMMAND...: as root, servers refuse to run
    user=$1
    shift
    if [ "$(id -u)" -eq 0 ]; then
        (cd / && exec setpriv --reuid="$user" --regid="$user" --init-groups "$@")
    else
        "$@"
    fi
}
free_port() {
    python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
end() {
    [ ! -e "$T/my/pid" ] || kill "$(cat "$T/my/pid")" 2>/dev/null || :
    [ -z "${pg:-}" ] || as postgres "$pg/pg_ctl" -s -m immediate -D "$T/pg/data" stop >/dev/null 2>&1 || :
}
trap 'status=$?; end; (exit $status); finish' EXIT

owned() { # FOLDER USER
    mkdir -p "$1"
    [ "$(id -u)" -ne 0 ] || chown -R "$2:" "$1"
}

# ---- MariaDB ----
owned "$T/my" mysql
as mysql env TMPDIR="$T/my" mariadb-install-db --no-defaults --datadir="$T/my/data" --auth-root-authentication-method=normal \
    --skip-test-db >"$T/install" 2>&1 || fail "no data folder: $(tail -n 3 "$T/install")"
maria() { # CERTIFICATE ("" for none): a server that has it
    [ ! -e "$T/my/pid" ] || {
        old=$(cat "$T/my/pid")
        kill "$old"
        timeout 20 sh -c "while kill -0 $old 2>/dev/null; do :; done"
    }
    port=$(free_port) with=
    [ -z "$1" ] || {
        cp "$certs/$1.pem" "$certs/$1.key" "$certs/good.pem" "$T/my/"
        [ "$(id -u)" -ne 0 ] || chown mysql: "$T"/my/*.pem "$T"/my/*.key
        with="--ssl-cert=$T/my/$1.pem --ssl-key=$T/my/$1.key --ssl-ca=$T/my/good.pem"
    }
    # shellcheck disable=SC2086 # words
    as mysql env TMPDIR="$T/my" mariadbd --no-defaults --datadir="$T/my/data" --socket="$T/my/s" --port="$port" \
        --bind-address=127.0.0.1 --pid-file="$T/my/pid" --log-error="$T/my/log" $with >/dev/null 2>&1 &
    timeout 30 sh -c "until mariadb-admin --no-defaults --socket=$T/my/s -u root ping >/dev/null 2>&1; do :; done" ||
        fail "MariaDB does not start: $(tail -n 3 "$T/my/log")"
    url=mysql://fxgit:s3cret-word@127.0.0.1:$port/fxgit
}
asks() { # STATUS WORDS PARAMETERS: what wait says
    run "$1" fxgit database wait --timeout 0 --database "$url$3"
    [ "$1" = 0 ] || err_has "$2"
    cat "$T/out" "$T/err" >"$T/said"
    file_lacks "$T/said" s3cret-word
}

cd "$T"
new_repo
run 0 fxgit init --no-hooks --database sqlite:///app.db
maria here
mariadb --no-defaults --socket="$T/my/s" -u root -e "CREATE DATABASE fxgit; CREATE USER fxgit@'%'
    IDENTIFIED BY 's3cret-word'; GRANT ALL ON *.* TO fxgit@'%';
    CREATE USER strict@'%' IDENTIFIED BY 's3cret-word' REQUIRE SSL; GRANT ALL ON *.* TO strict@'%'"
asks 0 '' ''
asks 0 '' '?ssl-mode=disable'
asks 0 '' '?ssl-mode=require'
asks 0 '' "?ssl-mode=verify-ca&ssl-ca=$certs/good.pem"
asks 0 '' "?ssl-mode=verify-full&ssl-ca=$certs/good.pem"
asks 6 127.0.0.1 "?ssl-mode=verify-ca&ssl-ca=$certs/other.pem"
asks 6 127.0.0.1 "?ssl-mode=verify-full&ssl-ca=$certs/other.pem"
asks 6 127.0.0.1 "?ssl-mode=verify-full&ssl-ca=$certs/nosuch.pem"
url=mysql://strict:s3cret-word@127.0.0.1:$port/fxgit
asks 6 127.0.0.1 '?ssl-mode=disable'
asks 0 '' '?ssl-mode=require'
ok 'MariaDB: verified as asked for'

maria elsewhere # libmariadb looks at the host for verify-ca, too: more than was asked for, never less
asks 0 '' '?ssl-mode=require'
asks 6 127.0.0.1 "?ssl-mode=verify-full&ssl-ca=$certs/good.pem"
ok 'MariaDB: a certificate of another host is refused where the host counts'

maria ''
asks 0 '' '?ssl-mode=disable'
asks 6 TLS '?ssl-mode=require'
asks 6 127.0.0.1 "?ssl-mode=verify-ca&ssl-ca=$certs/good.pem"
asks 6 127.0.0.1 "?ssl-mode=verify-full&ssl-ca=$certs/good.pem"
ok 'MariaDB: a server without TLS is never taken for one that has it'

# ---- PostgreSQL ----
pg=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin | sort -V | tail -n 1)
owned "$T/pg" postgres
echo s3cret-word >"$T/pg/password"
chmod 644 "$T/pg/password"
as postgres "$pg/initdb" -D "$T/pg/data" -U fxgit -A scram-sha-256 --pwfile="$T/pg/password" >"$T/install" 2>&1 ||
    fail "initdb: $(tail -n 3 "$T/install")"
postgres_with() { # CERTIFICATE
    as postgres "$pg/pg_ctl" -s -m fast -D "$T/pg/data" stop >/dev/null 2>&1 || :
    port=$(free_port) with='-c ssl=off'
    [ -z "$1" ] || {
        cp "$certs/$1.pem" "$T/pg/server.pem"
        cp "$certs/$1.key" "$T/pg/server.key"
        [ "$(id -u)" -ne 0 ] || chown postgres: "$T/pg/server.pem" "$T/pg/server.key"
        chmod 600 "$T/pg/server.key"
        with="-c ssl=on -c ssl_cert_file=$T/pg/server.pem -c ssl_key_file=$T/pg/server.key"
    }
    as postgres "$pg/pg_ctl" -s -w -D "$T/pg/data" -l "$T/pg/log" \
        -o "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories=$T/pg $with" start >/dev/null 2>&1 ||
        fail "PostgreSQL does not start: $(tail -n 3 "$T/pg/log")"
    url=postgresql://fxgit:s3cret-word@127.0.0.1:$port/postgres
}
postgres_with here
asks 0 '' '?sslmode=disable'
asks 0 '' '?sslmode=require'
asks 0 '' "?sslmode=verify-full&sslrootcert=$certs/good.pem"
asks 6 127.0.0.1 "?sslmode=verify-full&sslrootcert=$certs/other.pem"
postgres_with elsewhere
asks 0 '' "?sslmode=verify-ca&sslrootcert=$certs/good.pem"
asks 6 127.0.0.1 "?sslmode=verify-full&sslrootcert=$certs/good.pem"
postgres_with ''
asks 6 127.0.0.1 '?sslmode=require'
ok 'PostgreSQL: verified as asked for'
