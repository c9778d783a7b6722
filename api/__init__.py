"""The faces of Vigie: use cases, jobs, rendering, command line, HTTP routes, web page."""
