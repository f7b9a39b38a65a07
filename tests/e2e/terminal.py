"""terminal.py ANSWERS COMMAND...: runs it on a terminal of its own and answers each question ("... [y/n] ", "[y/N] ")
with the next letter of ANSWERS; "." ends the input. Prints what was on the screen; its status is the command's."""
import os
import pty
import sys

answers, command = list(sys.argv[1]), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
screen = seen = b''
while True:
    try:
        piece = os.read(terminal, 4096)
    except OSError:  # Linux: the other side is closed
        break
    if not piece:
        break
    screen += piece
    if screen[len(seen):].endswith((b'[y/n] ', b'[y/N] ')):
        seen = screen
        answer = answers.pop(0) if answers else '.'
        os.write(terminal, b'\x04' if answer == '.' else answer.encode() + b'\n')
sys.stdout.buffer.write(screen.replace(b'\r\n', b'\n'))
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
