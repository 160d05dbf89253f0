"""The first program in a sandbox: gives up every right that it can, then runs `child.py`.

It runs as a script, imports nothing of initlab, and takes one argument, a JSON document: "child",
"pipes", "memory" (bytes), "site" (folders to import from), "protect" (false: limits alone), "uid"
(or null), and "read" (files and folders for Landlock, or null: another layer hides the files) with
"list" (folders whose names alone may be read: imports look there).

Sources: landlock(7), seccomp(2), and the system calls' numbers of x86-64 in Linux's
`arch/x86/entry/syscalls/syscall_64.tbl`.
"""

from __future__ import annotations

import ctypes
import json
import os
import resource
import runpy
import stat
import struct
import sys
from typing import Any

LIBC = ctypes.CDLL(None, use_errno=True)
NO_NEW_PRIVS, KEEP_CAPS, DUMPABLE, SECCOMP = 38, 8, 4, 22
READ_SEARCH = 1 << 2  # the capability to reach folders below another user's home
EXECUTE, READ_FILE, READ_DIR = 1, 4, 8

# One process is all that a submission gets: its memory is then the memory of all its processes,
# and nothing outlives it. Threads are allowed.
DENIED = {
    "socket, connect, accept, sendto, recvfrom, sendmsg, recvmsg": (41, 42, 43, 44, 45, 46, 47),
    "bind, listen, socketpair": (49, 50, 53),
    "fork, vfork, execve, execveat": (57, 58, 59, 322),
    "kill, tkill, tgkill, rt_sigqueueinfo, pidfd_*": (62, 200, 234, 129, 297, 424, 434, 438),
    "memfd_create, memfd_secret": (319, 447),
    "shared memory": (29, 30, 31),
    "semaphores and messages": (64, 65, 66, 68, 69, 70, 71, 220, 240, 241, 242, 243),
    "ptrace, process_vm_*, kcmp, process_madvise": (101, 310, 311, 312, 440),
    "setpgid, setsid, chroot, pivot_root": (109, 112, 161, 155),
    "mount, umount, the new mount calls": (165, 166, 428, 429, 430, 431, 432, 433, 442),
    "unshare, setns, name_to_handle_at, open_by_handle_at": (272, 308, 303, 304),
    "add_key, request_key, keyctl": (248, 249, 250),
    "bpf, perf_event_open, userfaultfd, io_uring_*": (321, 298, 323, 425, 426, 427),
    "reboot, swapon, swapoff, modules, kexec": (169, 167, 168, 175, 176, 313, 246, 320),
    # What Landlock does not see or, before Linux 6.2, did not.
    "chmod, chown and the like": (90, 91, 92, 93, 94, 260, 268, 452),
    "utime, setxattr, removexattr": (132, 235, 261, 280, 188, 189, 190, 197, 198, 199, 463, 466),
    "truncate, openat2": (76, 437),
    "setpriority, sched_set*, ioprio_set": (141, 142, 144, 203, 251, 314),
    "migrate_pages, move_pages, syslog": (256, 279, 103),
    "prlimit64, setrlimit, ioctl": (160, 16),
}
CLONE, CLONE3, CLONE_THREAD = 56, 435, 0x10000
FCNTL, SIGNALS = 72, (8, 10, 15)  # F_SETOWN, F_SETSIG, F_SETOWN_EX: a signal to anybody, by a pipe
OPEN, OPENAT, O_TRUNC = 2, 257, 0x200
LOAD, EQUAL, AT_LEAST, MASKED, GIVE = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
X86_64 = 0xC000003E


def _must(result: int, what: str) -> int:
    if result < 0:
        raise OSError(ctypes.get_errno(), f"{what} failed")
    return result


def _prctl(option: int, *values: Any) -> None:
    words = [ctypes.c_ulong(value) if isinstance(value, int) else value for value in values]
    words += [ctypes.c_ulong(0)] * (4 - len(words))
    _must(LIBC.prctl(option, *words), f"prctl({option})")


def limit(memory: int) -> None:
    """Memory, files, CPU time; no core dump."""
    limits = {
        resource.RLIMIT_AS: memory,
        resource.RLIMIT_FSIZE: 16 << 20,
        resource.RLIMIT_NOFILE: 64,
        resource.RLIMIT_CPU: 120,
        resource.RLIMIT_CORE: 0,
    }
    for name, most in limits.items():
        resource.setrlimit(name, (most, most))


