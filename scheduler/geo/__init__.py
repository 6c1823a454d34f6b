"""Roads: from an extract of OpenStreetMap to seconds, metres and paths between places."""
