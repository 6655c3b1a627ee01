"""Network file systems are told by what the system says of its mounts, and nothing else is."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from annotator.store import file_systems
from annotator.store.file_systems import kind_in_mount_output, kind_in_mountinfo, network_kind, warning

LINUX = """\
22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
40 27 0:40 / /data rw,nosuid shared:20 - nfs4 server:/export/data rw,vers=4.2,addr=10.0.0.1
41 40 0:41 / /data/ana/local rw - xfs /dev/vdb1 rw
42 27 0:42 / /mnt/the\\040share rw - cifs //server/share rw,username=ana
43 27 0:43 / /mnt/a\\134b rw master:3 propagate_from:1 - fuse.sshfs ana@server:/ rw
44 27 0:44 / /mnt/stick rw - fuseblk /dev/sdb1 rw
45 27 0:45 / /mnt/again rw - ext4 /dev/sdc1 rw
46 45 0:46 / /mnt/again rw - ceph 10.0.0.2:/ rw
47 27 0:47 / /mnt/c rw - 9p C:\\134 rw,aname=drvfs
48 27 0:48 / /media/host rw - vboxsf host rw
49 27 0:49 / /srv rw - tmpfs tmpfs rw
"""
MAC = """\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//ana@server/Shared%20Things on /Volumes/Shared Things (on a server) (smbfs, nodev, nosuid, mounted by ana)
//ana@server/share on /Volumes/share (smbfs, nodev, nosuid, mounted by ana)
server:/export on /Volumes/nfs (nfs, nodev, nosuid)
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/annotator.db", None),
        ("/data/ana/annotator.db", "nfs4"),
        ("/data/ana/local/annotator.db", None),
        ("/datasets/annotator.db", None),
        ("/mnt/the share/annotator.db", "cifs"),
        ("/mnt/a\\b/annotator.db", "fuse.sshfs"),
        ("/mnt/stick/annotator.db", None),
        ("/mnt/again/annotator.db", "ceph"),
        ("/mnt/c/annotator.db", "9p"),
        ("/media/host/x/annotator.db", "vboxsf"),
        ("/srv/annotator.db", None),
    ],
)
def test_the_mount_that_holds_the_file_decides_on_linux(path: str, kind: str | None) -> None:
    assert kind_in_mountinfo(PurePosixPath(path), LINUX) == kind


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/Volumes2/annotator.db", None),
        ("/Volumes/share/annotator.db", "smbfs"),
        ("/Volumes/nfs/x/annotator.db", "nfs"),
        ("/Volumes/other/annotator.db", None),
    ],
)
def test_the_mount_that_holds_the_file_decides_on_a_mac(path: str, kind: str | None) -> None:
    assert kind_in_mount_output(PurePosixPath(path), MAC) == kind


@pytest.mark.parametrize(
    "said", ["", "nonsense", "1 2 3 4 /\n", "1 2 3 4 / rw\n", "a b - nfs", " - ", "\x00\n"]
)
def test_where_it_cannot_be_told_nothing_is_said(said: str) -> None:
    assert kind_in_mountinfo(PurePosixPath("/data/annotator.db"), said) is None
    assert kind_in_mount_output(PurePosixPath("/data/annotator.db"), said) is None


@pytest.mark.parametrize(("kind", "named"), [("nfs", "nfs"), ("ext4", None)])
def test_the_warning_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, named: str | None
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"1 0 0:1 / / rw - {kind} x rw\n", encoding="utf-8")
    monkeypatch.setattr(file_systems, "MOUNTS", mounts)
    monkeypatch.setattr(file_systems.sys, "platform", "linux")
    said = warning(tmp_path / "p.db")
    assert said == (
        f"{tmp_path / 'p.db'} is on a network file system (nfs). One machine may work on it at a time: programs on"
        " two machines would not see each other's log, and could damage the project. Keep it on a local disk, or let"
        " everybody work on one machine (over SSH, say); make backups often."
        if named
        else None
    )


def test_a_system_that_has_no_such_file_is_not_warned_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_systems, "MOUNTS", tmp_path / "never")
    monkeypatch.setattr(file_systems.sys, "platform", "linux")
    assert network_kind(tmp_path) is None
