"""The files of the tests themselves."""

from pathlib import Path

from tests.temporary import PREFIX, Folder, has_room, remove_dead


def test_the_folder_of_a_dead_run_is_thrown_away(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}dead" / "deep").mkdir(parents=True)
    remove_dead(tmp_path, young_seconds=0)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_living_run_stays_until_its_end(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    remove_dead(tmp_path, young_seconds=0)
    assert list(tmp_path.iterdir()) == [folder.path]
    folder.remove()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_just_made_stays(tmp_path: Path) -> None:
    (tmp_path / f"{PREFIX}new").mkdir()
    remove_dead(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [f"{PREFIX}new"]


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    remove_dead(tmp_path, young_seconds=0)
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_memory_is_used_only_where_there_is_room(tmp_path: Path) -> None:
    assert has_room(tmp_path, 1)
    assert not has_room(tmp_path, 1 << 70)
    assert not has_room(tmp_path / "nowhere")
