"""Client data: who read and wrote what, how long it is kept, how it is erased."""
