"""Each setting that cannot be used is named, with what to write instead."""

from pathlib import Path

import pytest

from config.environment import WrongEnvironment, database, mail, read


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("KRING_DEBUG", "perhaps", "say yes or no"),
        ("KRING_BEHIND_HTTPS", "ja", "say yes or no"),
        ("KRING_NO_DEMO_ROLES", "2", "say yes or no"),
        ("KRING_BASE_URL", "kring.nl", "http://"),
        ("KRING_BASE_URL", "https://", "no machine"),
        ("KRING_SMTP_URL", "mail.example", "smtp://"),
        ("KRING_SMTP_URL", "smtp://mail.example:many", "no address"),
        ("KRING_HOSTS", "https://kring.nl", "name machines"),
        ("KRING_HOSTS", " , ", "name machines"),
        ("KRING_MAIL_FROM", "Kring", "write it as"),
        ("KRING_SECRET_KEY", "secret", "32 characters"),
        ("KRING_OIDC_ISSUER", "ftp://id.example", "https://"),
        ("KRING_OIDC_ISSUER", "http://id.example", "https://"),
        ("KRING_OIDC_ISSUER", "https://id.example?a=b", "without ?"),
        ("KRING_OIDC_CLIENT_ID", "kring", "KRING_OIDC_ISSUER too"),
        ("KRING_OIDC_CLIENT_SECRET", "secret", "KRING_OIDC_ISSUER too"),
        ("KRING_OIDC_NAME", "SURFconext", "KRING_OIDC_ISSUER too"),
        ("KRING_OIDC_2_ISSUER", "http://id.example", "https://"),
        ("KRING_OIDC_9_NAME", "EduID", "KRING_OIDC_9_ISSUER too"),
        ("DATABASE_URL", "mysql://a/b", "postgres"),
        ("DATABASE_URL", "postgresql://a:b@host", "no database"),
        ("DATABASE_URL", "postgresql://a:b@host:x/name", "no address"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(WrongEnvironment) as end:
        read({"KRING_DATA": str(tmp_path), name: value})
    assert str(end.value).startswith(f"{name}: ") and words in str(end.value)


def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(WrongEnvironment, match="KRING_DATA: cannot use .*data: Not a directory"):
        read({"KRING_DATA": str(tmp_path / "data")})


def test_a_damaged_key_is_named(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_text("")
    with pytest.raises(WrongEnvironment, match="secret.key is damaged"):
        read({"KRING_DATA": str(tmp_path)})


def test_a_new_data_folder_is_its_owners_and_an_old_one_keeps_its_rights(tmp_path: Path) -> None:
    new, old = tmp_path / "deep" / "new", tmp_path / "old"
    old.mkdir(mode=0o755)
    for folder in (new, old):
        read({"KRING_DATA": str(folder)})
    assert new.stat().st_mode & 0o777 == 0o700 and old.stat().st_mode & 0o777 == 0o755


def test_the_key_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    first = read({"KRING_DATA": str(tmp_path)})
    assert first.secret_key == read({"KRING_DATA": str(tmp_path)}).secret_key
    assert (tmp_path / "secret.key").stat().st_mode & 0o077 == 0
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["secret.key"]


def test_passwords_may_hold_any_character(tmp_path: Path) -> None:
    given = {
        "KRING_DATA": str(tmp_path),
        "DATABASE_URL": "postgresql://me:p%40ss%2F@db.example:5433/kring?sslmode=require",
        "KRING_SMTP_URL": "smtps://me:p%40ss@mail.example",
    }
    environment = read(given)
    found = database(environment)
    assert (found["PASSWORD"], found["PORT"], found["OPTIONS"]) == ("p@ss/", "5433", {"sslmode": "require"})
    assert mail(environment)["EMAIL_HOST_PASSWORD"] == "p@ss" and mail(environment)["EMAIL_PORT"] == 465


def test_several_providers_are_numbered_and_no_issuer_comes_twice(tmp_path: Path) -> None:
    given = {
        "KRING_DATA": str(tmp_path),
        "KRING_OIDC_ISSUER": "https://one.example", "KRING_OIDC_CLIENT_ID": "a", "KRING_OIDC_NAME": "One",
        "KRING_OIDC_3_ISSUER": "https://three.example/x/", "KRING_OIDC_3_CLIENT_ID": "c",
        "KRING_OIDC_3_CLIENT_SECRET": "s",
    }  # fmt: skip
    assert read(given).oidc_providers == (
        ("https://one.example", "a", "", "One"), ("https://three.example/x/", "c", "s", "three.example"),
    )  # fmt: skip
    with pytest.raises(WrongEnvironment, match="KRING_OIDC_4_ISSUER: is the issuer of another"):
        read({**given, "KRING_OIDC_4_ISSUER": "https://one.example", "KRING_OIDC_4_CLIENT_ID": "d"})
    with pytest.raises(WrongEnvironment, match="KRING_OIDC_4_CLIENT_ID: is missing"):
        read({**given, "KRING_OIDC_4_ISSUER": "https://four.example"})
