"""Roads: sources, networks, places off them."""

from scheduler.codes.code import Code

ROADS: tuple[Code, ...] = (
    Code(
        "network-not-found",
        "The extract, graph or built network that was named is not there.",
        "Check the path: it counts from the team folder, or from where the command runs.",
    ),
    Code(
        "source-unsupported",
        "A file of this kind cannot be read as roads.",
        "Give an extract (.osm.pbf, .osm, .osm.gz, .osm.bz2), a .graphml file of osmnx or a "
        ".rounds file made by `rounds network build`.",
    ),
    Code(
        "extract-unreadable",
        "The extract is empty, broken or holds no roads.",
        "Download or cut the extract again, and check that it holds roads as well as nodes.",
    ),
    Code(
        "graph-unreadable",
        "The GraphML file is not a graph saved by osmnx.",
        "Save it with osmnx.save_graphml, or give an extract of OpenStreetMap instead.",
    ),
    Code(
        "no-roads",
        "The source has no connected roads for this travel mode.",
        "Check that the extract covers the team's area, and that the mode is the right one.",
    ),
    Code(
        "network-too-wide",
        "The roads cover far more than a team could travel in.",
        "Cut the extract to the region of the team, or build the network within a bounding box.",
    ),
    Code(
        "network-unreadable",
        "The built network is broken or cut short.",
        "Build it again with `rounds network build`.",
    ),
    Code(
        "network-outdated",
        "The built network was made by another version of Rounds.",
        "Build it again from its extract with `rounds network build`.",
    ),
    Code(
        "network-wrong-mode",
        "The built network is for another travel mode.",
        "Build one for this mode, or name the extract itself, which serves every mode.",
    ),
    Code(
        "place-not-found",
        "OpenStreetMap knows no area with roads by that name.",
        'Add the country (`"Kampen, Netherlands"`), or give an extract of the area.',
    ),
    Code(
        "place-offline",
        "OpenStreetMap could not be asked for the place.",
        "Go online and try again, or give an extract (.osm.pbf) of the area instead.",
    ),
    Code(
        "place-off-road",
        "Some places lie further from the roads than the team allows.",
        "Correct the coordinates, use an extract that covers them, or raise snap_limit_metres.",
    ),
    Code(
        "place-unreachable",
        "Some places cannot be reached, or not be left again, on this network.",
        "Use an extract that covers the way there, or correct the coordinates.",
    ),
)