def become(uid: int, reach: bool) -> None:
    """A user id that nobody has; with `reach`, folders on the way can still be passed through."""
    if reach:
        _prctl(KEEP_CAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    kept = READ_SEARCH if reach else 0
    header = struct.pack("<Ii", 0x20080522, 0)
    _must(LIBC.capset(header, struct.pack("<6I", kept, kept, 0, 0, 0, 0)), "capset")


def landlock_version() -> int:
    """Landlock's version on this kernel; 0 if it has none."""
    return max(0, LIBC.syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1)))


def landlock(read: list[str], listed: list[str]) -> None:
    """Nothing but `read` can be opened, and that for reading alone; `listed` shows names."""
    version = landlock_version()
    if not version:
        sys.exit("this kernel has no Landlock")
    files = (1 << 13) - 1
    for needed, right in ((2, 13), (3, 14), (5, 15)):
        files |= (version >= needed) << right
    rules = struct.pack("<QQQ", files, 3 * (version >= 4), 3 * (version >= 6))
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    ruleset = _must(LIBC.syscall(444, rules, ctypes.c_size_t(size), 0), "Landlock")
    for path in (*read, *listed):
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
        folder = stat.S_ISDIR(os.fstat(descriptor).st_mode)
        rights = EXECUTE | READ_FILE | (READ_DIR if folder else 0)
        if path in listed:
            rights = READ_DIR
        rule = struct.pack("<Qi", rights, descriptor)
        _must(LIBC.syscall(445, ruleset, 1, rule, 0), f"Landlock's rule for {path}")
        os.close(descriptor)
    _must(LIBC.syscall(446, ruleset, 0), "Landlock")
    os.close(ruleset)


def program(writes: bool) -> bytes:
    """The filter of system calls, in the kernel's code; opening may empty files if `writes`."""
    deny, allow = (GIVE, 0, 0, ERRNO | 1), (GIVE, 0, 0, ALLOW)
    code = [
        (LOAD, 0, 0, 4),
        (EQUAL, 1, 0, X86_64),
        (GIVE, 0, 0, KILL),
        (LOAD, 0, 0, 0),
        (AT_LEAST, 0, 1, 0x40000000),
        (GIVE, 0, 0, KILL),
        # glibc takes "not there" (38) as a hint to make its threads with clone.
        (EQUAL, 0, 1, CLONE3),
        (GIVE, 0, 0, ERRNO | 38),
    ]
    for number in sorted(number for numbers in DENIED.values() for number in numbers):
        code += [(EQUAL, 0, 1, number), deny]
    # Calls of which one argument decides: the tests pass on to `deny`, or jump over it.
    decisive = [
        (CLONE, 0, [(MASKED, 1, 0, CLONE_THREAD)]),
        (FCNTL, 1, [(EQUAL, 0, 1, command) for command in SIGNALS]),
    ]
    if not writes:
        decisive += [(OPEN, 1, [(MASKED, 0, 1, O_TRUNC)]), (OPENAT, 2, [(MASKED, 0, 1, O_TRUNC)])]
    for number, argument, tests in decisive:
        block = [(LOAD, 0, 0, 16 + 8 * argument)]
        for test in tests:
            block += [test, deny]
        code += [(EQUAL, 0, len(block) + 1, number), *block, allow]
    code.append(allow)
    return b"".join(struct.pack("<HBBI", *line) for line in code)


def filter_calls(writes: bool) -> None:
    """Deny the system calls of `DENIED`, every new process, and signals by way of pipes."""
    code = program(writes)
    buffer = ctypes.create_string_buffer(code, len(code))
    header = struct.pack("<HxxxxxxQ", len(code) // 8, ctypes.addressof(buffer))
    _prctl(SECCOMP, 2, ctypes.c_char_p(header))


def protect(order: dict[str, Any]) -> None:
    """Give up rights in the order in which that is possible."""
    _prctl(NO_NEW_PRIVS, 1)
    if order["read"] is not None:
        landlock(order["read"], order["list"])
    if order["uid"] is not None:
        become(order["uid"], reach=order["read"] is not None)
    _prctl(DUMPABLE, 0)
    filter_calls(writes=order["read"] is None)


def main() -> None:
    """Be limited and protected, then run the child."""
    order = json.loads(sys.argv[1])
    limit(order["memory"])
    if order["protect"]:
        protect(order)
    sys.path.extend(order["site"])
    sys.argv = [order["child"], *map(str, order["pipes"])]
    runpy.run_path(order["child"], run_name="__main__")


if __name__ == "__main__":
    main()
