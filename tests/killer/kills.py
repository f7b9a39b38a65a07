#!/usr/bin/env python3
"""Kills fxgit at random moments, and looks after each at every row.

    kills.py ENGINE [COUNT [SEED]]      ENGINE: sqlite, wal, postgresql, mysql

Two branches whose revisions rebuild, alter and fill two tables of rows; `sync` between them, `downgrade` and `upgrade`,
`database reset` and (SQLite) `restore` are ended by a signal after a random part of the time that they take. After each
kill: the rows of both tables in full, the database's own check, `status`, `resume` where a run stopped half-way (every
second one with --back, every second of these killed again), the same command again, `drift`. COUNT kills of each kind.
The servers' URLs come from `ci/servers env`; FXGIT is the program.
"""
import collections, json, os, random, re, shutil, signal, sqlite3, subprocess, sys, tempfile, time

FXGIT = os.path.abspath(os.environ.get('FXGIT', 'build/fxgit'))
ROWS = 300


class Server:
    """A database of a server's, by its client program."""
    def __init__(self, url, client):
        user, password, host, port, _ = re.match(r'\w+://([^:]+):([^@]+)@([^:]+):(\d+)/(\w+)', url).groups()
        self.base, self.name = url, 'kills_%d' % os.getpid()
        self.url = url.rsplit('/', 1)[0] + '/' + self.name
        self.client = client(user, password, host, port)

    def sql(self, text, database=None):
        done = subprocess.run(self.client(database or self.name), input=text, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr)
        return sorted(tuple(line.split('\t')) for line in done.stdout.splitlines())

    def check(self):
        return True


class Postgres(Server):
    def __init__(self):
        super().__init__(os.environ['FXGIT_TEST_POSTGRES_URL'], lambda u, p, h, port: lambda d: [
            'psql', '-qAtX', '-F', '\t', '-v', 'ON_ERROR_STOP=1', f'postgresql://{u}:{p}@{h}:{port}/{d}'])

    def make(self):
        self.sql(f'CREATE DATABASE {self.name}', 'fxgit')

    def drop(self):
        self.sql(f'DROP DATABASE IF EXISTS {self.name} WITH (FORCE)', 'fxgit')


class MySQL(Server):
    def __init__(self):
        super().__init__(os.environ['FXGIT_TEST_MYSQL_URL'], lambda u, p, h, port: lambda d: [
            'mariadb', '--no-defaults', '-N', '-B', '-h', h, '-P', port, '-u', u, '-p' + p, d])

    def make(self):
        self.sql(f'CREATE DATABASE {self.name} CHARACTER SET utf8mb4', 'fxgit')

    def drop(self):
        self.sql(f'DROP DATABASE IF EXISTS {self.name}', 'fxgit')


class SQLite:
    def __init__(self, wal):
        self.wal, self.url, self.path = wal, 'sqlite:///app.db', None

    def make(self):
        self.path = os.path.abspath('app.db')
        if self.wal:
            self.sql('PRAGMA journal_mode=WAL')

    def drop(self):
        pass

    def sql(self, text):
        db = sqlite3.connect(self.path, timeout=60)
        if text.count(';') > 1:
            db.executescript(text)
            rows = []
        else:
            rows = [tuple(str(v) for v in r) for r in db.execute(text)]
        db.commit()
        db.close()
        return sorted(rows)

    def check(self):
        return self.sql('PRAGMA integrity_check') == [('ok',)]


def make_engine(name):
    return {'sqlite': lambda: SQLite(False), 'wal': lambda: SQLite(True), 'postgresql': Postgres, 'mysql': MySQL}[name]()


def run(*argv, status=(0,)):
    done = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    if status is not None and done.returncode not in status:
        raise RuntimeError(f'{" ".join(argv)}: {done.returncode}\n{done.stdout}{done.stderr}')
    return done


PERSON = 'table: person\ncolumns:\n  id: integer\n  name: {type: %s}\n%s'
POST = 'table: post\ncolumns:\n  id: integer\n  body: {type: text}\n%s'


def write(file, text):
    with open(file, 'w') as f:
        f.write(text)


def commit(message, person, post, more=None):
    write('entities/person.yml', PERSON % person)
    write('entities/post.yml', POST % post)
    if more:
        write('entities/extra.yml', more)
    run('git', 'add', '-A')
    run('git', 'commit', '-qm', message)


