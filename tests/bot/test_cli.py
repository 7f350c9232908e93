"""Runs the command as a person does."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from skimage.data import astronaut

from inference.emotions import Emotion
from inference.moods import Mood

YUNET = Path(__file__).parents[3] / "shared/data/detectors/face_detection_yunet_2023mar.onnx"


def moodring(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def portrait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("photos") / "portrait.jpg"
    Image.fromarray(astronaut()).save(path, quality=90)
    return path


def test_a_photo_gives_faces_mood_and_songs_as_json(portrait: Path) -> None:
    done = moodring("selfie", portrait, "--count", 3, "--seed", 1, "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    (face,) = answer["faces"]
    x, y, width, height = face["box"]
    assert 150 < x < 220
    assert 30 < y < 100
    assert 60 < width < 140
    assert 60 < height < 160
    assert set(face["probabilities"]) == set(Emotion)
    assert sum(face["probabilities"].values()) == pytest.approx(1, abs=0.01)
    assert set(face["mood_weights"]) == set(Mood)
    assert face["emotion"] == "happy"
    assert face["mood"] == answer["mood"] == "happy"
    assert 0 < face["score"] <= 1
    assert len(answer["songs"]) == 3
    for song in answer["songs"]:
        assert set(song) == {"title", "artist", "mood", "audio_url", "cover_url"}
        assert song["audio_url"].startswith("https://")


def test_a_photo_gives_bars_and_a_table_to_a_person(portrait: Path) -> None:
    done = moodring("selfie", portrait, "--seed", 1)
    assert done.returncode == 0, done.stderr
    for word in (*Emotion, "Songs for a happy mood", "artist"):
        assert word in done.stdout


def test_without_a_photo_the_sample_portrait_is_analysed() -> None:
    done = moodring("selfie", "--json")
    assert json.loads(done.stdout)["mood"] == "happy"


def test_a_person_may_be_lifted_rather_than_matched() -> None:
    done = moodring("selfie", "--json", "--lift", "--count", 4)
    assert {song["mood"] for song in json.loads(done.stdout)["songs"]} == {"happy"}


def test_a_photo_without_a_face_says_how_to_take_a_better_one(tmp_path: Path) -> None:
    Image.new("RGB", (200, 100), "teal").save(tmp_path / "wall.png")
    done = moodring("selfie", tmp_path / "wall.png")
    assert done.returncode == 3
    assert "No face found" in done.stdout
    as_json = moodring("selfie", tmp_path / "wall.png", "--json")
    assert as_json.returncode == 3
    assert json.loads(as_json.stdout) == {"faces": [], "mood": None, "songs": []}


def test_what_is_no_photo_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear bot, I am happy.")
    for path in (tmp_path / "letter.txt", tmp_path / "missing.jpg", tmp_path):
        done = moodring("selfie", path)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert done.stderr.strip()


@pytest.mark.parametrize("mood", Mood)
def test_songs_of_a_mood_are_of_that_mood(mood: Mood) -> None:
    done = moodring("songs", "--mood", mood, "--json", "--seed", 1)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["mood"] == mood
    assert [song["mood"] for song in found["songs"]] == [mood] * 5
    assert len({song["artist"] for song in found["songs"]}) == 5


def test_the_same_seed_gives_the_same_songs() -> None:
    once, again = (moodring("songs", "--mood", "calm", "--json", "--seed", 7) for _ in range(2))
    assert once.stdout == again.stdout


@pytest.mark.parametrize(
    "arguments", [("songs", "--mood", "jolly"), ("songs", "--mood", "calm", "--count", "0"), ("x",)]
)
def test_bad_usage_exits_with_two(arguments: tuple[str, ...]) -> None:
    done = moodring(*arguments)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_detector_that_is_set_is_used(
    portrait: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOODRING_YUNET_PATH", str(tmp_path / "missing.onnx"))
    done = moodring("selfie", portrait)
    assert done.returncode == 2
    assert "missing.onnx" in done.stderr


@pytest.mark.skipif(not YUNET.is_file(), reason="the shared YuNet file is not here")
def test_yunet_finds_the_face_too(portrait: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOODRING_YUNET_PATH", str(YUNET))
    done = moodring("selfie", portrait, "--json")
    assert json.loads(done.stdout)["mood"] == "happy"


def test_help_names_the_commands_of_every_package() -> None:
    done = moodring("--help")
    for command in ("selfie", "songs", "catalogue", "train", "evaluate", "export"):
        assert command in done.stdout


def test_serving_imports_no_training_library(portrait: Path) -> None:
    heavy = "tensorflow keras torch pandas sklearn matplotlib"
    program = (
        "import sys; from pathlib import Path\n"
        "from bot.single_answer import answer_photo\n"
        "from bot.settings import load_settings\n"
        "data = Path(sys.argv[1]).read_bytes()\n"
        "answer_photo(data, load_settings(None), count=1, lift=False, seed=1)\n"
        f"sys.exit(' '.join(set('{heavy}'.split()) & set(sys.modules)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, portrait], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
