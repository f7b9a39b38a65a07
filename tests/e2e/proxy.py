#!/usr/bin/env python3
# Between a client and a server on loopback: cuts all connections after N statements of the client,
# before the server answers, or (N even) before it hears the last one.
# proxy.py postgresql|mysql PORT N [once]: prints its own port, and "cut" when it did; with `once`
# later connections live. proxy.py ... PORT slow: all answers take 5 ms more, and "ask" is printed for
# each time that the client waits for one.
# https://www.postgresql.org/docs/15/protocol-message-formats.html: Query and Execute; Sync is where
# a client begins to wait
# https://dev.mysql.com/doc/dev/mysql-server/latest/PAGE_PROTOCOL.html: COM_QUERY, COM_STMT_EXECUTE
import socket
import sys
import threading
import time

engine, port, slow = sys.argv[1], int(sys.argv[2]), sys.argv[3] == "slow"
left = 10**9 if slow else int(sys.argv[3])
once = len(sys.argv) > 4
unheard = left % 2 == 0 and not once
SSL_REQUEST = (80877103).to_bytes(4, "big")
lock = threading.Lock()
open_sockets = []


def cut():
    global left
    if left > -9:
        print("cut", flush=True)
    left = 10**9 if once else -10
    for s in open_sockets:
        try:
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def read(s, n):
    out = b""
    while len(out) < n:
        part = s.recv(n - len(out))
        if not part:
            raise OSError
        out += part
    return out


def begin_postgresql(client, server):
    body = SSL_REQUEST  # and the like: further beginnings without a kind
    while body[:2] == SSL_REQUEST[:2]:
        size = read(client, 4)
        body = read(client, int.from_bytes(size, "big") - 4)
        server.sendall(size + body)


def next_postgresql(client):
    kind = read(client, 1)
    size = read(client, 4)
    message = kind + size + read(client, int.from_bytes(size, "big") - 4)
    return message, kind in ((b"Q", b"S") if slow else (b"Q", b"E"))


def next_mysql(client):
    head = read(client, 4)  # three bytes of length, one of order: a command is the first of its kind
    body = read(client, int.from_bytes(head[:3], "little"))
    return head + body, head[3] == 0 and body[:1] in (b"\x03", b"\x17")


def forward(client, server):
    global left
    try:
        if engine == "postgresql":
            begin_postgresql(client, server)
        while True:
            message, statement = next_postgresql(client) if engine == "postgresql" else next_mysql(client)
            if slow and statement:
                print("ask", flush=True)
            with lock:
                left -= statement
                last = left < 0
            if last and unheard:
                cut()
            server.sendall(message)
            if last:
                cut()
    except OSError:
        cut() if left < 0 else server.close()


def back(server, client):
    try:
        while True:
            data = server.recv(65536)
            if not data:
                break
            time.sleep(0.005 * slow)
            client.sendall(data)
    except OSError:
        pass
    client.close()


listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen()
print(listening.getsockname()[1], flush=True)
while True:
    client, _ = listening.accept()
    server = socket.create_connection(("127.0.0.1", port))
    open_sockets += [client, server]
    threading.Thread(target=forward, args=(client, server), daemon=True).start()
    threading.Thread(target=back, args=(server, client), daemon=True).start()