def make_project(engine):
    run('git', 'init', '-q', '-b', 'main', '.')
    run(FXGIT, 'init', '--database', engine.url)
    write('entities/person.yml', PERSON % ('string(100)', '  age: {type: integer, nullable: true}\nprimary_key: [id]\n'))
    write('entities/post.yml', POST % 'primary_key: [id]\n')
    for file in os.listdir('entities'):
        if file not in ('person.yml', 'post.yml'):
            os.unlink('entities/' + file)
    write('.gitignore', 'app.db*\nfxgit.local.yml\n')
    run('git', 'add', '-A')
    run('git', 'commit', '-qm', 'begin')
    key = 'primary_key: [id]\n'
    run('git', 'switch', '-qc', 'one')
    commit('one a', ('string(100)', '  age: {type: bigint, nullable: true}\n  nick: {type: text, nullable: true}\n' + key), key)
    commit('one b', ('string(200)', '  age: {type: bigint, nullable: true}\n  nick: {type: text, nullable: true}\n' + key),
           '  likes: {type: integer, default: 0}\n' + key + 'indexes:\n- {columns: [likes]}\n',
           'table: extra\ncolumns:\n  id: {type: integer, primary_key: true}\n')
    run('git', 'switch', '-qc', 'two', 'main')
    commit('two a', ('string(120)', '  age: {type: integer, nullable: true}\n' + key + 'checks:\n- {sql: "length(name) > 0"}\n'), key)
    commit('two b', ('string(120)', '  age: {type: integer, nullable: true}\n' + key + 'checks:\n- {sql: "length(name) > 0"}\n'),
           '  owner: {type: integer, nullable: true, references: person.id}\n' + key)
    run('git', 'switch', '-q', 'main')
    run(FXGIT, 'sync', '--yes')
    engine.sql(';'.join(["INSERT INTO person (id, name, age) VALUES (%d, 'n%d', %d)" % (i, i, i % 90) for i in range(1, ROWS + 1)]
                        + ["INSERT INTO post (id, body) VALUES (%d, 'b%d')" % (i, i * i) for i in range(1, ROWS + 1)]) + ';')


