"""The road extracts of data/ and the script that cuts them out."""

import json
from pathlib import Path

import osmium
import pytest
from extracts import FIRST_PIECE_ID, Box, Way, clipped, ways_of_geojson, write_roads, write_ways
from rebuild import EXTRACTS, HERE, Extract, listed_sums, rebuild, sha256

BOX = Box(west=0.0, south=0.0, east=1.0, north=1.0)
IN_1, IN_2, IN_3 = (1_000_000, 1_000_000), (2_000_000, 1_000_000), (3_000_000, 1_000_000)
OUT_1, OUT_2 = (-1_000_000, 1_000_000), (-2_000_000, 1_000_000)

OSM = """<osm version="0.6">
  <node id="1" lat="47.1" lon="9.5" version="3" timestamp="2012-01-01T00:00:00Z" uid="7" user="x"/>
  <node id="2" lat="47.2" lon="9.5" version="1"><tag k="barrier" v="gate"/></node>
  <node id="3" lat="47.3" lon="9.5" version="1"><tag k="amenity" v="bench"/></node>
  <node id="4" lat="47.4" lon="9.5" version="1">
    <tag k="place" v="village"/><tag k="name" v="Dorf"/><tag k="population" v="12"/>
  </node>
  <way id="10" version="5" timestamp="2012-01-01T00:00:00Z" uid="7" user="x">
    <nd ref="1"/><nd ref="2"/><tag k="highway" v="residential"/><tag k="note" v="mine"/>
  </way>
  <way id="11" version="1"><nd ref="2"/><nd ref="3"/><tag k="building" v="yes"/></way>
</osm>"""


def elements(path: Path) -> dict[str, list[tuple[int, dict[str, str]]]]:
    """Ids and tags of everything in an extract by kind (n, w, r)."""
    found: dict[str, list[tuple[int, dict[str, str]]]] = {"n": [], "w": [], "r": []}
    for element in osmium.FileProcessor(str(path)):
        tags = {tag.k: tag.v for tag in element.tags}
        found[element.type_str()].append((element.id, tags))
    return found


def geojson(*features: tuple[str, str, list[tuple[float, float]]]) -> str:
    """An overpass-turbo export of lines: id, highway, points."""
    return json.dumps(
        {
            "features": [
                {
                    "id": way_id,
                    "properties": {"@id": way_id, "highway": highway, "created_by": "x"},
                    "geometry": {"type": "LineString", "coordinates": points},
                }
                for way_id, highway, points in features
            ]
        }
    )


def test_extracts_are_what_the_sums_say() -> None:
    """Every extract has the checksum that is published, and none is missing from the list."""
    found = {str(path.relative_to(HERE)): sha256(path) for path in HERE.glob("*/*.osm.pbf")}
    assert found == listed_sums()
    assert {extract.path for extract in EXTRACTS} == found.keys()


@pytest.mark.parametrize("extract", EXTRACTS, ids=lambda extract: extract.path)
def test_extracts_name_no_contributor(extract: Extract) -> None:
    """Nobody who mapped is named, and nothing but nodes and roads is there."""
    path = HERE / extract.path
    for element in osmium.FileProcessor(str(path)):
        assert (element.user, element.uid, element.version) == ("", 0, 0)
        assert element.is_node() or "highway" in element.tags or element.tags["route"] == "ferry"


def test_gothenburg_is_five_by_five_kilometres() -> None:
    """The box of the urban extract is 5 km wide and 5 km high, and its nodes fill it."""
    nodes = [
        n.location for n in osmium.FileProcessor(str(HERE / EXTRACTS[0].path), osmium.osm.NODE)
    ]
    inner = [n for n in nodes if 57.6800 <= n.lat <= 57.7250 and 11.9300 <= n.lon <= 12.0140]
    assert len(inner) / len(nodes) > 0.97
    assert (max(n.lat for n in inner) - min(n.lat for n in inner)) * 111.2 == pytest.approx(5, 0.01)
    assert (max(n.lon for n in inner) - min(n.lon for n in inner)) * 59.5 == pytest.approx(5, 0.01)


def test_a_way_over_the_edge_keeps_its_first_point_outside() -> None:
    """The segment that crosses the edge stays whole; what lies further out goes."""
    assert list(clipped([OUT_2, OUT_1, IN_1, IN_2], BOX)) == [(OUT_1, IN_1, IN_2)]


def test_a_way_that_comes_back_is_two_pieces() -> None:
    """Nothing joins the place where a way leaves the box to the place where it comes back."""
    line = [IN_1, OUT_1, OUT_2, IN_2, IN_3]
    assert list(clipped(line, BOX)) == [(IN_1, OUT_1), (OUT_2, IN_2, IN_3)]


def test_a_way_outside_leaves_nothing() -> None:
    """A way that has no point within the box is left out."""
    assert not list(clipped([OUT_1, OUT_2], BOX))


def test_pieces_of_a_way_have_different_ids() -> None:
    """The first piece keeps the id of the way, the next one gets one that OpenStreetMap has not."""
    line = [(0.1, 0.1), (-0.1, 0.1), (-0.2, 0.1), (0.2, 0.1)]
    ways = ways_of_geojson(geojson(("way/7", "service", line)), BOX)
    assert [way.way_id for way in ways] == [7, FIRST_PIECE_ID]


def test_equal_points_become_one_node(tmp_path: Path) -> None:
    """Two roads that share a point are connected in the extract."""
    target = tmp_path / "cross.osm.pbf"
    text = geojson(
        ("way/2", "residential", [(0.1, 0.1), (0.2, 0.2)]),
        ("way/1", "service", [(0.2, 0.2), (0.3, 0.1)]),
    )
    write_ways(ways_of_geojson(text, BOX), target)
    refs = {
        way.id: [node.ref for node in way.nodes]
        for way in osmium.FileProcessor(str(target), osmium.osm.WAY)
    }
    assert refs == {1: [3, 2], 2: [1, 3]}
    assert [tags for _, tags in elements(target)["w"]] == [
        {"highway": "service"},
        {"highway": "residential"},
    ]


def test_writing_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """Neither a time nor the order of a set gets into the file."""
    ways = [Way(n, {"highway": "path", "name": f"{n}"}, (IN_1, IN_2, IN_3)) for n in range(1, 40)]
    write_ways(ways, tmp_path / "one.osm.pbf")
    write_ways(ways, tmp_path / "two.osm.pbf")
    assert (tmp_path / "one.osm.pbf").read_bytes() == (tmp_path / "two.osm.pbf").read_bytes()


def test_only_roads_and_settlements_are_taken_over(tmp_path: Path) -> None:
    """Buildings and benches stay behind, gates on roads and names of villages come along."""
    (tmp_path / "all.osm").write_text(OSM, encoding="utf-8")
    write_roads(tmp_path / "all.osm", tmp_path / "roads.osm.pbf")
    assert elements(tmp_path / "roads.osm.pbf") == {
        "n": [(1, {}), (2, {"barrier": "gate"}), (4, {"name": "Dorf", "place": "village"})],
        "w": [(10, {"highway": "residential"})],
        "r": [],
    }


def test_another_source_is_refused(tmp_path: Path) -> None:
    """An extract is not rebuilt from a file that it was not made of, and nothing is written."""
    other = tmp_path / "large-network.json"
    other.write_text("{}", encoding="utf-8")
    with pytest.raises(SystemExit, match="is not the file that"):
        rebuild(EXTRACTS[0], other, tmp_path / "out")
    assert not (tmp_path / "out").exists()
