"""Where the files of a request lie while it is read: on disk; when that is full, the text is still read."""

import logging
import tempfile
from typing import IO, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

logger = logging.getLogger(__name__)


class Spooled(UploadedFile):  # type: ignore[type-arg]  # django-stubs: generic in stubs only
    """An upload on disk. `unstored` when the disk had no room for it: then only name and size are true."""

    unstored = False


class SpoolHandler(FileUploadHandler):
    """One temporary file per upload, gone with the request."""

    spool: IO[bytes] | None = None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.spool, self.unstored = None, False
        try:
            self.spool = tempfile.TemporaryFile()  # noqa: SIM115 -- closed by the request
        except OSError:
            self._no_room()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 -- Django's signature
        if self.spool is None or self.unstored:
            return
        try:
            self.spool.write(raw_data)
        except OSError:
            self._no_room()

    def file_complete(self, file_size: int) -> Spooled:
        try:
            if self.spool is not None and not self.unstored:
                self.spool.flush()
                self.spool.seek(0)
        except OSError:
            self._no_room()
        spooled = Spooled(self.spool, self.file_name, self.content_type, file_size, self.charset)
        spooled.unstored = self.unstored
        return spooled

    def _no_room(self) -> None:
        logger.error("no room in %s for what people send", tempfile.gettempdir())
        self.unstored = True

    def upload_interrupted(self) -> None:
        if self.spool is not None:
            self.spool.close()
