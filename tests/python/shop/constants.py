import os
PREFIX = 'shop_'
SIZES = ('s', 'm', 'l')
MAX_NAME = 8 * 10
DEBUG = os.environ.get('DEBUG')
