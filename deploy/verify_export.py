"""Prove an exported journal sound by Python's standard library alone: verify_export.py journal.jsonl [checkpoints.log].

Copy the anchor file (checkpoints.log) first, export then: so each of its lines is in the export, or something was cut,
rolled back or rewritten. Memory does not grow. Exit 1 names the first bad row."""

import hashlib
import json
import sqlite3
import struct
import sys
from pathlib import Path
from typing import Any

DIGESTS, NAMES = {1: "sha256", 2: "sm3"}, ("log", "id", "k", "subject", "seq")
WORDS, HASH_DIGITS = 5, 66  # of an anchor's line; a torn one was written again


def require(sound: object, what: str) -> None:
    if not sound:
        raise ValueError(what)


def checked(row: Any, *, before: bytes) -> bytes:
    require(row["version"] in DIGESTS, f"hash version {row['version']} is unknown")
    text = json.dumps(row["sealed"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    seal = bytes([row["version"]]) + hashlib.new(DIGESTS[row["version"]], text.encode()).digest()
    require(row["hash"] == seal.hex(), "its fields do not fit its hash")
    require(row["sealed"].get("previous", "") == before.hex(), "it does not follow from the one before it")
    require(seal[:1] >= before[:1], "its hash version went back")
    return seal


class Journal:
    def __init__(self, anchor: Any) -> None:
        self.anchor = (words for words in map(str.split, anchor) if list(map(len, words))[WORDS - 1 :] == [HASH_DIGITS])
        self.anchored, self.head, self.sealed = next(self.anchor, None), b"", 0
        self.counts = {"event": 0, "access": 0, "checkpoint": 0}
        self.digests = {"event": hashlib.sha256(), "access": hashlib.sha256()}
        self.ends = sqlite3.connect("")
        self.ends.execute("CREATE TABLE ends (subject TEXT PRIMARY KEY, seq INTEGER, hash BLOB) WITHOUT ROWID")
        self.readers = {"event": self.note, "access": self.note, "checkpoint": self.seal, "head": self.chain}

    def end_of(self, subject: Any) -> tuple[int, bytes]:
        found = self.ends.execute("SELECT seq, hash FROM ends WHERE subject = ?", [json.dumps(subject)]).fetchone()
        return found or (0, b"")

    def note(self, row: Any) -> None:
        log, fields = row["log"], row["sealed"]
        seq, before = self.end_of(fields["subject"]) if log == "event" else (0, b"")
        require(log == "access" or fields["seq"] == seq + 1, f"the link before it, seq {seq + 1}, is missing")
        seal = checked(row, before=before)
        if log == "event":
            self.ends.execute("REPLACE INTO ends VALUES (?, ?, ?)", [json.dumps(fields["subject"]), seq + 1, seal])
        self.digests[log].update(struct.pack(">QQQ", row["id"], row["xid"], row["cluster"]) + seal)
        self.counts[log] += 1

    def seal(self, row: Any) -> None:
        fields, k, rows = row["sealed"], self.counts["checkpoint"] + 1, self.counts["event"] + self.counts["access"]
        require(fields["k"] == k, f"checkpoint {k} is missing before it")
        count, self.head = fields["event_count"] + fields["access_count"], checked(row, before=self.head)
        require(count == rows - self.sealed, f"it sealed {count} rows, now there are {rows - self.sealed}")
        root = hashlib.sha256(b"".join(digest.digest() for digest in self.digests.values())).hexdigest()
        require(fields["root"] == root, "rows it sealed were changed afterwards")
        if self.anchored and self.anchored[0] == str(k):
            line = [str(k), fields["at"], str(fields["upto"]), str(count), self.head.hex()]
            require(self.anchored == line, "the anchor has another checkpoint under this number")
            self.anchored = next(self.anchor, None)
        self.counts["checkpoint"], self.sealed = k, rows
        self.digests = {log: hashlib.sha256() for log in self.digests}

    def chain(self, row: Any) -> None:
        seq, seal = self.end_of(row["subject"])
        ends = f"its row stands at seq {row['seq']}, its chain ends at seq {seq}, or their hashes differ"
        require((row["seq"], row["hash"]) == (seq, seal.hex()), ends)
        self.ends.execute("DELETE FROM ends WHERE subject = ?", [json.dumps(row["subject"])])

    def end(self, row: Any) -> None:
        require(row["log"] == "end", "the export stops in the middle")
        lost = self.ends.execute("SELECT subject FROM ends LIMIT 1").fetchone()
        require(not lost, f"the events of {lost} have lost their subject")
        require(row["rows"] == self.counts, f"the journal has {row['rows']}, sealed or waiting are {self.counts}")
        require(not self.anchored, f"the anchored checkpoint {self.anchored} is missing: cut or rolled back")


def main(file: str, anchor: str = "/dev/null") -> str | None:
    row: Any = {"log": "nothing"}
    with Path(file).open(encoding="utf-8") as lines, Path(anchor).open(encoding="ascii", errors="replace") as anchored:
        journal = Journal(anchored)
        try:
            for row in (json.loads(line, parse_float=str.encode) for line in lines):  # no seal covers a fraction
                journal.readers.get(row["log"], bool)(row)
            journal.end(row)
        except (LookupError, TypeError, ValueError, struct.error) as bad:
            fields = {**row, **row.get("sealed", {})}
            return f"BROKEN { {name: fields[name] for name in NAMES if name in fields} }: {bad}"
    return print(f"sound: {journal.counts}; the last checkpoint is {journal.head.hex()}")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
