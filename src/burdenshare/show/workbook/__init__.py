"""Workbooks: answers as sheets whose numbers are live formulas, from the records to the answer.

``cells`` holds the nouns, ``trace`` lays numbers and what they were made from, the other modules
lay the answers of their commands, ``paper`` alone knows the package that writes the file.
"""
