"""Paths of the pages of sense."""

from django.urls import path, re_path

from kring.sense.web import documents, figures, loading, radar

urlpatterns = [
    path("radar/", radar.radar, name="radar"),
    path("radar/<str:region>/", radar.radar, name="radar-region"),
    path(
        "radar/<str:region>/download/<slug:release_id>.<slug:format>", figures.download, name="radar-download"
    ),
    path("figures/<slug:release_id>/", figures.figure, name="figure"),
    re_path(
        r"^documents/(?P<kind>vacancy|course)/(?P<key>[0-9a-f]{16})/$", documents.document, name="document"
    ),
    path("examples/", documents.examples, name="examples"),
    path("examples/<uuid:example_id>/", documents.example, name="example"),
    path("help/figures/", figures.explained, name="help-figures"),
    path("import/", loading.load_data, name="load-data"),
    path("import/compute/", loading.compute, name="compute-gaps"),
    path("import/<uuid:request_id>/", loading.load_status, name="load-status"),
    path("import/<uuid:request_id>/again/", loading.load_again, name="load-again"),
    path("receipts/<uuid:receipt_id>/", loading.receipt, name="receipt"),
    path("receipts/<uuid:receipt_id>/undo/", loading.undo, name="undo-import"),
    path("receipts/<uuid:receipt_id>/rejects.csv", loading.rejects, name="rejects"),
]
