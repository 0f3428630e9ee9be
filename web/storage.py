"""Static files named by content, our JavaScript modules' imports of each other included."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


class PageStorage(ManifestStaticFilesStorage):
    """Without this a changed module would stay in browsers for as long as its unchanged name is cached."""

    support_js_module_import_aggregation = True
