"""Paths of the pages of parties."""

from django.urls import path

from kring.parties.web import account, directory, importing, passkeys, people, provider, views

urlpatterns = [
    path("sign-in/", views.ask_link, name="sign-in"),
    path("sign-in/sent/", views.link_sent, name="sign-in-sent"),
    path("sign-in/passkey/options/", passkeys.sign_in_options, name="passkey-sign-in-options"),
    path("sign-in/passkey/", passkeys.sign_in, name="passkey-sign-in"),
    path("sign-in/provider/", provider.start, name="provider-sign-in"),
    path("sign-in/provider/back/", provider.back, name="provider-back"),
    path("sign-in/provider/address/", provider.address, name="provider-address"),
    path("sign-in/provider/welcome/", provider.welcome, name="provider-welcome"),
    path("sign-in/<str:token>/", views.use_link, name="sign-in-link"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("demo-role/", views.demo_role, name="step-into-demo-role"),
    path("account/", account.overview, name="account"),
    path("account/details/", account.details, name="account-details"),
    path("account/roles/<int:membership_id>/", people.role, name="own-role"),
    path("account/invite/", people.invite, name="invite-person"),
    path("account/sessions/end-others/", account.end_others, name="end-other-sessions"),
    path("account/sessions/<uuid:session_id>/end/", account.end_one, name="end-session"),
    path("account/passkeys/options/", passkeys.new_options, name="passkey-options"),
    path("account/passkeys/", passkeys.add, name="add-passkey"),
    path("account/passkeys/<uuid:passkey_id>/", passkeys.change, name="passkey"),
    path("account/passkeys/<uuid:passkey_id>/remove/", passkeys.remove, name="remove-passkey"),
    path("account/providers/<uuid:account_id>/leave/", provider.leave, name="leave-provider"),
    path("parties/", directory.parties, name="parties"),
    path("parties/download.<str:ending>", directory.download, name="parties-download"),
    path("parties/import/", importing.upload, name="import-parties"),
    path("parties/import/template.<str:ending>", importing.template, name="parties-template"),
    path("parties/import/<uuid:import_id>/columns/", importing.columns, name="import-parties-columns"),
    path("parties/import/<uuid:import_id>/preview/", importing.preview, name="import-parties-preview"),
    path("parties/import/<uuid:import_id>/load/", importing.load, name="import-parties-load"),
    path("parties/import/<uuid:import_id>/", importing.result, name="import-parties-result"),
    path("parties/import/<uuid:import_id>/undo/", importing.undo, name="import-parties-undo"),
    path("parties/<uuid:party_id>/", directory.party, name="party"),
    path("parties/<uuid:party_id>/edit/", directory.edit, name="edit-party"),
]
