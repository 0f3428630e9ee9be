"""Where ./run cannot start it says one sentence and returns 1; nobody ever sees a traceback."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.local import data
from deploy.local.children import NOBODY
from deploy.local.saying import Refusal
from tests.deploy.house import call, clean_environment, copy_of_the_project, free_port

OUTSIDE = Path("/usr/bin/python3")  # readable by everybody, unlike an interpreter in somebody's home


@pytest.fixture(scope="module")
def project() -> Iterator[Path]:
    place = Path(tempfile.mkdtemp(prefix="qihu-refusals-"))
    place.chmod(0o755)
    yield copy_of_the_project(place / "qihu", with_packages=False)
    shutil.rmtree(place)


def fake_pythons(folder: Path, script: str) -> str:
    """Return a PATH whose every Python is this script."""
    folder.mkdir()
    for name in ("python3", "python", *(f"python3.{minor}" for minor in range(11, 15))):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    for needed in ("dirname", "sh"):
        (folder / needed).symlink_to(shutil.which(needed) or needed)
    return str(folder)


def as_nobody(argv: list[str | Path], **more: str) -> subprocess.CompletedProcess[str]:
    """Run as a user who may do nothing."""
    if os.geteuid() != 0:
        pytest.skip("only root may become another user")
    if not OUTSIDE.exists():
        pytest.skip("no Python outside of root's home")
    return subprocess.run(
        [str(part) for part in argv],
        env=clean_environment(**more),
        capture_output=True,
        check=False,
        cwd="/",
        user=NOBODY,
        group=NOBODY,
        extra_groups=[],
        text=True,
    )


def main_on(folder: Path, *, python: Path = Path(sys.executable)) -> list[str | Path]:
    """Return what ./run becomes once its packages are there, on a data folder."""
    return [python, "-m", "deploy.local.main", "--port", str(free_port()), "--data", folder]


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    said = done.stdout + (done.stderr or "")
    assert done.returncode == 1, said
    assert said.count("\n") == 1, said
    return said


def test_a_python_that_is_too_old_is_named(project: Path, tmp_path: Path) -> None:
    path = fake_pythons(tmp_path / "bin", "exit 1")

    assert "需要 Python 3.11 或更高版本" in one_sentence(call([project / "run"], PATH=path))


def test_a_python_without_venv_is_told_what_to_install(project: Path, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None\n", encoding="utf-8")
    path = fake_pythons(tmp_path / "bin", f'PYTHONPATH={tmp_path} exec {sys.executable} "$@"')

    assert "apt-get install python3-venv" in one_sentence(call([project / "run"], PATH=path))


def test_a_folder_that_cannot_be_written_is_named(project: Path) -> None:
    refused = as_nobody([project / "run"], QIHU_PYTHON=str(OUTSIDE))

    assert f"目录 {project} 不可写" in one_sentence(refused)


def test_a_data_folder_that_cannot_be_made_is_named(project: Path) -> None:
    argv: list[str | Path] = [
        OUTSIDE,
        "-m",
        "deploy.local.main",
        "--port",
        str(free_port()),
        "--data",
        project / "data",
    ]

    assert "无法使用：Permission denied" in one_sentence(as_nobody(argv, PYTHONPATH=str(project)))


def test_a_data_folder_that_is_a_file_is_named(project: Path) -> None:
    argv: list[str | Path] = [
        sys.executable,
        "-m",
        "deploy.local.main",
        "--port",
        str(free_port()),
        "--data",
        project / "LICENSE",
    ]

    assert "无法使用：File exists" in one_sentence(call(argv, PYTHONPATH=str(project)))


def test_a_full_disk_is_told_with_what_is_left(project: Path) -> None:
    disk = project / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", disk], check=False).returncode:
        pytest.skip("this machine does not let us mount a small disk")
    try:
        argv: list[str | Path] = [
            sys.executable,
            "-m",
            "deploy.local.main",
            "--port",
            str(free_port()),
            "--data",
            disk / "data",
        ]
        assert "磁盘空间不足" in one_sentence(call(argv, PYTHONPATH=str(project)))
    finally:
        subprocess.run(["umount", disk], check=True)


@pytest.mark.parametrize("port", ["0", "70000", "八千"])
def test_a_port_that_is_none_is_refused(project: Path, port: str) -> None:
    refused = call([sys.executable, "-m", "deploy.local.main", "--port", port], PYTHONPATH=str(project))

    assert refused.returncode == 2
    assert f"端口应为 1–65535 的数字：{port}" in refused.stdout


def test_a_data_folder_serves_one_at_a_time(tmp_path: Path) -> None:
    lock = data.open_folder(tmp_path / "data")

    with pytest.raises(Refusal, match="正在使用"):
        data.open_folder(tmp_path / "data")

    os.close(lock)
    os.close(data.open_folder(tmp_path / "data"))
