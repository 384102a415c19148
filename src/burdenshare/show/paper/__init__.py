"""An answer as a document: one model of it, and three writers (Markdown, HTML, PDF)."""
