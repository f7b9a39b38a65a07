"""Runs what a CI file says, as its CI would: ci_steps.py github|gitlab|action FILE

The steps' own commands, in the current folder, with this process's environment. What the CI gives is in
CI_VARS ("NAME=VALUE" lines) and in GITHUB_*, CI_*. Actions of others (uses:) do nothing. A service is the
server of CI_SERVICE, a URL; the file has to name one then, and its address. The exit status is that of the
first command that fails.
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


def with_service(job, env):
    wanted = os.environ.get('CI_SERVICE')
    assert bool(job.get('services')) == bool(wanted), job.get('services')
    assert ('FXGIT_PROVE_URL' in env) == bool(wanted), env.get('FXGIT_PROVE_URL')
    return env | {'FXGIT_PROVE_URL': wanted} if wanted else env


def read_output(path, step, context):
    for line in open(path):
        name, text = line.rstrip('\n').split('=', 1)
        context[f'steps.{step}.outputs.{name}'] = text


def github(file):
    plan = yaml.safe_load(open(file))
    context = {'vars.' + name: text for name, text in variables().items()}
    context |= {'runner.os': 'Linux', 'runner.arch': 'X64'}
    job = plan['jobs']['gate']
    assert plan[True].keys() == {'pull_request', 'merge_group', 'push'}, plan[True]
    assert job['steps'][0]['with']['fetch-depth'] == 0
    env = dict(os.environ)
    for given in plan.get('env', {}), job.get('env', {}):
        env |= {name: expand(text, context) for name, text in given.items()}
    return run_steps(job['steps'], context, with_service(job, env))


def action(file):
    plan = yaml.safe_load(open(file))
    given = variables()
    context = {'inputs.' + name: given.get(name, what['default']) for name, what in plan['inputs'].items()}
    context |= {'runner.os': 'Linux', 'runner.arch': 'X64'}
    env = dict(os.environ) | {'GITHUB_ACTION_PATH': os.path.dirname(file)}
    assert all('shell' in step for step in plan['runs']['steps'] if 'run' in step)
    return run_steps(plan['runs']['steps'], context, env)


def run_steps(steps, context, env):
    for step in steps:
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
    assert job['variables']['GIT_DEPTH'] == '0' and job['artifacts']['when'] == 'always'
    env = with_service(job, env)
    script = '\n'.join(job['before_script'] + job['script'])
    return subprocess.run(['bash', '-eo', 'pipefail', '-c', script], env=env).returncode


sys.exit({'github': github, 'gitlab': gitlab, 'action': action}[sys.argv[1]](sys.argv[2]))
