"""The requirements of a calendar feed, by their numbers, and the tests that prove each of them.

1-14 are about the form, 15-21 about changes, 22-24 about people, 25-31 about HTTP, 32-36 about the secret, 37-40
about subscribing, from 41 on about reading mentors' own calendars.
"""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
#: number → file → tests
PROOF: dict[int, dict[str, tuple[str, ...]]] = {
    1: {
        "feeds/test_calendar_form.py": ("test_every_line_ends_as_the_standard_asks",),
        "feeds/test_calendar_text.py": ("test_letters_signs_and_line_breaks_are_kept_as_they_are",),
    },
    2: {"feeds/test_calendar_text.py": ("test_no_line_is_too_long_or_broken_inside_a_character",)},
    3: {
        "feeds/test_calendar_text.py": (
            "test_what_is_typed_is_read_back_cleaned_of_nothing_else",
            "test_another_reader_sees_the_same_text",
            "test_a_capital_n_after_a_backslash_is_no_line_break",
        ),
        "feeds/test_ten_readers.py": ("test_a_reader_sees_the_name_of_the_calendar",),
    },
    4: {"feeds/test_calendar_text.py": ("test_no_control_character_reaches_a_calendar",)},
    5: {"feeds/test_calendar_form.py": ("test_a_calendar_has_its_own_properties_once_and_first",)},
    6: {"feeds/test_calendar_form.py": ("test_a_calendar_has_its_own_properties_once_and_first",)},
    7: {"feeds/test_calendar_form.py": ("test_every_event_has_what_readers_need_and_nothing_that_harms",)},
    8: {
        "feeds/test_zone.py": (
            "test_the_clock_changes_when_the_block_says",
            "test_a_time_that_clocks_skip_is_refused",
            "test_a_time_that_clocks_show_twice_is_refused",
        ),
        "timetable/test_laying_out.py": ("test_a_time_that_does_not_exist_or_comes_twice_is_refused",),
    },
    9: {
        "feeds/test_other_sources.py": ("test_a_camp_stands_as_whole_days_beside_its_runs",),
        "camp_days/test_calendars.py": ("test_a_published_run_stands_beside_the_days_of_the_camp_and_the_sessions",),
    },
    10: {"feeds/test_calendar_form.py": ("test_every_event_has_what_readers_need_and_nothing_that_harms",)},
    11: {
        "camp_days/test_calendars.py": ("test_ten_readers_see_the_camp",),
        "feeds/test_ten_readers.py": ("test_a_reader_sees_the_sessions_that_were_written",),
        "feeds/test_ten_readers_http.py": ("test_a_reader_sees_the_sessions_of_the_database",),
    },
    12: {"feeds/test_calendar_form.py": ("test_every_event_has_what_readers_need_and_nothing_that_harms",)},
    13: {
        "feeds/test_window.py": (
            "test_a_calendar_shows_a_month_back_and_a_year_ahead",
            "test_of_too_many_entries_the_nearest_are_shown",
            "test_a_calendar_stays_under_a_megabyte",
        ),
        "feeds/test_http.py": ("test_a_feed_of_a_crowded_venue_stays_small",),
    },
    14: {
        "feeds/test_calendar_form.py": ("test_a_calendar_without_sessions_is_a_calendar",),
        "feeds/test_http.py": ("test_a_feed_of_nobody_yet_is_a_valid_empty_calendar",),
    },
    15: {
        "feeds/test_calendar_form.py": ("test_a_new_identifier_is_new_and_fits",),
        "feeds/test_http.py": ("test_a_session_moved_and_restored_keeps_its_identity",),
        "timetable/test_term_at_random.py": ("test_the_past_stays_and_identities_hold_whatever_is_done",),
    },
    16: {
        "timetable/test_changing.py": ("test_a_moved_session_keeps_its_uid_and_counts_one_change",),
        "timetable/test_term_at_random.py": ("test_the_past_stays_and_identities_hold_whatever_is_done",),
    },
    17: {
        "feeds/test_http.py": ("test_a_renamed_venue_is_a_change_of_each_session_there",),
        "feeds/test_levels.py": ("test_other_initials_are_a_change_of_the_feeds_that_show_them_and_of_no_other",),
    },
    18: {"feeds/test_http.py": ("test_nothing_changed_gives_the_same_bytes_the_next_day",)},
    19: {
        "feeds/test_http.py": ("test_a_cancelled_session_is_struck_through_for_two_weeks",),
        "feeds/test_calendar_form.py": ("test_a_cancelled_session_stays_and_takes_no_time",),
    },
    20: {"feeds/test_http_secret.py": ("test_a_pupil_who_changes_group_loses_the_old_sessions_only",)},
    21: {"feeds/test_vdirsyncer.py": ("test_a_client_follows_whatever_is_done_to_a_session_and_nothing_else",)},
    22: {
        "feeds/test_http.py": (
            "test_a_feed_holds_the_sessions_of_its_owner_and_no_others",
            "test_a_feed_tells_time_and_place_and_no_person",
        )
    },
    23: {
        "feeds/test_levels.py": (
            "test_only_busy_tells_nothing_but_the_time",
            "test_initials_are_shown_only_while_the_programme_lets_them",
            "test_the_level_is_a_change_of_each_entry_and_the_address_stays",
        )
    },
    24: {
        "feeds/test_http.py": (
            "test_a_feed_tells_time_and_place_and_no_person",
            "test_entries_link_to_the_session_behind_sign_in",
        )
    },
    25: {
        "feeds/test_http.py": (
            "test_any_program_gets_the_calendar_without_a_cookie",
            "test_a_feed_gives_no_cookie_to_somebody_who_is_signed_in",
            "test_an_address_is_short_and_ends_in_ics",
        )
    },
    26: {
        "feeds/test_http.py": (
            "test_the_tag_and_the_time_of_change_belong_to_the_bytes",
            "test_a_program_that_has_the_calendar_is_told_so_and_nothing_more",
            "test_the_time_counts_only_where_no_tag_is_given",
        )
    },
    27: {"feeds/test_http.py": ("test_a_session_that_is_taken_out_changes_tag_and_time",)},
    28: {
        "feeds/test_http.py": (
            "test_head_equals_get_without_the_body",
            "test_a_program_that_asks_for_gzip_gets_it_with_a_tag_of_its_own",
            "test_zipping_can_be_turned_off",
            "test_a_feed_can_only_be_read",
        )
    },
    29: {"feeds/test_http.py": ("test_any_program_gets_the_calendar_without_a_cookie",)},
    30: {
        "feeds/test_own_page.py": ("test_a_session_s_own_file_has_the_identity_of_the_feed",),
        "feeds/test_http_secret.py": ("test_the_secret_is_in_no_header_of_any_answer",),
    },
    31: {"feeds/test_http.py": ("test_our_failure_is_never_an_empty_calendar",)},
    32: {
        "feeds/test_http_secret.py": ("test_only_the_hash_of_the_secret_is_stored",),
        "feeds/test_http.py": ("test_an_address_is_short_and_ends_in_ics",),
    },
    33: {"feeds/test_http_secret.py": ("test_every_wrong_address_gets_one_and_the_same_answer",)},
    34: {
        "feeds/test_http_secret.py": (
            "test_renewing_stops_every_old_address_and_makes_one_that_works",
            "test_making_and_stopping_are_logged_without_the_secret",
            "test_leaving_stops_the_address_for_good",
        ),
        "feeds/test_own_feeds.py": ("test_losing_the_role_stops_the_feed_at_once_and_for_good",),
    },
    35: {
        "feeds/test_http_secret.py": (
            "test_a_log_line_keeps_all_but_the_secret",
            "test_every_logger_that_writes_request_lines_cuts_secrets",
        )
    },
    36: {
        "feeds/test_own_page.py": ("test_the_page_says_who_fetched_last", "test_programs_are_known_by_their_family")
    },
    37: {
        "feeds/test_own_page.py": ("test_the_page_leads_into_each_calendar_program",),
        "feeds/test_in_a_browser.py": (
            "test_a_mentor_copies_the_address_on_a_phone",
            "test_the_steps_open_by_keyboard",
        ),
    },
    38: {
        "messages/test_letters_and_sms.py": ("test_the_mail_goes_out_at_once_with_the_file",),
        "timetable/test_changing.py": ("test_everybody_concerned_gets_one_mail",),
    },
    39: {
        "feeds/test_own_page.py": ("test_a_session_s_own_file_has_the_identity_of_the_feed",),
        "messages/test_letters_and_sms.py": ("test_the_file_has_the_identity_of_the_feed_and_a_higher_sequence",),
    },
    # nobody is invited by mail: the file that goes with a letter has no METHOD and no attendee (`enclosing`)
    40: {"messages/test_letters_and_sms.py": ("test_the_file_has_the_identity_of_the_feed_and_a_higher_sequence",)},
    41: {
        "busy/test_fetching.py": (
            "test_an_address_that_cannot_be_right_is_told_where_it_is_typed",
            "test_machines_that_are_not_of_the_open_internet_answer_as_if_they_were_not_there",
            "test_a_redirect_into_our_own_net_is_not_followed",
            "test_a_name_that_changes_its_meaning_is_connected_to_where_it_was_checked",
        )
    },
    42: {
        "busy/test_fetching.py": (
            "test_a_bomb_is_not_unpacked",
            "test_a_server_that_drips_is_left_in_the_midst_of_its_answer",
            "test_a_server_has_fifteen_seconds_for_all_of_it",
        ),
        "busy/test_hostile_files.py": (
            "test_what_is_no_calendar_for_us_is_refused_with_a_reason",
            "test_a_series_without_end_is_left_out_and_told_and_the_rest_is_read",
            "test_many_heavy_series_end_with_the_time_that_is_given",
        ),
    },
    43: {
        "busy/test_reading.py": (
            "test_what_is_free_or_cancelled_makes_nobody_busy",
            "test_whole_days_count_as_the_mentor_chose",
            "test_a_list_of_busy_times_is_read",
            "test_an_entry_without_an_end_is_as_long_as_the_standard_says",
            "test_exceptions_of_a_series_are_moved_left_out_and_freed",
            "test_a_series_keeps_its_hour_over_the_changes_of_the_clock",
        ),
        "busy/test_real_files.py": (
            "test_real_files_give_the_times_that_another_library_finds_or_one_clear_sentence",
        ),
    },
    44: {
        "busy/test_reading.py": (
            "test_zones_are_known_by_all_the_names_that_programs_use",
            "test_a_zone_of_the_file_s_own_is_read_wherever_it_stands",
            "test_times_without_a_zone_are_of_the_calendar_s",
            "test_a_zone_that_nobody_knows_is_the_mentor_s_and_told",
        )
    },
    45: {
        "busy/test_own_calendars.py": (
            "test_a_failing_calendar_keeps_its_last_good_state_and_waits_longer_each_time",
            "test_a_calendar_that_fails_for_three_days_is_told",
            "test_the_owner_of_a_failing_calendar_gets_one_letter",
            "test_an_empty_calendar_empties_it",
        ),
        "busy/test_hostile_files.py": ("test_what_is_no_calendar_for_us_is_refused_with_a_reason",),
    },
    46: {
        "busy/test_own_calendars.py": (
            "test_a_calendar_that_is_given_is_read_by_the_worker_at_once",
            "test_neither_titles_nor_the_address_are_stored_or_logged",
            "test_a_new_secret_of_the_installation_makes_addresses_unreadable_and_says_so",
        ),
        "busy/test_hostile_files.py": ("test_titles_leave_the_process_by_no_way",),
    },
    47: {
        "busy/test_own_calendars.py": ("test_staff_see_when_a_mentor_is_busy_and_nothing_else",),
        "busy/test_plan_and_term.py": ("test_only_staff_and_the_mentor_are_told_of_a_clash",),
    },
    48: {
        "busy/test_own_calendars.py": (
            "test_taking_a_calendar_away_erases_what_was_read",
            "test_reading_again_changes_nothing_and_asks_whether_there_is_anything_new",
            "test_a_failing_calendar_keeps_its_last_good_state_and_waits_longer_each_time",
        )
    },
}


@pytest.mark.parametrize("number", PROOF)
def test_each_requirement_has_the_tests_that_are_said_to_prove_it(number):
    missing = [
        f"{file}::{name}"
        for file, names in PROOF[number].items()
        for name in names
        if name not in _tests_in(TESTS / file)
    ]

    assert missing == []


def test_no_requirement_of_a_feed_is_left_out():
    assert set(range(1, 49)) == PROOF.keys()


def _tests_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
