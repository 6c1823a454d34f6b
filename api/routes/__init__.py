"""The routes, a module for every resource."""
