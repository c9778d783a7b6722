"""The first page of a study, made on the server: map, figures, findings, downloads."""
