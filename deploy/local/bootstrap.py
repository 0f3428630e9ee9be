"""From a bare Python to one with Qihu's packages. Standard library only, since nothing is installed yet."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.local.saying import Refusal, complain, say, step

SPACE = 600 * 1024**2  # what .venv and a new data folder take, with room to work
COMMANDS = {"run": "deploy.local.main", "check": "deploy.local.check", "test": "deploy.local.test"}
LOCKS = {"run": "requirements.txt", "check": "requirements-dev.txt", "test": "requirements-dev.txt"}
QUIET = {
    "UV_PYTHON_DOWNLOADS": "never",
    "UV_NO_PROGRESS": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_ROOT_USER_ACTION": "ignore",
    "PIP_NO_INPUT": "1",
}


def main(argv: Sequence[str], *, root: Path) -> int:
    """Prepare .venv, then become the command in it. Returns only when that cannot be."""
    command, arguments = argv[0], argv[1:]
    try:
        python = _python_for(command, arguments, root=root)
    except Refusal as refusal:
        complain(f"✗ {refusal}")
        return 1
    except KeyboardInterrupt:
        return 130
    os.environ["PYTHONPATH"] = str(root)
    return os.execv(python, [str(python), "-m", COMMANDS[command], *arguments])  # noqa: S606 -- no shell wanted


def _python_for(command: str, arguments: Sequence[str], *, root: Path) -> Path:
    if not {"-h", "--help"} & set(arguments):
        return ensure_packages(root / ".venv", root / LOCKS[command])
    python = root / ".venv" / "bin" / "python"
    return python if python.exists() else Path(sys.executable)


def ensure_packages(venv: Path, lock: Path) -> Path:
    """Return the interpreter of a .venv that holds exactly what the lock names, installing what is missing."""
    python = venv / "bin" / "python"
    marker = venv / "qihu.json"
    wanted = _fingerprint(lock)
    held = _read(marker)
    if _works(python) and held.get(lock.name) == wanted:
        return python
    _demand_room(venv.parent)
    if not _works(python):
        _make(venv)
        held = {}
    with step("安装依赖包（首次约需半分钟）installing packages"):
        _install(python, lock)
    marker.write_text(json.dumps(held | _satisfied(lock)), encoding="utf-8")
    return python


def _satisfied(lock: Path) -> dict[str, str]:
    """Return which locks hold now: the larger one pins what the smaller one pins (./check sees to it)."""
    locks = [lock] if lock.name == LOCKS["run"] else [lock, lock.with_name(LOCKS["run"])]
    return {each.name: _fingerprint(each) for each in locks}


def _fingerprint(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _read(marker: Path) -> dict[str, str]:
    try:
        return dict(json.loads(marker.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}


def _works(python: Path) -> bool:
    """Return whether the interpreter starts, is new enough and believes itself where it is (.venv may be moved)."""
    question = "import sys; print(sys.prefix if sys.version_info >= (3, 11) else '')"
    try:
        answer = subprocess.run([python, "-c", question], capture_output=True, check=False, text=True)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == str(python.parent.parent)


def _demand_room(folder: Path) -> None:
    if not os.access(folder, os.W_OK | os.X_OK):
        raise Refusal(
            f"目录 {folder} 不可写，无法安装依赖包。(The folder is not writable: packages cannot be installed.)"
        )
    free = shutil.disk_usage(folder).free
    if free < SPACE:
        raise Refusal(
            f"磁盘空间不足：{folder} 只剩 {free // 1024**2} MB，至少需要 {SPACE // 1024**2} MB。"
            "(Not enough disk space.)"
        )


def _make(venv: Path) -> None:
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        raise Refusal(
            "这个 Python 缺少 venv 模块；Debian/Ubuntu 请先执行 apt-get install python3-venv。"
            "(This Python has no venv module; on Debian install python3-venv.)"
        )
    shutil.rmtree(venv, ignore_errors=True)
    with step("创建 Python 环境 .venv"):
        _succeed([sys.executable, "-m", "venv", venv], "无法创建 .venv (cannot create .venv)")


def _install(python: Path, lock: Path) -> None:
    """Install by uv, which is fast and pinned; by pip where uv is not to be had."""
    uv = python.parent / "uv"
    pinned = Path(__file__).with_name("uv.txt")
    pip: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "--requirement"]
    if not uv.exists() and _call([*pip, pinned]).returncode:
        say("  uv 不可用，改用 pip (falling back to pip)")
    if uv.exists() and not _call([uv, "pip", "install", "--python", python, "--require-hashes", "-r", lock]).returncode:
        return
    _succeed([*pip, lock], "依赖包安装失败，请检查网络后重试 (packages could not be installed)")


def _call(argv: Sequence[str | Path]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **QUIET}
    environment.pop("PYTHONPATH", None)
    return subprocess.run([str(part) for part in argv], capture_output=True, check=False, text=True, env=environment)


def _succeed(argv: Sequence[str | Path], sentence: str) -> None:
    done = _call(argv)
    if done.returncode:
        lines = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise Refusal(f"{sentence}：{lines[-1].strip() if lines else done.returncode}")
