"""Bad input at scale: real scenarios are damaged, and what comes of it is judged.

`python -m fuzz --cases 20000` (with `tests` on the path) is `make fuzz`. A case is a function of the seed and its
number alone, so any of them can be made again: `python -m fuzz --case 1234 --keep FOLDER`.

- `bases`: the scenarios, as files and as a workbook.
- `text_damage`, `book_damage`, `disk_damage`: what may befall files, workbooks and folders.
- `making`: a number -> a damaged scenario on disk.
- `judging`: load, check, run, write, read and run again; a case is refused in plain words or runs rightly.
- `working`: many cases in one process, under limits of time and memory; `__main__`: all of them, resumable.
- `corpus`: named cases, each of which must be refused in certain words, or must run.
"""
