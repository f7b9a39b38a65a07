#!/usr/bin/env python3
"""Many `fxgit sync` at once from two worktrees at one database, beside an application that writes all the time.

    together.py ENGINE [PROCESSES]

Says how each ended, whether each row that the application was told of is there, and how long it waited at most.
"""
import collections, os, random, shutil, subprocess, sys, tempfile, threading, time
import kills
from kills import FXGIT, run


class Writer(threading.Thread):
    def __init__(self, engine):
        super().__init__()
        self.engine, self.stop, self.written, self.longest = engine, False, [], 0.0

    def run(self):
        number = 1000
        while not self.stop:
            number += 1
            begun = time.monotonic()
            try:
                self.engine.sql("INSERT INTO person (id, name, age) VALUES (%d, 'w', 1)" % number)
                self.written.append(number)
            except Exception as why:
                if 'locked' not in str(why) and 'exist' not in str(why) and 'changed' not in str(why):
                    print('writer:', why)
            self.longest = max(self.longest, time.monotonic() - begun)


def main():
    name, count = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50
    folder = tempfile.mkdtemp(prefix='fxgit-together.')
    os.chdir(folder)
    os.environ.update(HOME=folder, GIT_CONFIG_NOSYSTEM='1', GIT_AUTHOR_NAME='a', GIT_AUTHOR_EMAIL='a@example.org', GIT_COMMITTER_NAME='a',
                      GIT_COMMITTER_EMAIL='a@example.org', PATH=os.path.dirname(FXGIT) + ':' + os.environ['PATH'])
    os.mkdir('p')
    os.chdir('p')
    engine = kills.make_engine(name)
    if name in ('sqlite', 'wal'):
        engine.url = 'sqlite:///' + folder + '/app.db'
        os.chdir(folder)
    engine.make()
    os.chdir(folder + '/p')
    try:
        kills.make_project(engine)
        run('git', 'switch', '-q', 'one')
        run('git', 'worktree', 'add', '-q', '../q', 'two')
        writer, ends = Writer(engine), collections.Counter()
        writer.start()
        running = []
        for i in range(count):
            running.append(subprocess.Popen([FXGIT, 'sync', '--yes', '--take-over'], cwd=random.choice((folder + '/p', folder + '/q')),
                                            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True))
        for process in running:
            text = process.communicate()[0]
            ends[process.returncode] += 1
            if process.returncode:
                print(process.returncode, text.strip()[:300])
        writer.stop = True
        writer.join()
        there = {int(r[0]) for r in engine.sql('SELECT id FROM person')}
        print(name, 'ended', dict(ends), 'written', len(writer.written), 'there', len(there & set(writer.written)),
              'old rows', len([i for i in there if i <= kills.ROWS]), 'longest wait %.1f s' % writer.longest)
        os.chdir(folder + '/p')
        print('then: sync', run(FXGIT, 'sync', '--yes', '--take-over', status=None).returncode, 'drift', run(FXGIT, 'drift', status=None).returncode)
    finally:
        engine.drop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == '__main__':
    main()
