"""Every address of Kring with the row of the permission table that guards it, and what it is about.

One line an address: methods, route, row, thing. ``all``: nobody is refused. ``browser``: only the browser
that began it, and its signed-in owner. A word after ``?`` tells why whoever may gets "not found" from an
empty call; after ``!`` why everybody is refused for one.
"""

TABLE = """
GET       /                                                  all
GET       search/                                            all
GET       help/proposals/                                    all
GET       help/privacy/                                      all
GET       help/accessibility/                                all
GET       help/permissions/                                  all
GET       help/api/                                          all
GET       help/contact/                                      all
GET       help/figures/                                      all
POST      frame/theme/                                       all
POST      frame/language/                                    all
GET       manifest.webmanifest                               all
GET       favicon.ico                                        all
GET       radar/                                             all
GET       radar/<region>/                                    all                   region
GET       radar/<region>/download/<release_id>.<format>      all                   region   ?no-release
GET       figures/<release_id>/                              all                   region   ?no-release
GET       documents/<kind>/<key>/                            all                   region   ?no-document
GET       examples/                                          all
GET       examples/<example_id>/                             all                   example
GET       import/                                            import_vacancies
POST      import/                                            import_vacancies
POST      import/compute/                                    compute_gaps
GET       import/<request_id>/                               import_vacancies      request
POST      import/<request_id>/again/                         import_vacancies      request
GET       receipts/<receipt_id>/                             import_vacancies      receipt
POST      receipts/<receipt_id>/undo/                        undo_import           receipt
GET       receipts/<receipt_id>/rejects.csv                  import_vacancies      receipt  ?no-rejects
GET POST  sign-in/                                           request_sign_in
GET       sign-in/sent/                                      request_sign_in
GET POST  sign-in/<token>/                                   sign_in               sign-in-link
POST      sign-in/passkey/options/                           sign_in_with_passkey
POST      sign-in/passkey/                                   sign_in_with_passkey  - !no-signature
GET       sign-in/provider/                                  sign_in_with_provider - ?not-configured
GET       sign-in/provider/back/                             sign_in_with_provider - ?not-configured
GET POST  sign-in/provider/address/                          sign_in_with_provider - ?not-configured
GET       sign-in/provider/welcome/                          use_account           - ?not-configured
POST      sign-out/                                          all
POST      demo-role/                                         step_into_demo_role   - ?no-demo
GET       account/                                           use_account
GET POST  account/details/                                   use_account
GET       account/skills/                                    use_account
GET POST  account/skills/one/                                use_account           - ?no-skill
POST      account/skills/from-challenge/                     use_account           - ?no-challenge
POST      account/skills/<skill_id>/remove/                  remove_skill          person-skill
GET       account/consents/                                  use_account
POST      account/consents/                                  use_account           - ?no-purpose
GET       people/                                            list_people
GET       people/<person_id>/                                view_profile          person
POST      account/export/                                    use_account
GET POST  account/erase/                                     use_account
GET POST  account/roles/<membership_id>/                     leave_role            membership
GET       account/colleagues/                                use_account
GET POST  account/colleagues/<membership_id>/                end_role              membership
GET POST  account/asked/<asked_id>/                          answer_role           role-asked
POST      account/invite/<asked_id>/withdraw/                use_account           - ?not-asked-by-it
GET POST  account/invite/                                    use_account
POST      account/sessions/end-others/                       use_account
POST      account/sessions/<session_id>/end/                 end_session           session
POST      account/passkeys/options/                          use_account
POST      account/passkeys/                                  use_account           - !no-signature
GET POST  account/passkeys/<passkey_id>/                     change_passkey        passkey
POST      account/passkeys/<passkey_id>/remove/              change_passkey        passkey
POST      account/providers/<account_id>/leave/              leave_provider        provider-account
GET POST  account/tokens/new/                                use_account
POST      account/tokens/<token_id>/end/                     end_token             token
GET       parties/                                           view_party
GET       parties/download.<ending>                          view_hidden_party
GET POST  parties/import/                                    import_parties
GET       parties/import/template.<ending>                   all
GET POST  parties/import/<import_id>/columns/                seen-import           party-import
GET       parties/import/<import_id>/preview/                seen-import           party-import
POST      parties/import/<import_id>/load/                   seen-import           party-import
GET       parties/import/<import_id>/                        seen-import           party-import
POST      parties/import/<import_id>/undo/                   seen-import           party-import
GET       parties/duplicates/                                merge_parties
GET POST  parties/<party_id>/merge/<other_id>/               merge_parties         party
POST      parties/<party_id>/apart/<other_id>/               merge_parties         party
POST      parties/<party_id>/again/<other_id>/               merge_parties         party
POST      parties/merges/<merge_id>/undo/                    merge_parties         merge
GET       parties/<party_id>/                                seen-party            party
GET       parties/<party_id>/skills/                         view_skill_totals     party
GET POST  parties/<party_id>/edit/                           edit_party            party
GET       parties/<party_id>/hours/                          view_hour_budget      party
POST      parties/<party_id>/hours/                          set_hour_budget       party
GET POST  parties/<party_id>/offers/new/                     publish_offer         party
GET       hubs/                                              edit_hubs
GET POST  hubs/new/                                          edit_hubs
GET POST  hubs/<code>/                                       edit_hubs             hub
GET       outbox/                                            view_outbox
GET       outbox/<mail_id>/                                  view_outbox           mail
GET       challenges/                                        view_challenge
GET POST  challenges/new/                                    post_challenge
GET       challenges/draft/by-mail/<token>/                  post_challenge        draft-link
POST      challenges/draft/save/                             post_challenge
POST      challenges/draft/<draft_id>/save/                  browser               draft
GET POST  challenges/draft/<draft_id>/discard/               browser               draft
GET POST  challenges/draft/<draft_id>/question/              browser               draft
GET POST  challenges/draft/<draft_id>/place/                 browser               draft
GET POST  challenges/draft/<draft_id>/area/                  browser               draft
GET POST  challenges/draft/<draft_id>/time/                  browser               draft
GET       challenges/draft/<draft_id>/next-steps/            browser               draft
POST      challenges/draft/<draft_id>/correct/               browser               draft
GET POST  challenges/draft/<draft_id>/send/                  browser               draft
GET POST  challenges/draft/<draft_id>/sent/                  browser               draft
GET POST  challenges/confirm/<token>/                        confirm_challenge     challenge-link
GET       challenges/<challenge_id>/                         view_challenge        challenge
POST      challenges/<challenge_id>/accept/                  accept_challenge      challenge
POST      challenges/<challenge_id>/requeue/                 accept_challenge      challenge
GET POST  challenges/<challenge_id>/decline/                 decline_challenge     challenge
POST      challenges/<challenge_id>/forward/                 forward_proposal      challenge
GET       challenges/<challenge_id>/candidates/              propose_community     challenge
POST      challenges/<challenge_id>/propose/                 propose_community     challenge ?candidate-gone
GET       proposals/<proposal_id>/                           propose_community     proposal
POST      proposals/<proposal_id>/change/                    change_proposal       proposal
POST      proposals/<proposal_id>/forward/                   forward_proposal      proposal
POST      proposals/<proposal_id>/invite/                    invite_parties        proposal
GET POST  invitations/<token>/                               answer_invitation     invitation-link
POST      invitations/<invitation_id>/withdraw/              invite_parties        invitation ?not-asked-next
GET       teaching/                                          view_courses
GET       teaching/<course_id>/<challenge_id>/               hold_places           course
POST      teaching/<course_id>/<challenge_id>/reserve/       hold_places           course
POST      adoptions/<adoption_id>/release/                   hold_places           adoption
POST      adoptions/<adoption_id>/hold/                      hold_places           adoption
POST      adoptions/<adoption_id>/link/                      hold_places           adoption
POST      adoptions/<adoption_id>/link/stop/                 hold_places           adoption
GET       adopted/<token>/                                   view_adoption         adoption-link
GET       queue/                                             view_queue
GET       calls/                                             log_conversation
GET POST  calls/new/                                         log_conversation
GET       calls/names/                                       log_conversation
GET       calls/<call_id>/                                   view_conversation     call
POST      calls/<call_id>/skills/                            change_conversation   call
POST      calls/<call_id>/done/                              change_conversation   call
POST      calls/<call_id>/reopen/                            change_conversation   call
POST      calls/<call_id>/withdraw/                          change_conversation   call
POST      calls/<call_id>/challenge/                         view_conversation     call
GET POST  scan/                                              answer_scan
GET       scan/<scan_id>/                                    browser-only          scan
POST      scan/<scan_id>/challenge/                          browser-only          scan
GET       communities/                                       all
GET       communities/<community_id>/                        all                   community
POST      communities/<community_id>/move/                   move_phase            community
GET       who/                                               view_party
GET       offers/                                            all
GET       offers/capacity/                                   all
GET       offers/capacity.csv                                all
GET       offers/<offer_id>/                                 seen-offer            offer
GET POST  offers/<offer_id>/edit/                            change_offer          offer
POST      offers/<offer_id>/close/                           change_offer          offer
POST      offers/<offer_id>/reopen/                          change_offer          offer
POST      offers/<offer_id>/skills/                          change_offer          offer
POST      offers/<offer_id>/places/                          change_offer          offer
GET       api/v1/openapi.json                                all
GET       api/v1/skills/                                     all
GET       api/v1/skills/concept/                             all                   - ?no-concept
POST      api/v1/skills/extract/                             all
GET       api/v1/skills/near/                                all
GET       api/v1/me/                                         all
GET       api/v1/hubs/                                       all
GET       api/v1/organisations/                              view_party
GET       api/v1/organisations/<party_id>/                   seen-party            party
PATCH     api/v1/organisations/<party_id>/                   edit_party            party
GET       api/v1/releases/                                   all
GET       api/v1/gaps/                                       all                   - ?no-release
GET       api/v1/examples/                                   all
GET       api/v1/examples/<example_id>/                      all                   example
GET       api/v1/challenges/                                 view_challenge
GET       api/v1/challenges/<challenge_id>/                  view_challenge        challenge
GET       api/v1/offers/                                     all
GET       api/v1/offers/<course_id>/challenges/              hold_places           course
GET       api/v1/communities/                                all
GET       api/v1/communities/<community_id>/                 all                   community
POST      api/v1/drafts/                                     post_challenge
POST      api/v1/drafts/<draft_id>/skills/                   browser               draft
GET       api/v1/drafts/<draft_id>/next-steps/               browser               draft
POST      api/v1/drafts/<draft_id>/send/                     browser               draft
GET       api/v1/queue/                                      view_queue
POST      api/v1/challenges/<challenge_id>/accept/           accept_challenge      challenge
POST      api/v1/challenges/<challenge_id>/decline/          decline_challenge     challenge
POST      api/v1/challenges/<challenge_id>/requeue/          accept_challenge      challenge
GET       api/v1/challenges/<challenge_id>/candidates/       propose_community     challenge
POST      api/v1/challenges/<challenge_id>/proposals/        propose_community     challenge ?candidate-gone
GET       api/v1/proposals/<proposal_id>/                    propose_community     proposal
POST      api/v1/proposals/<proposal_id>/change/             change_proposal       proposal
POST      api/v1/proposals/<proposal_id>/invite/             invite_parties        proposal
POST      api/v1/communities/<community_id>/move/            move_phase            community
"""
# What a program has to send, so that not the shape of an empty call is refused first.
BODIES: dict[str, dict[str, object]] = {
    "api/v1/skills/extract/": {"texts": []},
    "api/v1/drafts/": {"text": "Wij willen storingen aan pompen voorspellen."},
    "api/v1/drafts/<draft_id>/send/": {"email": "a@kring.invalid"},
    "api/v1/challenges/<challenge_id>/decline/": {"reason": "Past niet bij wat wij doen."},
    "api/v1/challenges/<challenge_id>/proposals/": {"organisations": []},
    "api/v1/proposals/<proposal_id>/change/": {"reason": "Liever een partij dichtbij."},
    "api/v1/communities/<community_id>/move/": {"target": "ready"},
}
QUERIES = {
    "api/v1/skills/": "q=prompt",
    "api/v1/skills/concept/": "uri=urn:none",
    "api/v1/skills/near/": "phrase=chatbot",
}
