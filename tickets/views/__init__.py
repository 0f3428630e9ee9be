"""Pages, one module per journey. A view is scope, form, service, response."""
