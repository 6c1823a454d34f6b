"""The command as a whole."""

from scheduler.codes.code import Code

COMMANDS: tuple[Code, ...] = (
    Code(
        "input-refused",
        "Something in the input cannot be used; every problem is listed, nothing was written.",
        "Mend what is listed and run the command again.",
    ),
)
