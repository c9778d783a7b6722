"""Studies as files that people open: a document, a workbook, a map, layers."""
