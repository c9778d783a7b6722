"""HTTP routes: thin, each calls one use case. The interface lives under ``/api/v1``."""
