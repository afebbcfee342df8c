"""Catalogues: gathered from code and templates, compiled for gettext, wrong ones refused."""

import gettext
from pathlib import Path

import pytest

from build_support import messages, translations

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
PLURAL = '"Plural-Forms: nplurals=1; plural=0;\\n"\n\n'


@pytest.fixture
def po(tmp_path: Path) -> Path:
    """A Vietnamese catalogue with one message in a checkout of its own."""
    path = tmp_path / translations.LOCALE / "vi" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + PLURAL + 'msgid "case"\nmsgstr "ca bệnh"\n', encoding="utf-8")
    return path


def test_gettext_reads_what_was_compiled(po: Path, tmp_path: Path) -> None:
    assert translations.ensure(tmp_path) == 1
    with po.with_suffix(".mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("case") == "ca bệnh"


def test_only_what_changed_is_compiled_again(po: Path, tmp_path: Path) -> None:
    translations.ensure(tmp_path)
    assert translations.ensure(tmp_path) == 0
    po.with_suffix(".mo").unlink()
    assert translations.ensure(tmp_path) == 1


def test_texts_of_libraries_are_compiled_and_left_alone_by_the_gathering(
    po: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / translations.OF_LIBRARIES / "vi" / "LC_MESSAGES" / "django.po"
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(po.read_bytes())
    assert translations.catalogues(tmp_path) == [po, theirs]
    assert translations.ensure(tmp_path) == 2
    assert theirs.with_suffix(".mo").is_file()
    assert not [message.id for message in messages.extract(tmp_path) if message.id]


def test_a_lost_placeholder_is_refused_by_name(po: Path, tmp_path: Path) -> None:
    with po.open("a", encoding="utf-8") as lines:
        lines.write('\n#, python-format\nmsgid "%(n)s cases"\nmsgstr "%(m)s ca"\n')
    with pytest.raises(translations.TranslationError, match=r"%\(n\)s cases"):
        translations.ensure(tmp_path)
    assert not po.with_suffix(".mo").exists()


def test_texts_of_code_and_templates_are_gathered(tmp_path: Path) -> None:
    app = tmp_path / messages.WEB / "registry"
    (app / "templates").mkdir(parents=True)
    (app / "models.py").write_text('A = _("household")\nB = pgettext_lazy("sign", "case")\n')
    (app / "templates" / "page.html").write_text(
        "{% load i18n %}<p title=\"it's\">{% translate 'place' %} don't\n"
        "{% blocktranslate count n=n %}one row{% plural %}{{ n }} rows{% endblocktranslate %}"
    )
    found = {(message.id, message.context) for message in messages.extract(tmp_path) if message.id}
    assert found == {
        ("household", None),
        ("case", "sign"),
        ("place", None),
        (("one row", "%(n)s rows"), None),
    }


def test_gathering_keeps_translations_and_drops_what_nothing_says(po: Path, tmp_path: Path) -> None:
    code = tmp_path / messages.WEB / "models.py"
    code.write_text('A = _("case")\nB = _("visit")\n')
    messages.update(po, messages.extract(tmp_path))
    first = po.read_text("utf-8")
    assert 'msgid "case"\nmsgstr "ca bệnh"' in first
    assert 'msgid "visit"\nmsgstr ""' in first
    messages.update(po, messages.extract(tmp_path))
    assert po.read_text("utf-8") == first
    code.write_text('B = _("visit")\n')
    messages.update(po, messages.extract(tmp_path))
    assert "ca bệnh" not in po.read_text("utf-8")


def test_a_language_without_a_file_is_begun(tmp_path: Path) -> None:
    code = tmp_path / messages.WEB / "models.py"
    code.parent.mkdir(parents=True)
    code.write_text('A = _("case")\n')
    po = tmp_path / translations.LOCALE / "vi" / "LC_MESSAGES" / "django.po"
    messages.update(po, messages.extract(tmp_path))
    assert 'msgid "case"' in po.read_text("utf-8")
    assert translations.ensure(tmp_path) == 1
