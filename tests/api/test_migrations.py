"""The tables as the migrations make them."""

from api.service import Service
from api.storage.migrations import differences, newest_step, step_of


def test_the_migrations_make_the_tables_that_the_code_expects(service: Service) -> None:
    """Nothing is missing, nothing is left over, and the last step is known to have been taken."""
    with service.database.engine.connect() as connection:
        assert differences(connection) == []
        assert step_of(connection) == newest_step()


def test_a_database_that_is_ready_is_left_as_it_is(service: Service) -> None:
    """Starting again takes no step."""
    service.database.prepare()
    with service.database.engine.connect() as connection:
        assert step_of(connection) == newest_step()
