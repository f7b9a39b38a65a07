from .models import *
from .auth import User, Role
