"""Run a command without some of the kernel's means, as on a machine that does not have them.

    python without.py landlock,namespaces,seccomp COMMAND...

The kernel itself refuses: a filter of system calls is handed down to every process below.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, NOT_THERE, NOT_ALLOWED = 0x7FFF0000, 0x00050026, 0x00050001
NAMESPACES = 0x7E020000  # CLONE_NEWNS, -CGROUP, -UTS, -IPC, -USER, -PID and -NET
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 22, 38
# (system call on x86-64, the argument that matters or None, its bits or its value, what it gets)
RULES = {
    "landlock": [(444, None, 0, NOT_THERE)],
    "namespaces": [(56, 0, NAMESPACES, NOT_ALLOWED), (272, 0, NAMESPACES, NOT_ALLOWED)],
    "seccomp": [(317, None, 0, NOT_THERE), (157, 0, PR_SET_SECCOMP, NOT_ALLOWED)],
}


def program(missing: list[str]) -> bytes:
    code = []
    for name in missing:
        for number, argument, value, gets in RULES[name]:
            code.append((LOAD, 0, 0, 0))
            if argument is None:
                code += [(EQUAL, 0, 1, number), (RETURN, 0, 0, gets)]
            else:
                test = ANY_BIT if name == "namespaces" else EQUAL
                code += [(EQUAL, 0, 3, number), (LOAD, 0, 0, 16 + 8 * argument)]
                code += [(test, 0, 1, value), (RETURN, 0, 0, gets)]
    code.append((RETURN, 0, 0, ALLOW))
    return b"".join(struct.pack("<HBBI", *line) for line in code)


def main() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    code = program(sys.argv[1].split(","))
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    zero = ctypes.c_ulong(0)
    if libc.prctl(PR_SET_NO_NEW_PRIVS, ctypes.c_ulong(1), zero, zero, zero):
        raise OSError(ctypes.get_errno(), "no_new_privs")
    if libc.prctl(PR_SET_SECCOMP, ctypes.c_ulong(2), ctypes.c_char_p(header), zero, zero):
        raise OSError(ctypes.get_errno(), "seccomp")
    os.execvp(sys.argv[2], sys.argv[2:])


if __name__ == "__main__":
    main()
