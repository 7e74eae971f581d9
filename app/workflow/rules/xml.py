"""Rules of the group xml: the file itself, before anything is understood in it."""

from __future__ import annotations

from app.workflow.findings import Group, Rule


def _rule(rule_id: str, ru: str, en: str, remedy_ru: str, remedy_en: str) -> Rule:
    return Rule(id=rule_id, group=Group.XML, ru=ru, en=en, remedy_ru=remedy_ru, remedy_en=remedy_en)


XML_RULES: tuple[Rule, ...] = (
    _rule(
        "xml-unreadable",
        "Файл не читается",
        "The file cannot be read",
        "Проверьте, что файл существует и открыт для чтения.",
        "Check that the file exists and may be read.",
    ),
    _rule(
        "xml-empty",
        "Файл пуст",
        "The file is empty",
        "Сохраните схему в редакторе ещё раз и загрузите новый файл.",
        "Save the diagram in the editor again and load the new file.",
    ),
    _rule(
        "xml-too-large",
        "Файл слишком велик",
        "The file is too large",
        "Файл схемы не должен превышать 2 МиБ. Разделите процесс на вызываемые процессы.",
        "A diagram may hold 2 MiB at most. Divide the process into called processes.",
    ),
    _rule(
        "xml-encoding",
        "Кодировка файла не поддерживается",
        "The encoding of the file is not supported",
        "Сохраните файл в кодировке UTF-8.",
        "Save the file as UTF-8.",
    ),
    _rule(
        "xml-doctype",
        "В файле есть объявление DOCTYPE",
        "The file holds a DOCTYPE declaration",
        "Удалите из файла объявление DOCTYPE и все сущности (ENTITY): схеме они не нужны и могут подменить её текст.",
        "Remove the DOCTYPE declaration and every entity: a diagram needs none, and they can replace its text.",
    ),
    _rule(
        "xml-not-well-formed",
        "Файл не является правильным XML",
        "The file is not well-formed XML",
        "Откройте схему в редакторе процессов и сохраните её заново; не правьте файл вручную.",
        "Open the diagram in a process editor and save it again; do not edit the file by hand.",
    ),
    _rule(
        "xml-too-complex",
        "Файл устроен слишком сложно",
        "The structure of the file is too complex",
        "Разделите процесс на вызываемые процессы; проверьте, что файл создан редактором процессов.",
        "Divide the process into called processes; check that a process editor made the file.",
    ),
    _rule(
        "xml-wrong-root",
        "Это не схема BPMN 2.0",
        "This is not a BPMN 2.0 diagram",
        "Загрузите файл .bpmn, сохранённый редактором процессов (корневой элемент definitions).",
        "Load a .bpmn file saved by a process editor (root element definitions).",
    ),
    _rule(
        "xml-wrong-decision-root",
        "Это не таблица решений DMN",
        "This is not a DMN decision table",
        "Загрузите файл .dmn версии 1.3 или новее, сохранённый редактором решений.",
        "Load a .dmn file of version 1.3 or later, saved by a decision editor.",
    ),
    _rule(
        "xml-import",
        "Схема ссылается на другой файл (import)",
        "The diagram imports another file",
        "Удалите элемент import: всё нужное должно быть в самой схеме, другой процесс вызывайте по его коду.",
        "Remove the import element: a diagram holds all it needs, another process is called by its id.",
    ),
    _rule(
        "xml-schema",
        "Файл не соответствует схеме BPMN 2.0",
        "The file does not follow the BPMN 2.0 schema",
        "Откройте схему в редакторе процессов и сохраните её заново; удалите элемент, если он добавлен вручную.",
        "Open the diagram in a process editor and save it again; remove the element if it was added by hand.",
    ),
    _rule(
        "xml-colour",
        "Цвет на схеме задан недопустимо",
        "A colour of the diagram is not allowed",
        "Задайте цвет в виде #rrggbb, например #bbdefb.",
        "Give the colour as #rrggbb, for example #bbdefb.",
    ),
    _rule(
        "xml-bad-id",
        "Недопустимый идентификатор",
        "The identifier is not allowed",
        "Идентификатор начинается с буквы или «_» и содержит только буквы, цифры, «_», «.» и «-» (до 200 знаков).",
        'An identifier starts with a letter or "_" and holds only letters, digits, "_", "." and "-" (200 at most).',
    ),
    _rule(
        "xml-duplicate-id",
        "Идентификатор повторяется",
        "The identifier is used twice",
        "Дайте каждому элементу свой идентификатор.",
        "Give every element an identifier of its own.",
    ),
)
