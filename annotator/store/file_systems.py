"""Whether a file lies on another machine, where SQLite's log can't be shared.

SQLite keeps the index of its log in memory that the programs using a database share, which is memory of one machine
(https://www.sqlite.org/wal.html). It is warned about and nothing else is done: one machine that changed the mode of a
file, by how the folder looks from there, would take the log away from under the others.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath

MOUNTS = Path("/proc/self/mountinfo")

OVER_A_NETWORK = {
    "9p", "acfs", "afs", "afpfs", "beegfs", "ceph", "cifs", "coda", "davfs", "glusterfs", "gpfs", "lustre", "ncpfs",
    "nfs", "nfs3", "nfs4", "ocfs2", "orangefs", "pvfs2", "smb", "smb2", "smb3", "smbfs", "webdav", "panfs", "gfs2",
}  # fmt: skip
BY_FUSE = {
    "sshfs", "glusterfs", "ceph", "ceph-fuse", "davfs2", "s3fs", "rclone", "gcsfuse", "goofys", "juicefs", "curlftpfs",
    "smbnetfs", "mfs", "lizardfs", "afs", "gvfsd-fuse", "google-drive-ocamlfuse", "onedrive", "blobfuse", "seadrive",
}  # fmt: skip
OF_ANOTHER_SYSTEM = {
    "vboxsf",
    "prl_fs",
    "vmhgfs",
    "virtiofs",
    "fuse.vmhgfs-fuse",
    "fuse.grpcfuse",
    "fuse.osxfs",
}
"""Folders that a virtual machine is lent by the one it runs in: the two share no memory either."""

_OCTAL = re.compile(r"\\([0-7]{3})")
_MOUNT_LINE = re.compile(r"^.+? on (?P<point>/.*?) \((?P<kind>[^,)]+)")


def network_kind(path: Path) -> str | None:
    """Return the kind of the file system that a project lies on if others may reach it from elsewhere.

    Where it can't be told, nothing is said.
    """
    with suppress(OSError, ValueError):
        where = PurePosixPath(path.resolve())
        if sys.platform == "darwin":
            return _kind_at(where, _mounts_of_mac(_said_by_mount()))
        return _kind_at(where, _mounts_of_linux(MOUNTS.read_text(encoding="utf-8", errors="replace")))
    return None


def _said_by_mount() -> str:
    try:
        done = subprocess.run(["/sbin/mount"], capture_output=True, timeout=2, check=True)
    except subprocess.SubprocessError:
        return ""
    return done.stdout.decode("utf-8", "replace")


def kind_in_mountinfo(path: PurePosixPath, mountinfo: str) -> str | None:
    """Return the kind of network file system `path` lies on, by what Linux says in /proc/self/mountinfo."""
    return _kind_at(path, _mounts_of_linux(mountinfo))


def kind_in_mount_output(path: PurePosixPath, said: str) -> str | None:
    """Return the kind of network file system `path` lies on, by what `mount` says on a Mac."""
    return _kind_at(path, _mounts_of_mac(said))


def warning(path: Path) -> str | None:
    """Return what to say of a project on a network file system, in one line."""
    kind = network_kind(path)
    if kind is None:
        return None
    return (
        f"{path} is on a network file system ({kind}). One machine may work on it at a time: programs on two machines"
        " would not see each other's log, and could damage the project. Keep it on a local disk, or let everybody work"
        " on one machine (over SSH, say); make backups often."
    )


def _kind_at(path: PurePosixPath, mounts: Iterator[tuple[PurePosixPath, str]]) -> str | None:
    """Return the kind of the mount that holds `path`: the deepest, and of several at one place the last."""
    kind, depth = None, -1
    for point, each in mounts:
        if len(point.parts) >= depth and path.is_relative_to(point):
            kind, depth = each, len(point.parts)
    if kind is None:
        return None
    plain = kind.lower()
    known = plain in OVER_A_NETWORK | OF_ANOTHER_SYSTEM or plain.removeprefix("fuse.") in BY_FUSE
    return kind if known else None


def _mounts_of_linux(mountinfo: str) -> Iterator[tuple[PurePosixPath, str]]:
    # 36 35 98:0 /root /where options [tags…] - kind device options
    for line in mountinfo.splitlines():
        before, _, after = line.partition(" - ")
        places, kinds = before.split(), after.split()
        if len(places) > 4 and kinds:  # noqa: PLR2004  the fifth word
            yield PurePosixPath(_OCTAL.sub(lambda found: chr(int(found[1], 8)), places[4])), kinds[0]


def _mounts_of_mac(said: str) -> Iterator[tuple[PurePosixPath, str]]:
    # //ana@server/share on /Volumes/share (smbfs, nodev, nosuid)
    for line in said.splitlines():
        if found := _MOUNT_LINE.match(line):
            yield PurePosixPath(found["point"]), found["kind"]
