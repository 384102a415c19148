"""A whole dossier as data: plain tables, and the forms in which others read them."""
