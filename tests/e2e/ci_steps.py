"""Runs what a CI file says, as its CI would: ci_steps.py github|gitlab FILE

The steps' own commands, in the current folder, with this process's environment. What the CI gives is in
CI_VARS ("NAME=VALUE" lines) and in GITHUB_*, CI_*. Actions of others (uses:) do nothing. The exit status
is that of the first command that fails.
"""
import os
import re
import subprocess
import sys
import tempfile

import yaml


def value(expression, context):
    for part in expression.split('||'):
        part = part.strip()
        found = part[1:-1] if part.startswith("'") else context.get(part, '')
        if found:
            return found
    return ''


def expand(text, context):
    return re.sub(r'\$\{\{(.*?)\}\}', lambda m: value(m.group(1), context), str(text))


def holds(condition, context):
    name, operator, wanted = re.fullmatch(r"(\S+) (==|!=) '(.*)'", condition).groups()
    return (context.get(name, '') == wanted) == (operator == '==')


def variables():
    lines = os.environ.pop('CI_VARS', '').splitlines()
    return dict(line.split('=', 1) for line in lines if line)


def read_output(path, step, context):
    for line in open(path):
        name, text = line.rstrip('\n').split('=', 1)
        context[f'steps.{step}.outputs.{name}'] = text


def github(file):
    plan = yaml.safe_load(open(file))
    context = {'vars.' + name: text for name, text in variables().items()}
    context |= {'runner.os': 'Linux', 'runner.arch': 'X64'}
    job = plan['jobs']['gate']
    env = dict(os.environ)
    for given in plan.get('env', {}), job.get('env', {}):
        env |= {name: expand(text, context) for name, text in given.items()}
    for step in job['steps']:
        if 'run' not in step or not holds(step.get('if', "no == ''"), context):
            continue
        with tempfile.TemporaryDirectory() as folder:
            files = {name: os.path.join(folder, name) for name in ('GITHUB_OUTPUT', 'GITHUB_PATH')}
            for path in files.values():
                open(path, 'w').close()
            own = {name: expand(text, context) for name, text in step.get('env', {}).items()}
            done = subprocess.run(['bash', '-e', '-c', expand(step['run'], context)], env=env | own | files)
            if done.returncode != 0:
                return done.returncode
            read_output(files['GITHUB_OUTPUT'], step.get('id', ''), context)
            for line in open(files['GITHUB_PATH']):
                env['PATH'] = line.strip() + ':' + env['PATH']
    return 0


def gitlab(file):
    plan = yaml.safe_load(open(file))
    include = [part['local'] for part in plan['include']]
    (job,) = [job for path in include for job in yaml.safe_load(open(path)).values()]
    env = dict(os.environ) | {name: str(text) for name, text in job.get('variables', {}).items()} | variables()
    script = '\n'.join(job['before_script'] + job['script'])
    return subprocess.run(['bash', '-eo', 'pipefail', '-c', script], env=env).returncode


sys.exit({'github': github, 'gitlab': gitlab}[sys.argv[1]](sys.argv[2]))
