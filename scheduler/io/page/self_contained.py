"""Pages as text: template, style and script in one file that asks for nothing from a network."""

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from importlib.resources import files
from typing import Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

SOURCE_MAP: Final = re.compile(r"^//# sourceMappingURL=.*$", re.MULTILINE)


def self_contained(
    template: str, styles: Sequence[str], scripts: Sequence[str], **content: object
) -> str:
    """A page of this folder with its styles and scripts inside.

    Args:
        template: name of the template; it is given `policy`, `styles` and `scripts`.
        styles: names of files, in order.
        scripts: the same.
        content: what else the template shows.
    """
    style_texts = tuple(_resource(name) for name in styles)
    script_texts = tuple(_resource(name) for name in scripts)
    environment = templates_of("scheduler.io.page")
    environment.globals.update(content)
    return environment.get_template(template).render(
        policy=_policy(style_texts, script_texts),
        styles=[Markup(text) for text in style_texts],  # noqa: S704 - our own files, no team's words
        scripts=[Markup(text) for text in script_texts],  # noqa: S704 - as above
    )


def _resource(name: str) -> str:
    """A file of ours, without the hint to a debugger to fetch one more file."""
    text = files("scheduler.io.page").joinpath(name).read_text(encoding="utf-8")
    return SOURCE_MAP.sub("", text)


def _policy(styles: tuple[str, ...], scripts: tuple[str, ...]) -> str:
    """A content security policy under which nothing is fetched and only our own text runs."""

    def allowed(texts: tuple[str, ...]) -> str:
        sums = (b64encode(sha256(text.encode()).digest()).decode() for text in texts)
        return " ".join(f"'sha256-{each}'" for each in sums)

    return (
        f"default-src 'none'; script-src {allowed(scripts)}; style-src {allowed(styles)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def templates_of(package: str) -> Environment:
    """The templates of a package, which escape whatever they are given."""
    return Environment(
        loader=PackageLoader(package, ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
