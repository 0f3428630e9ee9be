"""The bench: drives a running Qihu over HTTP and says what each act costs beside a bare Django view."""
