#!/bin/sh
# The whole course of a study: three annotators, a lead, two rounds, a model. Run in a folder that holds the articles in
# texts/ and what everybody will say in work/. `people` plays what they do at their screens (people.py); everything
# else is what a lead types, and for the annotators' own work a labels import. test_course.py reads what is written.
set -eu

refused() {  # for what must not work: exit code 1, with a message
    code=0
    "$@" 2> refused.txt || code=$?
    cat refused.txt >> refusals.txt
    if [ "$code" -ne 1 ] || ! grep -q "^annotator: " refused.txt; then
        echo "not refused as it should be ($code): $*" >&2
        exit 1
    fi
}

# Plan
annotator init --scheme newsclaim --name "Two reports"
annotator import texts --published 2026-01-15 --story shooting
annotator source add "Department of Homeland Security" --type national_government --alias DHS --alias "the department"
annotator source share --all
annotator agreement plan --width .2 --alpha .8 --json > plan.json

# First round: mark and tag freely
annotator round open marks --fields source,form,stance
annotator assign marks --to Ana Ben Cyd --overlap 3 --repeats 50 --seed 7 --dry-run > assign-dry.txt
annotator assign marks --to Ana Ben Cyd --overlap 3 --repeats 50 --seed 7 > assign.txt
annotator kit make Ana
annotator kit make Ben
annotator kit make Cyd

# Everybody works in their own kit, and nobody else does
refused annotator labels import work/ben.jsonl --as Ben --round marks --db ana.kit.db
annotator labels import work/ana-first-half.jsonl --as Ana --round marks --db ana.kit.db
annotator labels import work/ben.jsonl --as Ben --round marks --db ben.kit.db
annotator labels import work/cyd.jsonl --as Cyd --round marks --db cyd.kit.db
people again ben work/ben.jsonl cyd work/cyd.jsonl

# A half-finished kit comes back first; a copy of the project gets the same in another order
annotator kit merge ana.kit.db
refused annotator round close marks
annotator backup -o other.db
annotator labels import work/ana.jsonl --as Ana --round marks --db ana.kit.db
people again ana work/ana.jsonl
annotator kit merge ben.kit.db ana.kit.db cyd.kit.db
annotator kit merge cyd.kit.db cyd.kit.db --db other.db > twice.txt
annotator kit merge ana.kit.db ben.kit.db --db other.db
annotator export jsonl -o merged.jsonl
annotator export jsonl -o merged-other.jsonl --db other.db

# What came of it
annotator source reconcile --list --json > reconcile.json
annotator agreement --round marks --resamples 0 --format json -o marks-before.json
annotator source merge "Department of Homeland Security" "Homeland Security"
annotator status --everybody > status.txt
annotator agreement --round marks --resamples 100 -o marks.txt
annotator agreement --round marks --format html --resamples 100 -o marks.html
annotator agreement --round marks --resamples 100 --format json -o marks.json
annotator round close marks

# Settle
annotator settle marks --as Lea --new --auto --json > accepted.json
annotator settle marks --list > left.txt
refused annotator round open verify --claims-from marks --fields status
people settle marks Lea
annotator settle marks --list --json > left-after.json
annotator settle marks --rules > rules.txt

# Second round: judge the claims that came of it; a model's answers are shown for half of them
annotator round open verify --claims-from marks --fields status
annotator export jsonl --which gold -o gold.jsonl
people judge gold.jsonl work
annotator labels import work/model-status.jsonl --as model:baseline --round verify
annotator round suggest verify --model baseline --share 50 --seed 7
annotator assign verify --to Ana Ben Cyd --overlap 3 --seed 7
for name in ana ben cyd; do
    annotator kit make "$name" --round verify -o "$name-verify.kit.db"
    annotator labels import "work/$name-status.jsonl" --as "$name" --round verify --db "$name-verify.kit.db"
done
people back ana ben cyd
annotator kit merge cyd-verify.kit.db ana-verify.kit.db ben-verify.kit.db
annotator round effect verify --json > effect.json
annotator round close verify
annotator agreement --round verify --resamples 100 --format json -o verify.json
annotator settle verify --as Lea --auto --json > accepted-verify.json
people settle verify Lea
refused annotator round freeze verify
annotator round freeze verify --with-gaps
refused annotator settle verify --as Lea --auto

# Publish
annotator round list --json > rounds.json
annotator agreement --resamples 100 --format json -o agreement.json
annotator export jsonl --which both -o claims.jsonl
annotator export csv --which both -o labels.csv
annotator doctor --json > doctor.json
annotator backup -o final.db