class Kills:
    def __init__(self, engine, seed):
        self.engine, self.random, self.seen = engine, random.Random(seed), collections.Counter()
        self.took, self.branch = {}, 'main'
        self.rows = self.read()

    def read(self):
        return (self.engine.sql('SELECT id, name, age FROM person'), self.engine.sql('SELECT id, body FROM post'))

    def say(self, what):
        self.seen[what] += 1

    def bad(self, kind, what, detail=''):
        self.seen[kind + ': ' + what] += 1
        print(f'!! {kind}: {what} {detail}', flush=True)

    def end(self, kind, sign, *argv):
        """Starts a command, ends it after a part of its usual time; whether the signal met it alive."""
        usual = self.took.setdefault(argv[1], 0.03)
        begun = time.monotonic()
        process = subprocess.Popen([FXGIT, *argv], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            process.communicate(timeout=self.random.uniform(0, usual * 1.2))
            self.took[argv[1]] = 0.7 * usual + 0.3 * (time.monotonic() - begun)
        except subprocess.TimeoutExpired:
            process.send_signal(sign)
            process.communicate()
            self.say(kind + ' killed in flight')
        return process.returncode

    def look(self, kind):
        if not self.engine.check():
            self.bad(kind, 'the database is damaged')
        if self.read() != self.rows:
            self.bad(kind, 'ROWS LOST')
            raise SystemExit(1)
        status = run(FXGIT, 'status', '--json', status=None)
        if status.returncode not in (0, 1):
            self.bad(kind, f'status {status.returncode}', status.stderr)

    def resume(self, kind):
        state = run(FXGIT, 'status', status=None)
        if 'resume' not in state.stdout + state.stderr:
            return
        self.say(kind + ' half-way')
        back = ['--back'] if self.random.random() < 0.5 else []
        if self.random.random() < 0.5:
            self.end(kind + ' resume', signal.SIGKILL, 'resume', *back, '--yes')
            if self.read() != self.rows:
                self.bad(kind, 'ROWS LOST by resume')
        state = run(FXGIT, 'status', status=None)
        if 'resume' in state.stdout + state.stderr:
            done = run(FXGIT, 'resume', *back, '--yes', status=None)
            if done.returncode:
                self.bad(kind, f'resume {done.returncode}', done.stdout + done.stderr)

    def again(self, kind, *argv):
        done = run(FXGIT, *argv, status=None)
        if done.returncode:
            self.bad(kind, f'the next run ends with {done.returncode}', done.stdout + done.stderr)
        elif run(FXGIT, 'drift', status=None).returncode:
            self.bad(kind, 'drift')
        else:
            self.say(kind + ' next run well')
        self.look(kind)

    def sync(self, kind, sign):
        self.say(kind + ' tries')
        self.branch = self.random.choice([b for b in ('main', 'one', 'two') if b != self.branch])
        run('git', 'switch', '-q', self.branch)
        self.end(kind, sign, 'sync', '--yes')
        if self.engine.check() and 'half' not in self.seen:
            self.look(kind)
        self.resume(kind)
        self.again(kind, 'sync', '--yes')

    def down_up(self, kind, sign):
        self.say(kind + ' tries')
        if self.branch == 'main':
            self.branch = 'one'
            run('git', 'switch', '-q', 'one')
            run(FXGIT, 'sync', '--yes')
        for argv in (('downgrade', '-2', '--yes'), ('upgrade', '--yes')):
            self.end(kind, sign, *argv)
            self.look(kind)
            self.resume(kind)
        self.again(kind, 'upgrade', '--yes')

    def restore(self, kind, sign):
        """Loses values of a column, so that there is a snapshot; then takes it back."""
        self.say(kind + ' tries')
        run('git', 'switch', '-q', 'one')
        run(FXGIT, 'sync', '--yes')
        self.engine.sql("UPDATE person SET nick = 'x'")
        run('git', 'switch', '-q', 'main')
        self.branch = 'main'
        run(FXGIT, 'sync', '--yes')
        self.end(kind, sign, 'restore', '--yes')
        self.look(kind)
        done = run(FXGIT, 'restore', '--yes', status=None)
        if done.returncode:
            self.bad(kind, f'the next restore ends with {done.returncode}', done.stdout + done.stderr)
        self.again(kind, 'sync', '--yes')

    def commit(self, kind, number):
        """git, its hooks and the shells between them are one group; each is met where it is."""
        self.say(kind + ' tries')
        run('git', 'switch', '-q', 'work')
        with open('entities/person.yml') as f:
            text = f.read().replace('primary_key', '  c%d: {type: integer, nullable: true}\nprimary_key' % number)
        write('entities/person.yml', text)
        usual = self.took.setdefault('commit', 0.1)
        begun = time.monotonic()
        process = subprocess.Popen(['git', 'commit', '-qam', 'c%d' % number], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, start_new_session=True)
        try:
            process.wait(self.random.uniform(0, usual * 1.2))
            self.took['commit'] = 0.7 * usual + 0.3 * (time.monotonic() - begun)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            self.say(kind + ' killed in flight')
        for lock in ('index.lock', 'index.lock.lock', 'HEAD.lock', 'refs/heads/work.lock'):
            if os.path.exists('.git/' + lock):
                os.unlink('.git/' + lock)
                self.say(kind + ' ' + lock)
        if run('git', 'log', '-1', '--format=%s').stdout.strip() == 'c%d' % number:
            run('git', 'reset', '-q') # git itself was met between HEAD and its index
        done = run('git', 'commit', '-qam', 'c%d' % number, status=None)
        if run('git', 'status', '--porcelain').stdout:
            self.bad(kind, 'the next commit leaves', run('git', 'status', '--porcelain').stdout + done.stderr)
            raise SystemExit(1)
        if run('git', 'fsck', '--strict', status=None).returncode or run(FXGIT, 'check', status=None).returncode:
            self.bad(kind, 'fsck or check')
        elif [f for f in os.listdir('migrations/versions') if not f.endswith('.yml') and f != '.gitkeep']:
            self.bad(kind, 'left behind', ' '.join(os.listdir('migrations/versions')))
        else:
            self.say(kind + ' next run well')

    def reset(self, kind, sign):
        self.say(kind + ' tries')
        self.end(kind, sign, 'database', 'reset', '--yes')
        done = run(FXGIT, 'database', 'reset', '--yes', status=None)
        if done.returncode:
            self.bad(kind, f'the next run ends with {done.returncode}', done.stdout + done.stderr)
            run(FXGIT, 'database', 'create', status=None)
            run(FXGIT, 'database', 'reset', '--yes', status=None)
        elif run(FXGIT, 'drift', status=None).returncode:
            self.bad(kind, 'drift')
        else:
            self.say(kind + ' next run well')


def main():
    name, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20
    seed = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    folder = tempfile.mkdtemp(prefix='fxgit-kills.')
    os.chdir(folder)
    os.environ.update(HOME=folder, GIT_CONFIG_NOSYSTEM='1', GIT_AUTHOR_NAME='a', GIT_AUTHOR_EMAIL='a@example.org', GIT_COMMITTER_NAME='a',
                      GIT_COMMITTER_EMAIL='a@example.org', PATH=os.path.dirname(FXGIT) + ':' + os.environ['PATH'])
    os.mkdir('p')
    os.chdir('p')
    engine = make_engine(name)
    engine.make()
    try:
        make_project(engine)
        kills = Kills(engine, seed)
        for _ in range(count):
            kills.sync('sync -9', signal.SIGKILL)
        for sign in (signal.SIGTERM, signal.SIGHUP, signal.SIGPIPE):
            for _ in range(max(1, count // 8)):
                kills.sync('sync TERM HUP PIPE', sign)
        for _ in range(max(1, count // 5)):
            kills.sync('sync INT', signal.SIGINT)
        for _ in range(max(1, count // 3)):
            kills.down_up('downgrade, upgrade', signal.SIGKILL)
        if name in ('sqlite', 'wal'):
            for _ in range(max(1, count // 4)):
                kills.restore('restore', signal.SIGKILL)
        if name == 'sqlite':
            run('git', 'switch', '-qc', 'work', 'one')
            for number in range(max(1, count // 2)):
                kills.commit('git commit', number)
            run('git', 'switch', '-q', 'main')
        for _ in range(max(1, count // 5)):
            kills.reset('database reset', signal.SIGKILL)
        print(json.dumps(dict(sorted(kills.seen.items())), indent=1))
    finally:
        engine.drop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
