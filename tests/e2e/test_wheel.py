"""The built wheel alone is the whole program: in an empty environment it starts, styles and all."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

from tests.e2e.machine import Machine

CHECKOUT = Path(__file__).resolve().parents[2]


def run(*argv: str | Path) -> str:
    """What a command prints; AssertionError with all of it when the command fails."""
    done = subprocess.run([str(word) for word in argv], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{argv}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def install_alone(wheel: Path, folder: Path) -> Path:
    """An environment that holds the wheel, and sees the dependencies of the one that runs the tests.

    A path in a .pth file is not searched for more .pth files, so the checkout's editable installation stays
    out of sight: what is imported is what the wheel carries. Returns the environment's folder of programs.
    """
    run(sys.executable, "-m", "venv", "--without-pip", folder)
    python = folder / "bin" / "python"
    packages = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    dependencies = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (packages / "dependencies.pth").write_text("\n".join(sorted(dependencies)), encoding="utf-8")
    run(sys.executable, "-m", "uv", "pip", "install", "--python", python, "--offline", "--no-deps", wheel)
    return folder / "bin"


def test_the_wheel_is_the_whole_program(machine: Machine, tmp_path: Path) -> None:
    built = tmp_path / "built"
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", built, CHECKOUT)
    (wheel,) = built.glob("*.whl")
    programs = install_alone(wheel, tmp_path / "environment")
    where = "import codat_tui.paths as paths; print(paths.PACKAGE, paths.styles_folder(), sep='\\n')"
    package, styles = run(programs / "python", "-P", "-c", where).splitlines()
    assert package.startswith(str(tmp_path))
    assert styles == f"{package}/styles"
    sheets = {path.relative_to(styles) for path in Path(styles).rglob("*.tcss")}
    here = CHECKOUT / "styles"
    assert sheets == {path.relative_to(here) for path in here.rglob("*.tcss")}
    assert (Path(package) / "browser" / "page.html").is_file()
    terminal = machine.start("--demo", program=[str(programs / "codat-tui")])
    terminal.wait_for("60 companies")
    assert len(set(terminal.backgrounds(20))) > 1, "the styles draw no surface"
    terminal.send("ctrl+q")
    assert terminal.wait_exit() == 0
