"""The WTForms fields of a form, one kind a file."""

from app.forms.fields.base import AnswerField, OptionsField, Rules
from app.forms.fields.check import CheckField
from app.forms.fields.choice import ChoiceField, ManyField
from app.forms.fields.files import FilesField, FindFile, Store, StoredFile, Upload
from app.forms.fields.moment import MomentField
from app.forms.fields.number import NumberField
from app.forms.fields.words import TextField

__all__ = [
    "AnswerField",
    "CheckField",
    "ChoiceField",
    "FilesField",
    "FindFile",
    "ManyField",
    "MomentField",
    "NumberField",
    "OptionsField",
    "Rules",
    "Store",
    "StoredFile",
    "TextField",
    "Upload",
]
