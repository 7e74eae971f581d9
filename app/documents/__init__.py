"""Files of forms: kept under their content's hash outside every public folder, served with the right of their case."""

from app.documents import models as models
