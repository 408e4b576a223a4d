"""The WSGI entry point: requests from the server enter Django here."""

import os

from django.core.wsgi import get_wsgi_application

from kring.core.parent_watch import leave_with_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()
leave_with_server()

# After the application: the imports need Django to be set up.
from kring.site.warm_up import warm_up  # noqa: E402

warm_up()
