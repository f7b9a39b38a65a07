from sqlmodel import SQLModel
METADATA = SQLModel.metadata
from blog import models
