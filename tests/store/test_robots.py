"""robots.txt outlives a run."""

from tests.store.smallsite import World

URL = "https://mag.example/robots.txt"


def test_robots_txt_is_kept_with_its_validators(world: World) -> None:
    run = world.open()
    assert run.robots.load(URL) is None
    run.robots.save(URL, (b"User-agent: *\n", '"1"', None, 1.5))
    run.robots.save(URL, (b"User-agent: *\nDisallow: /a\n", '"2"', None, 2.5))
    run.finish(reason="finished", exit_status=0, stats={})
    assert world.open().robots.load(URL) == (b"User-agent: *\nDisallow: /a\n", '"2"', None, 2.5)
